"""A text on paper, for clearance by hand: with numbered lines, so that one can say “line 17”."""

import textwrap
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from releases.admin.situations import situation
from releases.language.instants import in_zone
from releases.models import Edition
from releases.models.clock import database_time
from releases.reading.editions import Reading, parts_of
from releases.record.contents import digest_of
from taxonomy import snapshot

WIDTH = 78  # characters of a line
EVERY = 5  # lines, as printed editions number them


@dataclass(frozen=True)
class Line:
    """Empty lines have no number; of the others every fifth shows it."""

    text: str
    number: int
    shows_number: bool


def lines_of(edition: Edition) -> list[Line]:
    """Headline, lead and text, broken into lines here, so that every copy has the same ones."""
    lines: list[Line] = []
    number = 0
    reading = Reading(edition, snapshot.current(), parts_of([edition], "files").get(edition.pk))
    for part in (edition.headline, edition.lead, reading.plain_text):
        for paragraph in part.splitlines() if part else ():
            for text in textwrap.wrap(paragraph, WIDTH, break_long_words=True):
                number += 1
                lines.append(Line(text, number, number % EVERY == 0 or number == 1))
            if not paragraph:
                lines.append(Line("", 0, shows_number=False))
        lines.append(Line("", 0, shows_number=False))
    return lines


def print_view(request: HttpRequest, edition: Edition, around: dict[str, Any]) -> HttpResponse:
    """`fingerprint` tells which saved text a sheet of paper is of."""
    context = {
        **around,
        "title": _("Print with line numbers"),
        "edition": edition,
        "situation": situation(edition),
        "lines": lines_of(edition),
        "fingerprint": digest_of(edition)[:12],
        "printed_at": in_zone(database_time()),
    }
    return TemplateResponse(request, "admin/releases/edition/print.html", context)
