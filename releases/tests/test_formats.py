"""The agencies' formats: every sample release, and every kind and state of one, against the schemas of IPTC; and what they say."""

import datetime
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from lxml import etree

from releases import steps
from releases.models import Edition, Release
from releases.site.formats.names import MEDIA_TYPES, NEWSML, NINJS, address_of
from releases.site.formats.newsml import NAR
from releases.tests.files import PDF
from releases.tests.making import (
    approved,
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_meeting,
    make_scheduled_edition,
    make_structure,
    make_user,
)
from taxonomy import media_topics
from taxonomy.models import FieldOfWork

pytestmark = pytest.mark.django_db

SCHEMAS = Path(settings.BASE_DIR).parent / "shared" / "data" / "iptc"
N = {"n": NAR, "h": "http://www.w3.org/1999/xhtml"}


@pytest.fixture(scope="module")
def ninjs_schema() -> jsonschema.Draft202012Validator:
    schema = json.loads(schema_file("ninjs-schema_3.1.json").read_text())
    # The one reference that leads out of it is to geometry, which we give none of.
    registry: Any = jsonschema.validators.validator_for(schema)
    return registry(without_geometry(schema), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


@pytest.fixture(scope="module")
def newsml_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(schema_file("NewsML-G2_2.35-spec-All-Power.xsd")))


def schema_file(name: str) -> Path:
    if not SCHEMAS.exists():
        pytest.skip("the schemas of IPTC are not beside the project")
    return SCHEMAS / name


def without_geometry(schema: Any) -> Any:
    if isinstance(schema, dict):
        found = {name: without_geometry(value) for name, value in schema.items()}
        return {} if str(found.get("$ref", "")).startswith("https://geojson") else found
    return [without_geometry(each) for each in schema] if isinstance(schema, list) else schema


@pytest.fixture
def edition() -> Edition:
    release = Release.objects.create()
    return make_live_edition(
        release=release,
        headline="Council & “friends” meet <now>", lead="It met on Monday.", body=f'<p>See <a href="/releases/{release.pk}/">this</a>.<br>Now</p>',
        date=datetime.date(1999, 5, 3), places=["VIENNA", "NEW YORK"], keywords=["budget"], files=[("agenda.pdf", PDF)],
        sources=[make_structure("Permanent Council")], fields_of_work=[make_field("Elections"), make_field("Other things")],
        countries=[make_country("Ukraine")], meetings=[make_meeting("Summit meetings")],
        contacts=[{"name": "Media desk", "role": "Press", "email": "press@newsroom.example", "phone": "+43 1 1"}, {"name": "Nobody"}],
        live_from=datetime.datetime(1999, 5, 3, 9, 30, tzinfo=datetime.UTC),
    )  # fmt: skip


def ninjs(edition: Edition, status: int = 200) -> dict[str, Any]:
    response = Client().get(address_of(edition, NINJS))
    assert response.status_code == status
    return response.json()


def newsml(edition: Edition, status: int = 200) -> Any:
    response = Client().get(address_of(edition, NEWSML))
    assert response.status_code == status
    return etree.fromstring(response.content)


def said(root: Any, path: str) -> list[str]:
    return [str(found) for found in root.xpath(path, namespaces=N)]


def corrected(edition: Edition) -> Edition:
    correction = steps.start_next(edition, make_user(), kind="correction", change_note="A figure was wrong.")
    steps.release_now(approved(correction), make_user())
    return correction


# The schemas


def test_every_sample_release_and_list_is_valid(ninjs_schema, newsml_schema):
    call_command("load_taxonomy", stdout=io.StringIO(), verbosity=0)
    call_command("load_demo", stdout=io.StringIO())
    editions = list(Edition.objects.live())
    assert len(editions) >= 60

    for each in editions:
        ninjs_schema.validate(ninjs(each))
        newsml_schema.assertValid(newsml(each))
    for prefix in ("", "/ru"):
        ninjs_schema.validate(Client().get(f"{prefix}/releases/feed/ninjs/").json())
        newsml_schema.assertValid(etree.fromstring(Client().get(f"{prefix}/releases/feed/newsml/").content))


@pytest.mark.parametrize("kind", [*Edition.Kind.values])
@pytest.mark.parametrize("type_", [Edition.Type.PRESS_RELEASE, Edition.Type.SPEECH])
def test_every_kind_is_valid(edition, ninjs_schema, newsml_schema, kind, type_):
    """With a character that JSON takes and XML does not."""
    notice = make_live_edition(
        release=edition.release, language="fr", kind=kind, type=type_, change_note="Pourquoi\x0b non", headline="Un titre", keywords=["a b"],
    )  # fmt: skip

    status = 410 if kind == "removed" else 200
    ninjs_schema.validate(ninjs(notice, status))
    newsml_schema.assertValid(newsml(notice, status))


