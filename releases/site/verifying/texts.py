"""The letters of a public text, in each form in which it is handed out."""

import re

from django.conf import settings

from releases.language.letters import letters
from releases.models import Edition
from releases.reading.text import LINK, plain_text, with_addresses

ORDERED = re.compile(r"<ol[^>]*>(.*?)</ol>", re.S)
POINT = re.compile(r"<li[^>]*>")


def forms_of(edition: Edition) -> list[str]:
    """Lead and text: as on the page, as it is printed (with addresses in brackets), and as plain text; each with the numbers of
    lists and without, since not every program copies them.
    """
    bodies = [edition.body, LINK.sub(printed, edition.body)]
    texts = [plain_text(form) for body in bodies for form in (body, numbered(body))]
    texts.append(with_addresses(edition.body, settings.SITE_URL))
    lead = letters(edition.lead)
    return list(dict.fromkeys(lead + letters(text) for text in texts))


def paragraphs_of(edition: Edition) -> list[str]:
    return [paragraph for paragraph in (edition.lead, *plain_text(edition.body).split("\n")) if letters(paragraph)]


def printed(link: re.Match[str]) -> str:
    return f"{link[2]} ({link[1]})" if link[1].startswith("http") else link[2]


def numbered(html: str) -> str:
    return ORDERED.sub(lambda found: _with_numbers(found[1]), html)


def _with_numbers(points: str) -> str:
    first, *rest = POINT.split(points)
    return first + "".join(f"<li>{number}. {point}" for number, point in enumerate(rest, 1))
