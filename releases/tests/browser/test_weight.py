"""Page weight: everything that a first visit transfers, including all resources."""

import gzip
import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.contrib.staticfiles import finders

MOST_BYTES, MOST_REQUESTS = 60_000, 8  # the bytes with pictures, the requests beside them
MOST_CSS = 20_000
MOST_HTML, MOST_PACKED = 60_000, 9_000  # of a list
MOST_AROUND, MOST_AROUND_PACKED = 25_000, 6_000  # of a release, without its own text and lead picture
TEXT = re.compile(
    rb'(?:<figure>.*?</figure>\s*)?(<div class="text"[^>]*>).*?(</div>)(?=\s*<(?:div class="pictures"|footer)\b)',
    re.DOTALL,
)
PACKED_LATER = (".css", ".js", ".svg")  # whitenoise serves these compressed after collectstatic


@pytest.mark.parametrize(
    "name", ["front", "list", "filtered list", "corrected release", "Russian front", "Russian list", "Russian release"]
)
def test_page_with_everything_it_loads_is_light(page, site, name):
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(site.pages[name], wait_until="networkidle")

    weights = {answer.url: weight(answer) for answer in answers if answer.status == 200}
    assert all(url.startswith(site.address) for url in weights), "nothing is asked of anybody else"
    pictures = [answer for answer in answers if answer.request.resource_type == "image"]
    assert len(answers) - len(pictures) <= MOST_REQUESTS, list(weights)
    assert sum(weights.values()) <= MOST_BYTES, weights


def weight(answer) -> int:
    """The size of the body as transferred, in bytes."""
    packed = answer.headers.get("content-encoding") == "gzip" or answer.url.endswith(PACKED_LATER)
    return len(gzip.compress(answer.body())) if packed else len(answer.body())


def test_style_sheet_is_small():
    """Without the line breaks and tabs of the formatter."""
    style_sheet = Path(finders.find("newsroom/newsroom.css") or "").read_bytes()

    assert len(b" ".join(style_sheet.split())) < MOST_CSS


@pytest.mark.parametrize("name", ["front", "list", "filtered list", "Russian list"])
def test_list_is_little_html(site, name):
    html = urlopen(site.address + site.pages[name]).read()  # noqa: S310  # our own

    assert len(html) < MOST_HTML
    assert len(gzip.compress(html, 6)) < MOST_PACKED


@pytest.mark.parametrize("name", ["corrected release", "Russian release"])
def test_release_is_little_html_beside_its_text(site, name):
    around, texts = TEXT.subn(rb"\1\2", urlopen(site.address + site.pages[name]).read())  # noqa: S310  # our own

    assert texts
    assert len(around) < MOST_AROUND
    assert len(gzip.compress(around, 6)) < MOST_AROUND_PACKED
