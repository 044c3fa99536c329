"""A release as a PDF file: its whole text, tagged, with its version and address on it, whatever the text is."""

import io
import json
import time
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.test import Client, override_settings
from lxml import html

from releases import steps
from releases.models import Edition
from releases.reading.editions import Reading
from releases.site.formats.names import PDF, address_of
from releases.site.formats.pdf import typesetting
from releases.site.formats.pdf.content import content_of
from releases.site.formats.pdf.tree import tree_of
from releases.tests.files import PDF as DOCUMENT
from releases.tests.making import make_edition, make_live_edition, make_scheduled_edition, make_user
from taxonomy.snapshot import current

pytestmark = pytest.mark.django_db
RICH = (
    '<h2>Part</h2><p>One <strong>two</strong> <a href="/releases/1/">three</a>.</p><ul><li>four</li><li><p>five</p></li></ul><ol><li>six</li></ol>'
    "<blockquote><p>seven</p></blockquote><table><tr><th>a</th><th>b</th></tr><tr><td>c</td></tr></table><hr><p>x<sub>2</sub><br>y</p>"
)
HOSTILE = '#panic("x") $a$ *b* _c_ [d] \\e <f> @g // h /* i #read("/etc/passwd") ```k``` = l'


def opened(edition: Edition) -> pikepdf.Pdf:
    answer = Client().get(address_of(edition, PDF))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return pikepdf.open(io.BytesIO(answer.content))


def structure(pdf: pikepdf.Pdf) -> list[str]:
    """The kinds of elements that are tagged."""
    found: list[str] = []
    waiting: list[pikepdf.Object] = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append(str(element.S))
            children: Any = element.get("/K", [])
            waiting += list(children) if isinstance(children, pikepdf.Array) else [children]
    return found


def links(pdf: pikepdf.Pdf) -> set[str]:
    return {
        str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", []) if "/A" in note and "/URI" in note.A
    }


def test_file_is_tagged_and_says_what_it_is():
    edition = make_live_edition(headline="Council meets", body=RICH)
    pdf = opened(edition)

    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en"
    assert str(pdf.docinfo["/Title"]) == "Council meets"
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/BlockQuote", "/Link"} <= set(structure(pdf))
    assert links(pdf) == {
        f"{settings.SITE_URL}/releases/1/",
        f"{settings.SITE_URL}/releases/{edition.release_id}/",
    }


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_language_is_set_with_fonts_that_are_in_the_file(language):
    headline = {"ru": "Совет собрался", "de": "Größe über alles", "fr": "Où ça ?"}.get(language, "¿Qué?")
    pdf = opened(make_live_edition(language=language, headline=headline, body=f"<p>{headline}</p>"))

    assert str(pdf.Root.Lang) == language
    assert str(pdf.docinfo["/Title"]) == headline
    fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
    assert fonts
    assert all("/ToUnicode" in font for font in fonts)


def test_text_is_never_read_as_markup():
    edition = make_live_edition(headline=HOSTILE, lead=HOSTILE, body=f"<p>{HOSTILE.replace('<', '&lt;')}</p>")

    pdf = opened(edition)
    assert str(pdf.docinfo["/Title"]) == HOSTILE


@pytest.mark.parametrize(
    ("rich", "shown"),
    [
        ("<p>One\n <em>two</em>, three</p>\n<p>four</p>", ["p:One |em:two|, three", "p:four"]),
        ("<ul>\n<li>a</li>\n</ul>", ["ul:li:a"]),
        ("<h2>a</h2><h4>b</h4><h2></h2><h2><ul><li>c</li></ul></h2>", ["h2:a", "h3:b", "h2:c"]),
        ("<table><tr><td colspan=2>a</td></tr><tr><td>b</td><td>c</td></tr></table>", ["table:a,;b,c"]),
        ("<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>", ["table:a,b;,c"]),
        ("a\x07\ufffeb", ["ab"]),
    ],
)
def test_rich_text_becomes_a_tree(rich, shown):
    def line(node):
        if isinstance(node, str):
            return node
        if node["tag"] == "table":
            return "table:" + ";".join(
                ",".join("".join(map(line, cell["children"])) for cell in row) for row in node["rows"]
            )
        name = f"h{node['level']}" if "level" in node else node["tag"]
        return f"{name}:" + "|".join(map(line, node["children"]))

    assert [line(node) for node in tree_of(rich, "https://x.example") if line(node) != "span:"] == shown


