"""Sitemaps, validated against the protocol's own schema where available, and their content."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from lxml import etree

from releases import steps
from releases.language.instants import told
from releases.models import Edition
from releases.site import sitemaps
from releases.tests.making import (
    approved,
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_user,
)

pytestmark = pytest.mark.django_db

SCHEMAS = Path(settings.BASE_DIR).parent / "shared" / "data" / "sitemap"
NAMES = {"s": sitemaps.SITEMAPS, "x": sitemaps.XHTML, "n": sitemaps.GOOGLE_NEWS}

# The schema admits elements from other declared namespaces; these are the ones we use.
OTHERS = {
    sitemaps.XHTML: """
        <xsd:element name="link"><xsd:complexType>
          <xsd:attribute name="rel" fixed="alternate" use="required"/>
          <xsd:attribute name="hreflang" type="xsd:language" use="required"/>
          <xsd:attribute name="href" type="xsd:anyURI" use="required"/>
        </xsd:complexType></xsd:element>""",
    sitemaps.GOOGLE_NEWS: """
        <xsd:element name="news"><xsd:complexType><xsd:sequence>
          <xsd:element name="publication"><xsd:complexType><xsd:sequence>
            <xsd:element name="name" type="xsd:string"/><xsd:element name="language" type="xsd:language"/>
          </xsd:sequence></xsd:complexType></xsd:element>
          <xsd:element name="publication_date" type="xsd:dateTime"/>
          <xsd:element name="title" type="xsd:string"/>
        </xsd:sequence></xsd:complexType></xsd:element>""",
}


@pytest.fixture
def schema(tmp_path) -> etree.XMLSchema:
    if not SCHEMAS.exists():
        pytest.skip("the schema of sitemaps.org is not beside the project")
    imports = f'<xsd:import namespace="{sitemaps.SITEMAPS}" schemaLocation="{SCHEMAS / "sitemap.xsd"}"/>'
    for number, (namespace, elements) in enumerate(OTHERS.items()):
        (tmp_path / f"{number}.xsd").write_text(
            f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="{namespace}" '
            f'xmlns="{namespace}" elementFormDefault="qualified">{elements}</xsd:schema>'
        )
        imports += f'<xsd:import namespace="{namespace}" schemaLocation="{tmp_path / f"{number}.xsd"}"/>'
    (tmp_path / "all.xsd").write_text(
        f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">{imports}</xsd:schema>'
    )
    return etree.XMLSchema(etree.parse(tmp_path / "all.xsd"))


@pytest.fixture
def archive() -> Edition:
    make_field("Elections"), make_country("Georgia")
    edition = make_live_edition(headline="Council & “friends” meet <now>")
    make_live_edition(headline="Le Conseil se réunit", language="fr", release=edition.release)
    make_live_edition(headline="Совет", language="ru")
    return edition


def read(client, path: str) -> etree._Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(b"".join(response))


def file_of(edition: Edition) -> str:
    """The file that contains its release; on PostgreSQL numbers continue from test to test."""
    return f"/sitemap-releases-{edition.release_id // sitemaps.RELEASES}.xml"


def locations(root: etree._Element) -> list[str]:
    return [location.removeprefix(settings.SITE_URL) for location in root.xpath("//s:loc/text()", namespaces=NAMES)]


def test_each_file_is_valid_by_its_schema(client, archive, schema):
    for path in ("/sitemap-pages.xml", file_of(archive), "/sitemap-news.xml"):
        schema.assertValid(read(client, path))


def test_index_names_each_file_with_the_time_of_its_newest_edition(client, archive):
    root = read(client, "/sitemap.xml")

    assert etree.QName(root).localname == "sitemapindex"
    assert locations(root) == ["/sitemap-pages.xml", file_of(archive)]
    newest = Edition.objects.latest("live_from").live_from
    assert newest is not None
    assert root.xpath("//s:lastmod/text()", namespaces=NAMES) == [told(newest)]


def test_release_stands_in_each_of_its_languages_with_all_of_them(client, archive):
    root = read(client, file_of(archive))
    both = [archive.get_absolute_url(), f"/fr/releases/{archive.release_id}/le-conseil-se-reunit/"]

    assert locations(root)[:2] == both
    for entry in root.xpath("//s:url", namespaces=NAMES)[:2]:
        links = entry.xpath("x:link", namespaces=NAMES)
        assert [link.get("hreflang") for link in links] == ["en", "fr"]
        assert [link.get("href").removeprefix(settings.SITE_URL) for link in links] == both


def test_pages_stand_in_every_language(client, archive):
    named = locations(read(client, "/sitemap-pages.xml"))

    assert {"/", "/ru/", "/fr/releases/", "/de/countries/", "/es/fields-of-work/elections/"} <= {*named}
    assert len(named) == len({*named})


def test_file_holds_one_range_of_numbers_and_no_more_than_the_protocol_allows(client, monkeypatch):
    assert sitemaps.RELEASES * len(settings.LANGUAGES) <= sitemaps.MOST_ADDRESSES
    editions = [make_live_edition(headline=f"Release {number}") for number in range(3)]
    monkeypatch.setattr(sitemaps, "RELEASES", editions[1].release_id)

    assert locations(read(client, "/sitemap-releases-0.xml")) == [editions[0].get_absolute_url()]
    assert locations(read(client, "/sitemap-releases-1.xml")) == [each.get_absolute_url() for each in editions[1:]]
    assert client.get("/sitemap-releases-2.xml").status_code == 404


def test_file_of_a_number_that_no_column_holds_is_not_found(client):
    assert client.get(f"/sitemap-releases-{'9' * 15}.xml").status_code == 404
    assert client.get(f"/sitemap-releases-{'9' * 30}.xml").status_code == 404


@pytest.mark.promise(4)
def test_news_sitemap_covers_two_days_and_nothing_scheduled(client):
    fresh = make_live_edition(headline="Fresh", live_from=timezone.now() - datetime.timedelta(hours=47))
    stale = make_live_edition(headline="Stale", live_from=timezone.now() - datetime.timedelta(hours=49))
    correction = steps.start_next(stale, make_user(), kind="correction", change_note="A figure was wrong.")
    steps.release_now(approved(correction), make_user())
    make_scheduled_edition(headline="Due"), make_edition(headline="Draft")

    root = read(client, "/sitemap-news.xml")

    assert locations(root) == [fresh.get_absolute_url()]
    (published,) = root.xpath("//n:publication_date/text()", namespaces=NAMES)
    assert datetime.datetime.fromisoformat(published) <= timezone.now()


def test_withdrawn_release_is_in_no_file(client, archive):
    steps.withdraw(archive, make_user(), "The meeting was put off.")

    for path in (file_of(archive), "/sitemap-news.xml"):
        assert archive.get_absolute_url() not in locations(read(client, path))


@pytest.mark.promise(24)
def test_each_text_stands_with_the_time_at_which_its_edition_became_public(client, archive):
    root = read(client, file_of(archive))

    editions = [Edition.objects.get(language=language) for language in ("en", "fr", "ru")]
    assert [entry.findtext(f"{{{sitemaps.SITEMAPS}}}lastmod") for entry in root] == [
        told(edition.live_from) for edition in editions
    ]


def test_release_in_one_language_names_no_other(client):
    alone = make_live_edition(language="ru")

    assert read(client, file_of(alone)).xpath("//x:link", namespaces=NAMES) == []


def test_headline_is_text_in_the_news_and_the_news_name_paper_and_language(client):
    make_live_edition(headline="Council & “friends” meet <now>", language="fr")

    root = read(client, "/sitemap-news.xml")

    assert root.xpath("//n:title/text()", namespaces=NAMES) == ["Council & “friends” meet <now>"]
    assert root.xpath("//n:language/text()", namespaces=NAMES) == ["fr"]
    assert len(root.xpath("//n:name/text()", namespaces=NAMES)) == 1


def test_news_sitemap_lists_a_thousand_at_most():
    assert (1000, datetime.timedelta(days=2)) == (sitemaps.NEWS, sitemaps.NEWS_AGE)


def test_news_sitemap_leaves_out_the_oldest_beyond_its_limit(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "NEWS", 2)
    for number in range(3):
        make_live_edition(headline=f"News {number}", live_from=timezone.now() - datetime.timedelta(hours=number + 1))

    titles = read(client, "/sitemap-news.xml").xpath("//n:title/text()", namespaces=NAMES)

    assert sorted(titles) == ["News 0", "News 1"]
