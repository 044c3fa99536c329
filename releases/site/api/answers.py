"""How every operation answers: JSON or a problem, to readers from any origin, whatever goes wrong."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.http.request import MediaType
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from releases.site.api.declaration import Operation
from releases.site.api.problems import ProblemError
from releases.site.requests import PublicRequest

METHODS = "GET, HEAD, OPTIONS"
TO_ANY_ORIGIN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Link"}
JSON = "application/json"
logger = logging.getLogger("django.request")
View = Callable[..., HttpResponse]


def answers(operation: Operation | None) -> Callable[[View], View]:
    """Around a view that takes the values of the parameters as `asked`, and returns JSON or raises ProblemError or Http404."""

    def around(view: View) -> View:
        @wraps(view)
        def answered(request: PublicRequest, **kwargs: Any) -> HttpResponse:
            with translation.override(settings.LANGUAGE_CODE):
                response = _answer(view, operation, request, kwargs)
            for name, value in TO_ANY_ORIGIN.items():
                response[name] = value
            return response

        answered.csrf_exempt = True  # type: ignore[attr-defined]  # a forged POST is refused like any other
        return answered

    return around


def _answer(view: View, operation: Operation | None, request: PublicRequest, kwargs: dict[str, Any]) -> HttpResponse:
    try:
        if request.method == "OPTIONS":
            return preflight()
        if request.method not in ("GET", "HEAD"):
            raise ProblemError(405, "This API is for reading: use GET or HEAD.")
        if not accepts_json(request.headers.get("Accept", "")):
            raise ProblemError(406, "Only JSON is served here; ask for application/json.")
        return view(request, operation.read(request.GET) if operation else {}, **kwargs)
    except ProblemError as problem:
        response = problem.response()
        if problem.status == 405:
            response["Allow"] = METHODS
        return response
    except Http404:
        return ProblemError(404, "Nothing public is at this address.").response()
    except (OperationalError, InterfaceError):
        logger.exception("The database does not answer.")
        response = ProblemError(503, "The database does not answer; try again later.").response()
        response["Retry-After"] = "60"
        return response
    except Exception:
        if settings.DEBUG:
            raise
        logger.exception("%s failed.", request.path)
        return ProblemError(500, "Something failed here; it was logged.").response()


def accepts_json(accept: str) -> bool:
    """Whether the header admits JSON; one that is empty or missing admits everything."""
    wanted = [MediaType(part) for part in accept.split(",") if part.strip()]
    return not wanted or any(
        media.match("application/json") and str(media.params.get("q")) not in ("0", "0.0") for media in wanted
    )


def preflight() -> HttpResponse:
    """For a browser that asks before it reads from another origin."""
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return response


class Json(str):
    """What is JSON already."""

    __slots__ = ()

    @classmethod
    def of(cls, content: Any) -> "Json":
        return content if isinstance(content, cls) else cls(json.dumps(content, ensure_ascii=False))

    @classmethod
    def object(cls, members: Mapping[str, Any]) -> "Json":
        return cls("{" + ", ".join(f'"{name}": {cls.of(value)}' for name, value in members.items()) + "}")

    @classmethod
    def array(cls, items: Iterable[Any]) -> "Json":
        return cls("[" + ", ".join(cls.of(item) for item in items) + "]")


def json_answer(content: Mapping[str, Any] | Json, links: Mapping[str, str | None] | None = None) -> HttpResponse:
    """With `Link` for the addresses that there are. The members of the content may be JSON already."""
    written = content if isinstance(content, Json) else Json.object(content)
    return HttpResponse(written, content_type=JSON, headers=dict(link_headers(links or {})))


def link_headers(links: Mapping[str, str | None]) -> tuple[tuple[str, str], ...]:
    present = [f'<{address}>; rel="{relation}"' for relation, address in links.items() if address]
    return (("Link", ", ".join(present)),) if present else ()


def address(operation: Operation, asked: Mapping[str, Any], **changes: Any) -> str:
    """The whole address of the operation under the same parameters, less those that say nothing, with some changed."""
    values = {name: value for name, value in {**asked, **changes}.items() if value not in (None, "", [])}
    for name, value in values.items():
        values[name] = value.isoformat() if hasattr(value, "isoformat") else value
    query = urlencode(values, doseq=True)
    return f"{settings.SITE_URL}{reverse(operation.name)}{'?' + query if query else ''}"
