"""Machine-readable parts of a release's page: schema.org, Open Graph, its picture, citations and share links."""

import datetime
import io
import json
import re

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone, translation
from PIL import Image

from releases import steps
from releases.models import Edition
from releases.site import citation, sharing
from releases.site.pictures import HEIGHT, WIDTH, draw, picture_address
from releases.tests.making import (
    approved,
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_structure,
    make_user,
)

pytestmark = pytest.mark.django_db


def head_of(client, edition: Edition) -> str:
    return client.get(edition.get_absolute_url()).content.decode().split("</head>")[0]


def article(client, edition: Edition) -> dict:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head_of(client, edition), re.S)
    return json.loads(found)


def property_of(head: str, name: str) -> str:
    (content,) = re.findall(rf'<meta (?:property|name)="{name}"\s+content="([^"]*)"', head)
    return content


@pytest.fixture
def edition() -> Edition:
    return make_live_edition(
        headline="Council meets", lead="It met on Monday.", date=datetime.date(1999, 5, 3), places=["VIENNA"], keywords=["budget"],
        sources=[make_structure("Permanent Council")], fields_of_work=[make_field("Elections")], countries=[make_country("Ukraine")],
        live_from=datetime.datetime(1999, 5, 3, 9, 30, tzinfo=datetime.UTC),
    )  # fmt: skip


# schema.org


def test_release_is_a_news_article_of_a_government_organisation(client, edition):
    found = article(client, edition)

    assert found["@type"] == "NewsArticle"
    assert found["headline"] == "Council meets"
    assert found["inLanguage"] == "en"
    assert found["datePublished"] == "1999-05-03T11:30:00+02:00"
    assert found["publisher"]["@type"] == "GovernmentOrganization"
    assert found["author"] == [{"@type": "GovernmentOrganization", "name": "OSCE Permanent Council"}]
    assert found["articleSection"] == ["Elections"]
    assert found["about"] == [{"@type": "Country", "name": "Ukraine"}]
    assert found["url" if "url" in found else "@id"] == f"{settings.SITE_URL}{edition.get_absolute_url()}"


def test_correction_is_told_with_its_date_and_the_first_publication_stays(client, edition):
    correction = steps.start_next(edition, make_user(), kind="correction", change_note="A figure was wrong.")
    steps.release_now(approved(correction), make_user())

    found = article(client, correction)

    assert [(each["@type"], each["text"]) for each in found["correction"]] == [
        ("CorrectionComment", "A figure was wrong.")
    ]
    assert found["datePublished"] == "1999-05-03T11:30:00+02:00"
    assert found["dateModified"] > found["datePublished"]
    assert found["version"] == 2


def test_translations_name_each_other_and_drafts_of_them_do_not(client, edition):
    make_live_edition(headline="Le Conseil se réunit", language="fr", release=edition.release)
    make_edition(headline="Der Rat tagt", language="de", release=edition.release)

    (translated,) = article(client, edition)["workTranslation"]

    assert translated["inLanguage"] == "fr"
    assert translated["@id"].endswith(f"/fr/releases/{edition.release_id}/le-conseil-se-reunit/")


def test_withdrawn_release_says_so_to_programs_too(client, edition):
    steps.withdraw(edition, make_user(), "The meeting was put off.")

    assert article(client, edition)["creativeWorkStatus"] == "Withdrawn"
    assert property_of(head_of(client, edition), "robots") == "noindex"


@pytest.mark.promise(40)
def test_headline_cannot_end_the_script(client):
    headline = "</script><script>alert(1)</script> & <!--"
    edition = make_live_edition(headline=headline)

    assert article(client, edition)["headline"] == headline


# Open Graph and its picture


def test_open_graph_names_the_release_and_its_picture(client, edition):
    head = head_of(client, edition)

    assert property_of(head, "og:title") == "Council meets"
    assert property_of(head, "og:description") == property_of(head, "description") == "It met on Monday."
    assert property_of(head, "og:url") == f"{settings.SITE_URL}{edition.get_absolute_url()}"
    assert property_of(head, "og:image") == f"{settings.SITE_URL}{picture_address(edition)}"


def test_picture_is_a_png_that_shows_the_headline(client, edition):
    response = client.get(picture_address(edition))
    picture = Image.open(io.BytesIO(response.content))

    assert response["Content-Type"] == "image/png"
    assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(response.content) < 40_000
    assert response.content != draw(make_edition(headline="Another headline"))


