"""A release taken elsewhere: embedded, cited by reference managers, as plain text."""

import datetime
import json

import pytest
from django.conf import settings
from django.test import Client
from django.utils.http import urlencode
from lxml import html

from releases import steps
from releases.models import Edition
from releases.reading.text import plain_text, with_addresses
from releases.site.formats.names import BIBTEX, CSL, RIS, TEXT, address_of
from releases.tests.making import (
    make_edition,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_structure,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_live_edition(
        headline="Council & <friends> meet", lead="It met\non Monday.", date=datetime.date(1999, 5, 3), places=["VIENNA"],
        body='<p>One <a href="/releases/1/">two</a>.</p><ul><li>three</li></ul>', sources=[make_structure("Permanent Council")],
        fields_of_work=[make_field("Elections")], contacts=[{"name": "Media desk", "email": "press@newsroom.example"}],
    )  # fmt: skip


def content(edition: Edition, ending: str) -> str:
    return Client().get(address_of(edition, ending)).content.decode()


def embed(url: str, **query: str):
    return Client().get(f"/oembed?{urlencode({'url': url, **query})}")


# oEmbed


def test_card_of_a_release_names_and_links_it(edition):
    address = settings.SITE_URL + edition.get_absolute_url()
    for url in (address, f"{settings.SITE_URL}/releases/{edition.release_id}/"):
        card = embed(url).json()
        assert (card["version"], card["type"], card["title"]) == ("1.0", "rich", edition.headline)
        fragment = html.fromstring(card["html"])
        assert fragment.xpath("//a/@href") == [address]
        assert fragment.xpath("string(//a)") == edition.headline
        assert Client().get(card["thumbnail_url"].removeprefix(settings.SITE_URL)).status_code == 200


def test_page_leads_to_its_card(edition):
    page = html.fromstring(Client().get(edition.get_absolute_url()).content)
    (card,) = page.xpath("//link[@type='application/json+oembed']/@href")

    assert Client().get(card).json()["title"] == edition.headline


def test_nothing_else_is_embedded(edition):
    due = make_scheduled_edition()
    for url in (
        settings.SITE_URL + due.get_absolute_url(),
        f"{settings.SITE_URL}/",
        "https://elsewhere.example/releases/1/",
        "",
        "x" * 9000,
    ):
        assert embed(url).status_code == 404, url
    assert embed(settings.SITE_URL + edition.get_absolute_url(), format="xml").status_code == 501

    steps.withdraw(edition, make_user(), "The meeting was put off.")
    assert embed(settings.SITE_URL + edition.get_absolute_url()).status_code == 404


# References


def test_ris_has_a_line_for_each_fact_and_ends_as_it_should(edition):
    lines = content(edition, RIS).split("\r\n")

    assert lines[0] == "TY  - PRESS"
    assert lines[-2:] == ["ER  - ", ""]
    assert all(line[2:6] == "  - " for line in lines[:-1])
    for line in (
        "TI  - Council & <friends> meet",
        "AB  - It met on Monday.",
        "DA  - 1999/05/03",
        "CY  - VIENNA",
        "AU  - OSCE Permanent Council,",
    ):
        assert line in lines


def test_csl_is_an_array_of_one_item_with_the_day_in_parts(edition):
    (item,) = json.loads(content(edition, CSL))

    assert item["title"] == edition.headline
    assert item["issued"] == {"date-parts": [[1999, 5, 3]]}
    assert item["author"] == [{"literal": "OSCE Permanent Council"}]
    assert item["URL"] == f"{settings.SITE_URL}/releases/{edition.release_id}/"


def test_bibtex_is_that_of_the_page(edition):
    assert content(edition, BIBTEX).startswith(f"@misc{{osce-{edition.release_id}-en-1,")


# Plain text


def test_plain_text_is_the_whole_release_and_says_where_it_stands(edition):
    assert content(edition, TEXT).split("\n\n") == [
        "Press release, 3 May 1999", "Council & <friends> meet", "It met\non Monday.",
        f"One two <{settings.SITE_URL}/releases/1/>.", "– three", "Media desk\npress@newsroom.example", "OSCE Permanent Council",
        f"Release {edition.release_id}, edition 1: {settings.SITE_URL}/releases/{edition.release_id}/\n",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rich", "plain"),
    [
        ("", ""), ("<p>a<br>b</p>", "a\nb"), ("<h2>A</h2>\n<p>b &lt;c&gt;</p>", "A\n\nb <c>"), ("<ol><li>a</li><li><p>b</p></li></ol>", "– a\n– b"),
        ("<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"), ("<blockquote><p>a</p></blockquote><hr><p>b</p>", "a\n\nb"),
    ],
)  # fmt: skip
def test_rich_text_becomes_plain(rich, plain):
    assert plain_text(rich) == plain


def test_address_that_is_its_own_text_is_written_once():
    link = '<p><a href="https://x.example/">https://x.example/</a></p>'

    assert with_addresses(link, "") == "https://x.example/"


def test_withdrawn_text_begins_with_its_explanation(edition):
    notice = steps.withdraw(edition, make_user(), "The meeting was put off.")
    assert content(notice, TEXT).split("\n\n")[2] == "WITHDRAWN: The meeting was put off."

    make_edition()
    steps.remove(notice, make_user(), "It named persons.")
    assert Client().get(address_of(edition, TEXT)).status_code == 410
