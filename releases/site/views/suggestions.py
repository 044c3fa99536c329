from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language

from releases.search.question import LONGEST_QUESTION
from releases.search.suggestions import suggestions


def suggest(request: HttpRequest) -> JsonResponse:
    """What to offer while somebody types in the search; the page works without it."""
    typed = request.GET.get("q", "")[:LONGEST_QUESTION].replace("\x00", " ")  # which PostgreSQL refuses in any text
    found = suggestions(typed, get_language() or "", request.vocabularies)  # type: ignore[attr-defined]  # see middleware
    return JsonResponse({"suggestions": [asdict(suggestion) for suggestion in found]})