def test_text_with_next_to_nothing_in_it_is_valid(ninjs_schema, newsml_schema):
    bare = make_live_edition(lead="", body="<p>x</p>")
    lead_alone = make_live_edition(lead="Only this.", body="")

    for each in (bare, lead_alone):
        ninjs_schema.validate(ninjs(each))
        newsml_schema.assertValid(newsml(each))


def test_catalogue_names_every_scheme_that_items_use(edition, newsml_schema):
    catalogue = etree.fromstring(Client().get("/newsml/catalogue.xml").content)
    newsml_schema.assertValid(catalogue)
    item = newsml(edition)
    used = {code.partition(":")[0] for code in said(item, "//@qcode | //@rel | //@why | //@role | //@hashtype")}

    assert used <= {*said(catalogue, "//n:scheme/@alias"), *said(item, "//n:catalog/n:scheme/@alias")}
    assert said(item, "n:catalogRef/@href") == [f"{settings.SITE_URL}/newsml/catalogue.xml"]


# What they say


def test_item_says_what_the_release_says(edition):
    item, root = ninjs(edition), newsml(edition)

    assert item["title"] == said(root, "//n:headline/text()")[0] == edition.headline
    assert (item["pubStatus"], said(root, "//n:pubStatus/@qcode")) == ("usable", ["stat:usable"])
    assert (item["version"], root.get("version")) == ("1", "1")
    assert item["firstCreated"] == said(root, "//n:firstCreated/text()")[0] == "1999-05-03T11:30:00+02:00"
    assert item["contentCreated"] == "1999-05-03T00:00:00+02:00"
    assert said(root, "//n:contentCreated/text()") == ["1999-05-03"]
    assert item["located"] == said(root, "//n:located/n:name/text()")[0] == "VIENNA"
    assert said(root, "//n:dateline/text()") == ["VIENNA, NEW YORK, 1999-05-03"]
    assert item["genres"][0]["literal"] == "press-release"
    assert said(root, "//n:genre/@qcode") == ["newsroom-types:press-release"]
    assert item["infoSources"][0]["name"] == said(root, "//n:infoSource/n:name/text()")[0] == "OSCE Permanent Council"
    assert item["people"][0]["contactInfo"][0]["value"] == said(root, "//n:contactInfo/n:email/text()")[0]
    assert f'href="{settings.SITE_URL}/releases/{edition.release_id}/"' in item["bodies"][0]["value"]
    assert said(root, "//h:a/@href") == [f"{settings.SITE_URL}/releases/{edition.release_id}/"]
    assert root.xpath("string(//h:body)", namespaces=N) == "See this.Now"


def test_fields_of_work_are_media_topics_where_one_matches(edition):
    subjects = [(subject["rel"], subject["uri"]) for subject in ninjs(edition)["subjects"] if "uri" in subject]
    root = newsml(edition)

    assert subjects == [
        ("about", f"{settings.SITE_URL}/fields-of-work/elections/"),
        ("exactMatch", "http://cv.iptc.org/newscodes/mediatopic/20000574"),
        ("about", f"{settings.SITE_URL}/fields-of-work/other-things/"),
    ]
    assert said(root, "//n:subject[starts-with(@qcode, 'medtop')]/@qcode") == ["medtop:20000574"]
    assert said(root, "//n:subject[starts-with(@qcode, 'medtop')]/@why") == ["newsroom-matches:exactMatch"]


def test_files_come_with_their_digest(edition):
    (file,) = edition.files.all()
    (told,) = [each for each in ninjs(edition)["associations"] if each["rel"] == "attachment"]

    assert told["altIds"] == [{"role": "sha-256", "value": file.digest}]
    assert said(newsml(edition), "//n:hash/text()") == [file.digest]
    assert Client().get(told["renditions"][0]["href"].removeprefix(settings.SITE_URL)).status_code == 200


def test_translations_name_each_other_and_nobody_names_drafts_and_withdrawn_ones(edition):
    french = make_live_edition(headline="Le Conseil", language="fr", release=edition.release)
    make_edition(headline="Der Rat", language="de", release=edition.release)

    (told,) = [each for each in ninjs(edition)["associations"] if each["rel"] == "translation"]
    assert (told["uri"], told["language"]) == (ninjs(french)["uri"], "fr")
    assert said(newsml(edition), "//n:link[@rel='newsroom-relations:translation']/n:language/@tag") == ["fr"]
    steps.withdraw(french, make_user(), "It was not the text.")
    assert not [each for each in ninjs(edition)["associations"] if each["rel"] == "translation"]
    assert said(newsml(edition), "//n:link[@rel='newsroom-relations:translation']/n:language/@tag") == []


@pytest.mark.promise(72)
def test_correction_is_a_new_version_of_the_same_item_and_says_what_it_is(edition):
    before = ninjs(edition)
    correction = corrected(edition)
    after, root = ninjs(correction), newsml(correction)

    assert (before["uri"], before["firstCreated"]) == (after["uri"], after["firstCreated"])
    assert (after["version"], root.get("version")) == ("2", "2")
    assert after["edNote"] == said(root, "//n:edNote/text()")[0] == "CORRECTION: A figure was wrong."
    assert said(root, "//n:signal/@qcode") == ["sig:correction"]


