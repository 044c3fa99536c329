"""The letters of a public text, in each form in which it is handed out."""

import re
from collections.abc import Iterator
from operator import attrgetter

from django.conf import settings
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import mark_safe

from releases.charts.texts import with_charts
from releases.language.letters import letters
from releases.models import Edition
from releases.reading import figures
from releases.reading.pictures import ShownFile
from releases.reading.text import LINK, plain_text, with_addresses
from taxonomy.chart_kinds import ATTRIBUTE

ORDERED = re.compile(r"<ol[^>]*>(.*?)</ol>", re.S)
DRAWN = re.compile(r'<svg.*?(?=<div id="chart-\d+-table">)', re.S)
POINT = re.compile(r"<li[^>]*>")


def forms_of(edition: Edition) -> list[str]:
    """Lead and text: as on the page, as it is printed (with addresses in brackets), and as plain text; each with the numbers of
    lists and without, and with what is said of its pictures and without, since not every program copies them.
    """
    told = list(with_pictures(edition))
    on_pages = told + [with_offers(body, edition.language) for body in told if ATTRIBUTE in body]
    bodies = [form for body in on_pages for form in (body, LINK.sub(printed, body))]
    texts = [plain_text(form) for body in bodies for form in (body, numbered(body))]
    texts += [with_addresses(body, settings.SITE_URL) for body in told]
    lead = letters(edition.lead)
    return list(dict.fromkeys(lead + letters(text) for text in texts))


def with_pictures(edition: Edition) -> Iterator[str]:
    """The text alone, and with captions as on the page, as in a PDF file, and as in plain text."""
    yield edition.body
    if not figures.keys_in(edition.body):
        return
    files = {file.key: ShownFile(file, "", "") for file in edition.files.all()}
    with translation.override(edition.language):
        for words in (_caption, _printed_caption, attrgetter("words")):
            told = {key: f"<p>{escape(words(shown))}</p>" for key, shown in files.items()}
            yield figures.filled_in(edition.body, told, str)


def with_offers(body: str, language: str) -> str:
    """With the link that a page has below the table of a chart. What is drawn is nobody’s text."""
    return DRAWN.sub("", with_charts(mark_safe(body), language))  # noqa: S308  # compared, never shown


def _caption(shown: ShownFile) -> str:
    return f"{shown.file.title} {shown.file.credit}"


def _printed_caption(shown: ShownFile) -> str:
    return f"{shown.file.title} ({shown.file.credit})" if shown.file.credit else shown.file.title


def paragraphs_of(edition: Edition) -> list[str]:
    return [paragraph for paragraph in (edition.lead, *plain_text(edition.body).split("\n")) if letters(paragraph)]


def printed(link: re.Match[str]) -> str:
    return f"{link[2]} ({link[1]})" if link[1].startswith("http") else link[2]


def numbered(html: str) -> str:
    return ORDERED.sub(lambda found: _with_numbers(found[1]), html)


def _with_numbers(points: str) -> str:
    first, *rest = POINT.split(points)
    return first + "".join(f"<li>{number}. {point}" for number, point in enumerate(rest, 1))
