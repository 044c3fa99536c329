"""What was typed into a form that was refused for want of fresh proof: it stands there again once the person has come back."""

from django.http import HttpRequest

KEPT = "kept_answers"
LONGEST = 50_000  # letters; more than any remark
NOT_OF_THE_FORM = ("csrfmiddlewaretoken", "seen")


def keep(request: HttpRequest) -> None:
    """In the session, for this page only, and until it is shown again."""
    said = {name: values for name, values in request.POST.lists() if not name.startswith(NOT_OF_THE_FORM)}
    if sum(len(text) for values in said.values() for text in values) <= LONGEST:
        request.session[KEPT] = {"page": request.get_full_path(), "said": said}


def given_back(request: HttpRequest) -> dict[str, list[str]]:
    """Once; empty if nothing was kept for this page."""
    kept = request.session.get(KEPT, {})
    if request.method != "GET" or kept.get("page") != request.get_full_path():
        return {}
    said: dict[str, list[str]] = request.session.pop(KEPT)["said"]
    return said
