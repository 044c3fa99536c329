"""Middleware of the public site: language by address, vocabularies, cache lifetimes, and legacy addresses."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from releases.lists import register
from releases.models import Edition, LegacyAddress
from releases.site import freshness, parameters
from releases.site.freshness import Freshness
from releases.site.personal import SIGNED_IN
from releases.site.requests import PublicRequest
from releases.site.standing import STANDING, Standing
from releases.site.unavailable import AWAY
from taxonomy import snapshot
from taxonomy.sources import connection


class LanguageMiddleware(LocaleMiddleware):
    """On public pages the prefix of the address alone determines the language, so that an address is the same page for
    every cache.

    On pages for one person it is the language of the browser, or of the cookie that Django sets for a chosen language.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith(SIGNED_IN):
            # Not `super()`: if one language has no prefix, Django assumes it for every address without one.
            language = translation.get_language_from_request(request)
        else:
            language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith(SIGNED_IN):
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class VocabulariesMiddleware:
    """Adds a lazy `request.vocabularies`: one query, or none if freshness has already read the token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: PublicRequest) -> HttpResponseBase:
        fresh = getattr(request, "freshness", None)
        token = fresh.token if fresh else None
        request.vocabularies = SimpleLazyObject(lambda: snapshot.current(token))  # type: ignore[assignment]  # stands for them until they are asked for
        return self.get_response(request)


class PublicPageMiddleware:
    """Strips unknown query parameters, redirects legacy addresses where nothing else matches, and sets cache lifetimes.

    A legacy address of a release that is not public answers as if it had never been recorded.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: PublicRequest) -> HttpResponseBase:
        if request.path_info.startswith(SIGNED_IN):
            response = self.get_response(request)
            response.headers.setdefault("Cache-Control", "private, no-store")  # also where no view answered
            return response
        asked = request.get_full_path()
        request.META["QUERY_STRING"] = parameters.known(request.path_info, request.META.get("QUERY_STRING", ""))
        request.freshness = freshness_of(request)
        if by_number := self._by_number(request):
            return by_number
        response = self.get_response(request)
        if response.status_code == 404 and (target := legacy_target(request.path, asked)):
            response = HttpResponsePermanentRedirect(target)
        response.headers.setdefault("Cache-Control", cache_control(request, response))
        return response

    def _by_number(self, request: PublicRequest) -> HttpResponseBase | None:
        """The redirect from a former address that is the front page but for its query, such as `/?p=111`."""
        query = request.META["QUERY_STRING"]
        target = legacy_target("/", f"/?{query}") if request.path_info == "/" and query else None
        if target is None:
            request.META["QUERY_STRING"] = "" if request.path_info == "/" else query
            return None
        response = HttpResponsePermanentRedirect(target)
        response.headers["Cache-Control"] = cache_control(request, response)
        return response


class CompressionMiddleware(GZipMiddleware):
    """Only for public pages: they contain no secret that the length could reveal, and so need no random padding either.

    Files are already in compressed formats.
    """

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith(SIGNED_IN) or response.has_header("Content-Disposition"):
            return response
        return super().process_response(request, response)


def freshness_of(request: HttpRequest) -> Freshness | None:
    """As the page cache last saw it, at most a second ago; else one query. None if the database does not answer; views that
    need it will say so.
    """
    standing: Standing | None = request.META.get(STANDING)
    if standing and standing.reached and standing.fresh and standing.source == connection().alias:
        return standing.fresh
    try:
        return freshness.read(register.horizon())
    except AWAY:
        return None


def cache_control(request: PublicRequest, response: HttpResponseBase) -> str:
    """Responses made for one person, and errors, must not be cached."""
    if response.status_code >= 500 or response.cookies or "Cookie" in response.get("Vary", ""):
        return "private, no-store"
    fresh = request.freshness
    return fresh.cache_control() if fresh else "no-cache"


def legacy_target(path: str, full: str) -> str | None:
    """The address of the release that a legacy address refers to, if it is readable; `full` is the path with its query.
    At most two queries.
    """
    if len(full) > LegacyAddress.LONGEST or "\x00" in full:
        return None
    # With and without the trailing slash that Django appends first; the longest match is the one that includes the
    # query.
    bare = path.rstrip("/")
    candidates = {full, path, bare, bare + full.removeprefix(path)}
    address = LegacyAddress.objects.filter(path__in=candidates).order_by("-path").first()
    if address is None:
        return None
    edition = Edition.objects.live().filter(release=address.release_id, language=address.language).first()
    if edition is None:
        return None
    with translation.override(edition.language):
        return edition.release.get_absolute_url() if edition.removed else edition.get_absolute_url()
