"""What was typed into a form that was refused for want of fresh proof: it stands there again once the person has come back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm, ModelChoiceField
from django.http import HttpRequest, QueryDict

KEPT = "kept_answers"
LONGEST = 400_000  # letters; more than the terms of the room in every language
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


def as_initial(form: BaseForm, said: dict[str, list[str]]) -> dict[str, Any]:
    """For each input of the form what its widget makes of the answers; no choice of what cannot be chosen."""
    if not said:
        return {}
    answers = QueryDict(mutable=True)
    for name, values in said.items():
        answers.setlist(name, values)
    read = {
        name: field.widget.value_from_datadict(answers, {}, form.add_prefix(name))
        for name, field in form.fields.items()
        if not field.disabled
    }
    return {name: value for name, value in read.items() if _can_be_shown(form.fields[name], value)}


def _can_be_shown(field: Any, value: Any) -> bool:
    if not isinstance(field, ModelChoiceField) or not value:
        return True
    try:
        field.clean(value)
    except (ValidationError, ValueError, TypeError):
        return False
    return True
