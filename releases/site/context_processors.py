"""The context of every page: the vocabularies, the navigation, and the page's other languages."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from releases.language.organisation import organisation
from releases.site.filters import query_string
from releases.site.navigation import footer, menus
from releases.site.personal import NEWSROOM
from releases.site.requests import vocabularies_of


def newsroom(request: HttpRequest) -> dict[str, object]:
    """Empty in the admin; a page that exists in fewer languages supplies its own `alternates`."""
    return {} if request.path_info.startswith(NEWSROOM) else public_page(request)


def public_page(request: HttpRequest) -> dict[str, object]:
    """Also used by the newsroom to preview a text as readers will see it."""
    vocabularies = vocabularies_of(request)
    return {
        "site_url": settings.SITE_URL,
        "organisation": organisation(),
        "vocabularies": vocabularies,
        "menus": SimpleLazyObject(lambda: menus(vocabularies)),
        "footer": SimpleLazyObject(lambda: footer(vocabularies)),
        "alternates": [(language, in_language(request, language)) for language, _ in settings.LANGUAGES],
    }


def in_language(request: HttpRequest, language: str) -> str:
    """The address of the same page in another language, with the same filters; English has no prefix."""
    current = translation.get_language_from_path(request.path_info)
    path = request.path_info.removeprefix(f"/{current}") if current else request.path_info
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    query = query_string(request.GET, {})
    return f"{prefix}{path or '/'}{'?' + query if query else ''}"
