"""The language of a page is in its address, every page knows the vocabularies, and no address ever dies."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from releases.models import Edition, LegacyAddress
from releases.search import register
from releases.site import freshness, parameters
from releases.site.freshness import Freshness
from releases.site.requests import PublicRequest
from taxonomy import snapshot

NEWSROOM = "/admin/"
logger = logging.getLogger(__name__)


class LanguageMiddleware(LocaleMiddleware):
    """Public pages: by the prefix of the address and by nothing else, so that an address is one page for every cache.

    In the newsroom the editor's browser decides, or the cookie that Django sets for a chosen language.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith(NEWSROOM):
            # Not `super()`: where one language goes without a prefix, Django takes an address without one for that language.
            language = translation.get_language_from_request(request)
        else:
            language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith(NEWSROOM):
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class VocabulariesMiddleware:
    """Gives each request `request.vocabularies`, read when first asked for: one query, or none where freshness has read the token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: PublicRequest) -> HttpResponseBase:
        fresh = getattr(request, "freshness", None)
        token = fresh.token if fresh else None
        request.vocabularies = SimpleLazyObject(lambda: snapshot.current(token))  # type: ignore[assignment]  # stands for them until they are asked for
        return self.get_response(request)


class PublicPageMiddleware:
    """Lets a page see of its query what it knows, sends a legacy address to its release where nothing else answers, and says how
    long an answer may be kept.

    The redirect tells nothing of a release that is not public: its address answers as if it had never been recorded.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: PublicRequest) -> HttpResponseBase:
        if request.path_info.startswith(NEWSROOM):
            return self.get_response(request)
        asked = request.get_full_path()
        request.META["QUERY_STRING"] = parameters.known(request.path_info, request.META.get("QUERY_STRING", ""))
        request.freshness = freshness_of()
        response = self.get_response(request)
        if response.status_code == 404 and (target := legacy_target(request.path, asked)):
            response = HttpResponsePermanentRedirect(target)
        response.headers.setdefault("Cache-Control", cache_control(request, response))
        return response


class CompressionMiddleware(GZipMiddleware):
    """Public pages alone: they hold no secret that its length could give away, so that they need no random bytes either.

    Files are compressed by their formats already.
    """

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith(NEWSROOM) or response.has_header("Content-Disposition"):
            return response
        return super().process_response(request, response)


class UnavailableMiddleware:
    """Where the database does not answer, a page that needs none says so, with 503 and when to come back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        logger.exception("The database is not responding.")
        response = render(request, "503.html", status=503)
        response["Retry-After"] = "60"
        response["Cache-Control"] = "no-store"
        return response


def freshness_of() -> Freshness | None:
    """None where the database does not answer; whoever needs it says so."""
    try:
        return freshness.read(register.horizon())
    except (InterfaceError, OperationalError):
        return None


def cache_control(request: PublicRequest, response: HttpResponseBase) -> str:
    """What was made for one reader, and what went wrong, is nobody's to keep."""
    if response.status_code >= 500 or response.cookies or "Cookie" in response.get("Vary", ""):
        return "private, no-store"
    fresh = request.freshness
    return fresh.cache_control() if fresh else "no-cache"


def legacy_target(path: str, full: str) -> str | None:
    """The address of the release that a legacy address means, if readers can open it; `full` is the path with its query. Two queries at the most."""
    if len(full) > LegacyAddress.LONGEST or "\x00" in full:
        return None
    # With and without the slash that Django appends before it looks; the longest is the one that names the query.
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