def test_withdrawn_item_is_withheld_and_has_no_text(edition):
    notice = steps.withdraw(edition, make_user(), "The meeting was put off.")
    item, root = ninjs(notice), newsml(notice)

    assert (item["pubStatus"], said(root, "//n:pubStatus/@qcode")) == ("withheld", ["stat:withheld"])
    assert item["edNote"] == said(root, "//n:edNote/text()")[0] == "WITHDRAWN: The meeting was put off."
    assert "bodies" not in item
    assert root.find(f"{{{NAR}}}contentSet") is None


def test_removed_item_is_canceled_and_says_nothing_of_what_it_said(edition):
    item_before = ninjs(edition)
    notice = steps.remove(edition, make_user(), "It named persons.")
    item, root = ninjs(notice, 410), newsml(notice, 410)

    assert item["uri"] == root.get("guid") == item_before["uri"]
    assert (item["pubStatus"], said(root, "//n:pubStatus/@qcode")) == ("canceled", ["stat:canceled"])
    assert said(root, "//n:signal/@qcode") == ["newsroom-signals:kill"]
    for answer in (json.dumps(item), etree.tostring(root).decode()):
        assert "friends" not in answer
        assert "Permanent" not in answer
        assert "It named persons." in answer


def test_lists_hold_the_newest_and_order_to_delete_what_was_removed(edition):
    listed = make_live_edition(headline="Listed")
    make_scheduled_edition(headline="Due")
    removed = steps.remove(edition, make_user(), "It named persons.")

    items = Client().get("/releases/feed/ninjs/?q=listed").json()["associations"]
    root = etree.fromstring(Client().get("/releases/feed/newsml/").content)
    assert [(item["uri"], item["pubStatus"]) for item in items] == [
        (ninjs(removed, 410)["uri"], "canceled"), (ninjs(listed)["uri"], "usable"),
    ]  # fmt: skip
    assert said(root, "//n:newsItem/@guid") == [item["uri"] for item in items]
    # What was found for one reader of a list of words is not what the next one finds.
    steps.remove(listed, make_user(), "It named persons.")
    assert b"0 releases" in Client().get("/releases/?q=listed").content
    again = make_live_edition(headline="Listed again")
    found = Client().get("/releases/feed/json/?q=listed").json()["items"]
    assert [item["id"] for item in found] == [ninjs(again)["uri"]]


# Addresses


def test_page_names_its_formats_and_each_answers(edition):
    head = Client().get(edition.get_absolute_url()).content.decode().split("</head>")[0]

    for ending, media_type in MEDIA_TYPES.items():
        assert address_of(edition, ending) in head
        response = Client().get(address_of(edition, ending))
        assert (response.status_code, response["Content-Type"]) == (200, media_type)
        assert f'<{settings.SITE_URL}{edition.get_absolute_url()}>; rel="canonical"' == response["Link"]


def test_former_headline_leads_to_the_one_of_now(edition):
    assert Client().get(f"/releases/{edition.release_id}/former.txt")["Location"] == address_of(edition, "txt")


@pytest.mark.parametrize("ending", MEDIA_TYPES)
@pytest.mark.promise(11)
def test_what_is_scheduled_has_no_format(ending):
    due = make_scheduled_edition()

    assert Client().get(address_of(due, ending)).status_code == 404


def test_table_of_media_topics_names_fields_and_matches_that_there_are():
    call_command("load_taxonomy", stdout=io.StringIO(), verbosity=0)
    topics = media_topics.all_topics()

    assert {topic.field for topic in topics} <= {*FieldOfWork.objects.values_list("slug", flat=True)}
    assert {topic.match for topic in topics} <= {*media_topics.MATCHES}
    assert all(len(topic.code) == 8 and topic.code.isdigit() for topic in topics)
    assert len({topic.field for topic in topics}) == len(topics)
    names = {topic.code: topic.name for topic in topics}
    assert all(names[topic.code] == topic.name for topic in topics)


# JSON Feed, by the rules of its specification


def test_json_feed_has_what_its_specification_asks_for(edition):
    with translation.override("ru"):
        make_live_edition(headline="Совет", language="ru", body="", lead="Он собрался.")
    for prefix, language in (("", "en"), ("/ru", "ru")):
        response = Client().get(f"{prefix}/releases/feed/json/?type=press-release")
        feed = response.json()
        assert response["Content-Type"] == "application/feed+json"
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == f"{settings.SITE_URL}{prefix}/releases/feed/json/?type=press-release"
        assert (feed["title"], feed["language"]) == (feed["title"].strip(), language)
        (item,) = feed["items"]
        assert item["id"] == ninjs(Edition.objects.live().get(language=language))["uri"]
        assert item.get("content_html") or item.get("content_text")
        assert datetime.datetime.fromisoformat(item["date_published"]).tzinfo is not None
        for attachment in item.get("attachments", []):
            assert {"url", "mime_type"} <= attachment.keys()
