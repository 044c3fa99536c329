"""Problem details, RFC 9457: what every request is answered with that cannot be answered otherwise. In English, for programmers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Fault:
    """What is wrong with one parameter."""

    parameter: str
    detail: str


class ProblemError(Exception):
    """Ends a request with a problem. `extra` are members of the problem beside those of the RFC."""

    def __init__(self, status: int, detail: str = "", *, errors: Sequence[Fault] = (), **extra: Any) -> None:
        super().__init__(detail)
        self.status = HTTPStatus(status)
        self.detail = detail
        self.errors = errors
        self.extra = extra

    def response(self) -> JsonResponse:
        members: dict[str, Any] = {"type": "about:blank", "title": self.status.phrase, "status": self.status.value}
        if self.detail:
            members["detail"] = self.detail
        if self.errors:
            members["errors"] = [asdict(fault) for fault in self.errors]
        response = JsonResponse(members | self.extra, status=self.status.value, content_type=MEDIA_TYPE)
        if self.status.value not in (404, 410):  # the pages that say so may be cached as well
            response["Cache-Control"] = "no-store"
        return response
