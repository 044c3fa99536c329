"""Letters that were written to a folder instead of being sent, shown to a developer: at `/letters/`, while DEBUG is on.

Without DEBUG the address does not exist. Nobody signs in: who waits for the letter about a forgotten password cannot.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path

NEWEST = 50
# Between two letters that Django wrote into one file.
BETWEEN = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True)
class SentLetter:
    subject: str
    to: str
    date: str
    text: str
    html: str

    @classmethod
    def of(cls, raw: bytes) -> "SentLetter":
        message = message_from_bytes(raw.strip(), policy=policy.default)
        return cls(
            str(message["Subject"] or ""),
            str(message["To"] or ""),
            str(message["Date"] or ""),
            _part(message, "plain"),
            _part(message, "html"),
        )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


def newest(folder: Path) -> list[SentLetter]:
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    found: list[SentLetter] = []
    for file in files:
        found += reversed(list(_letters_in(file)))
        if len(found) >= NEWEST:
            break
    return found[:NEWEST]


def _letters_in(file: Path) -> Iterator[SentLetter]:
    return (SentLetter.of(raw) for raw in file.read_bytes().split(BETWEEN) if raw.strip())


def addresses(folder: Path | None, *, debug: bool) -> list[URLPattern]:
    """To be added to the site's; none without DEBUG, or where letters are really sent."""
    if not debug or folder is None:
        return []

    # Letters bring their styles along.
    @csp_update({"style-src": [UNSAFE_INLINE]})
    def shown(request: HttpRequest) -> HttpResponse:
        page = render_to_string("mail/sent_letters.html", {"letters": newest(folder), "folder": folder})
        response = HttpResponse(page)
        response["Cache-Control"] = "no-store"
        return response

    return [path("letters/", shown, name="sent-letters")]
