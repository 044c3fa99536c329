from dataclasses import asdict

from django.http import JsonResponse
from django.utils.translation import get_language

from releases.lists.suggestions import suggestions
from releases.search.question import LONGEST_QUESTION
from releases.site.requests import PublicRequest


def suggest(request: PublicRequest) -> JsonResponse:
    """Suggestions for the search box, as JSON; the page works without them."""
    typed = request.GET.get("q", "")[:LONGEST_QUESTION].replace("\x00", " ")  # PostgreSQL refuses it in any text
    found = suggestions(typed, get_language() or "", request.vocabularies)
    return JsonResponse({"suggestions": [asdict(suggestion) for suggestion in found]})
