"""What else stands on the page of a release, so that of a saved page only what is of no release is left over."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from releases.models import Edition
from releases.reading.editions import Reading, parts_of
from releases.site.context_processors import public_page
from releases.site.formats.plain import text_of
from releases.site.release_page import whole_page
from releases.site.requests import look_of, vocabularies_of
from releases.site.surroundings import Around
from releases.site.verifying.document import Document
from releases.site.verifying.finding import Match
from releases.site.verifying.lines import of_html, of_text

MOST_LEFT = 60  # lines
LONGEST_LEFT = 300  # letters of each
# A shorter line must be a whole line of the page: two letters are found anywhere.
TELLING = 12


def left_over(request: HttpRequest, document: Document, match: Match) -> list[str]:
    """The lines that belong neither to the text nor to the page around it."""
    rest = document.rest([*match.headline, *match.text])
    lines = list(_without(_page_of(request, match), rest))
    return [line[:LONGEST_LEFT] for line in lines[:MOST_LEFT]]


def _without(page: Document, lines: Iterator[str]) -> Iterator[str]:
    known = set(page.runs)
    for line in lines:
        run = Document([line]).run
        if run not in known and not (len(run) >= TELLING and page.has(run)):
            yield line


def _page_of(request: HttpRequest, match: Match) -> Document:
    """As it is served, and as plain text."""
    edition, vocabularies = match.edition, vocabularies_of(request)
    with translation.override(edition.language):
        reading = Reading(edition, vocabularies, parts_of([edition]).get(edition.pk))
        html = render_to_string(*_template(request, edition, reading, ended=match.ended), request)
        return Document([*of_html(html), *of_text(text_of(reading))])


def _template(
    request: HttpRequest, edition: Edition, reading: Reading, *, ended: bool
) -> tuple[str, dict[str, object]]:
    if ended:
        context: dict[str, object] = {"reading": reading, "edition": edition, "current": edition, "alternates": []}
        return "release_at.html", public_page(request) | context
    around = Around(edition, vocabularies_of(request), look_of(request))
    return "release.html", public_page(request) | whole_page(around.reading, around)