@pytest.mark.parametrize(
    "headline", ["Ü", "word " * 60, "x" * 300, "Через пятьдесят лет после Заключительного акта", "Η Ελλάδα"]
)
def test_headline_of_any_length_and_script_has_a_picture(headline):
    assert Image.open(io.BytesIO(draw(make_edition(headline=headline[:300])))).size == (WIDTH, HEIGHT)


def test_picture_is_of_the_text_that_is_live_and_of_no_other(client, edition):
    correction = steps.start_next(edition, make_user(), kind="correction", change_note="A figure was wrong.")
    first, second = picture_address(edition), picture_address(correction)

    assert [client.get(path).status_code for path in (first, second)] == [200, 404]
    steps.release_now(approved(correction), make_user())
    assert [client.get(path).status_code for path in (first, second)] == [404, 200]
    steps.remove(correction, make_user(), "It named persons.")
    assert client.get(second).status_code == 404


@pytest.mark.promise(17)
def test_picture_of_a_removed_text_is_kept_no_longer_than_a_minute(client):
    edition = make_live_edition()
    assert client.get(picture_address(edition)).status_code == 200
    key = f"picture-{edition.pk}-{edition.language}"
    assert cache.get(key)

    steps.remove(edition, make_user(), "It named persons.")

    assert client.get(picture_address(edition)).status_code in (404, 410)
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=61)):
        assert cache.get(key) is None


# Citing and sharing


def test_release_is_cited_in_three_forms_by_its_permanent_address(edition):
    texts = {each.style: each.text for each in citation.of(edition)}
    address = f"{settings.SITE_URL}/releases/{edition.release_id}/"

    assert list(texts) == ["APA", "Chicago", "BibTeX"]
    for text in texts.values():
        assert address in text
        assert "Council meets" in text
    assert texts["APA"].startswith("Organization for Security and Co-operation in Europe. (3 May 1999).")


def test_bibtex_survives_what_a_headline_may_hold():
    edition = make_edition(headline="50 % & {more} of #1 \\ $5_000 ~ ^")
    bibtex = citation.of(edition)[-1].text

    assert bibtex.count("{") - bibtex.count("\\{") == bibtex.count("}") - bibtex.count("\\}")
    assert r"50 \% \& \{more\} of \#1" in bibtex


def test_shared_link_is_the_permanent_one_in_the_language_of_the_text(edition):
    french = make_live_edition(headline="Le Conseil & l’Ukraine", language="fr", release=edition.release)
    with translation.override("ru"):
        links = dict(sharing.links(french))

    assert all(f"%2Ffr%2Freleases%2F{edition.release_id}%2F" in link for link in links.values())
    assert "+" not in next(link for link in links.values() if link.startswith("mailto:"))


def test_script_of_structured_data_holds_no_character_that_could_end_it(client):
    """An HTML parser ends the element at “</script” plus one more character, even inside quotation marks."""
    edition = make_live_edition(headline="</script >", lead="<!-- <script > & ' </SCRIPT/>", keywords=["</script\t>"])

    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head_of(client, edition), re.S)

    assert not {"<", ">", "&"} & {*found}
    assert json.loads(found)["headline"] == "</script >"
    assert json.loads(found)["keywords"] == ["</script\t>"]


def test_no_sign_of_a_headline_means_anything_to_bibtex():
    edition = make_edition(headline="50 % & {more} of #1 \\ $5_000 ~ ^")

    title = re.search(r"title = \{\{(.*)\}\},", citation.of(edition)[-1].text)

    assert title is not None
    assert title[1] == r"50 \% \& \{more\} of \#1  \$5\_000   "


def test_citation_names_number_edition_and_language_of_one_text():
    edition = make_live_edition(headline="Council meets", language="fr", number=3)
    apa, chicago, bibtex = (each.text for each in citation.of(edition))
    number = f"Release {edition.release_id}, edition 3"

    assert f"[Press release; {number}]" in apa
    assert f"“Council meets.” Press release, 3 May 1999. {number}. " in chicago
    assert bibtex.startswith(f"@misc{{osce-{edition.release_id}-fr-3,\n")
    assert "  date = {1999-05-03},\n" in bibtex
    assert "  langid = {fr},\n" in bibtex
    assert f"  note = {{Press release. {number}}},\n" in bibtex
    assert bibtex.endswith("/},\n}")