def test_links_lead_out_of_the_file_or_nowhere():
    def addresses(rich):
        return [node.get("address") for node in tree_of(rich, "https://x.example") if isinstance(node, dict)]

    assert addresses('<a href="/a/">a</a><a href="mailto:a@b.example">b</a>') == [
        "https://x.example/a/",
        "mailto:a@b.example",
    ]
    assert addresses(f'<a href="#part">c</a><a href="https://{"x" * 3000}/">d</a>') == [None, None]


def test_same_text_is_the_same_file_and_a_correction_another():
    edition = make_live_edition()
    first = Client().get(address_of(edition, PDF)).content
    assert Client().get(address_of(edition, PDF)).content == first

    notice = steps.withdraw(edition, make_user(), "The meeting was put off.")
    assert Client().get(address_of(notice, PDF)).content != first


def test_nothing_scheduled_or_removed_has_a_file():
    edition = make_live_edition()
    address = address_of(edition, PDF)
    steps.remove(edition, make_user(), "It named persons.")

    assert Client().get(address).status_code == 410
    assert Client().get(address_of(make_scheduled_edition(), PDF)).status_code == 404


def test_attached_files_are_listed_with_their_addresses():
    edition = make_live_edition(files=[("agenda.pdf", DOCUMENT)])
    (file,) = edition.files.all()

    assert settings.SITE_URL + file.address(edition.release_id) in links(opened(edition))


def test_page_names_the_file():
    edition = make_live_edition()
    page = html.fromstring(Client().get(edition.get_absolute_url()).content)

    assert page.xpath("//head/link[@type='application/pdf']/@href") == [address_of(edition, PDF)]


@pytest.mark.parametrize(
    "body",
    [
        "<blockquote>" * 60 + "<p>deep</p>",
        "<ul><li><blockquote>" * 30 + "<p>deep</p>",
        "<table><tr><td>" * 30 + "deep",
        "<p>" + "ж" * 70_000,  # without a space, of which the typesetter cannot make a line
        "<p>漢字 😀 \u202e \u0301</p>",  # for which it has no glyph
        "<table><tr><td colspan=99999 rowspan=99999>a</td></tr><tr><td>b</td></tr></table>",
        '<p><s><a href="https://x.example/">struck</a></s></p>',
        '<p><span lang="ar" dir="rtl">مرحبا</span></p><ol start="7"><li>seven</li></ol><dl><dt>a</dt><dd>b</dd></dl>',
    ],
)
def test_unusual_text_is_set(body):
    assert len(opened(make_live_edition(body=body)).pages) >= 1


# Limits


@pytest.mark.promise(43)
@pytest.mark.parametrize("limits", [{"longest": 0.5}, {"seconds": 1}, {"memory": 100}])
def test_text_beyond_a_limit_is_given_up(limits):
    body = "<table>" + ("<tr>" + "<td>x" * 100) * 1000
    content = json.dumps(content_of(Reading(make_edition(), current(), {})) | {"body": body}).encode()
    began = time.monotonic()

    assert typesetting.run(content, **limits) == b""
    assert time.monotonic() - began < typesetting.LONGEST


def test_text_that_cannot_be_set_has_no_file():
    with override_settings(BASE_DIR="/"):  # where there is no typesetter
        assert Client().get(address_of(make_live_edition(headline="Unprintable"), PDF)).status_code == 404


def test_more_at_once_than_there_are_turns_are_asked_to_come_back():
    for _turn in range(typesetting.AT_ONCE):
        typesetting.TURNS.acquire()
    try:
        answer = Client().get(address_of(make_live_edition(headline="Awaited"), PDF))
    finally:
        typesetting.TURNS.release(typesetting.AT_ONCE)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "no-store" in answer["Cache-Control"]
