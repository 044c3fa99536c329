"""The newsroom's list as CSV: the same filters, the same visibility, and no cell that a spreadsheet would evaluate."""

import csv
import datetime
import io

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from releases.admin.spreadsheet import BATCH
from releases.language.spreadsheets import inert
from releases.models import Edition, Release
from releases.tests.files import PDF
from releases.tests.making import make_edition, make_field, make_live_edition, make_structure, make_user

pytestmark = pytest.mark.django_db


def table(client, query: str = "") -> list[dict[str, str]]:
    response = client.get(reverse("admin:releases_release_spreadsheet") + query)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")
    assert "attachment" in response["Content-Disposition"]
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def newsroom(client):
    client.force_login(make_user())
    return client


def test_line_says_what_a_text_is_and_where_it_stands(newsroom):
    live = make_live_edition(
        headline="Office opens", places=["VIENNA", "KYIV"], sources=[make_structure("Permanent Council")],
        fields_of_work=[make_field("Elections")], files=[("report.pdf", PDF)],
    )  # fmt: skip
    make_edition(release=live.release, language="fr", headline="Ouverture")

    english, french = table(newsroom)

    assert (english["Release"], english["Language"], english["State"]) == (str(live.release_id), "en", "live")
    assert (english["Headline"], english["Place"], english["Files"]) == ("Office opens", "VIENNA; KYIV", "report.pdf")
    assert (english["Source"], english["Fields of work"]) == ("OSCE Permanent Council", "Elections")
    assert (french["Headline"], french["State"], french["Public from"]) == ("Ouverture", "draft", "")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("http://a","b")'])
@pytest.mark.promise(40)
def test_no_cell_begins_a_formula(newsroom, text):
    make_edition(headline=text, lead=text, places=[text], keywords=[text])

    [line] = table(newsroom)

    for name in ("Headline", "Lead", "Place", "Keywords"):
        assert line[name] == f"'{text}"


def test_numbers_stay_numbers():
    assert inert(-3) == -3


def test_filters_and_words_of_the_list_hold(newsroom):
    make_live_edition(headline="Office opens")
    make_edition(headline="Sketch of an office")
    make_edition(headline="Another")

    assert [line["Headline"] for line in table(newsroom, "?situation=draft&q=sketch")] == ["Sketch of an office"]


@pytest.mark.parametrize("query", ["?number=abc", "?number=" + "9" * 5000, "?made=up"])
def test_spreadsheet_of_an_invalid_list_is_a_bad_request(newsroom, query):
    assert newsroom.get(reverse("admin:releases_release_spreadsheet") + query).status_code == 400


@pytest.mark.promise(13)
def test_spreadsheet_needs_access_to_the_list_and_shows_readers_no_drafts(client):
    make_edition(headline="Not yet")
    make_live_edition(headline="Public")
    address = reverse("admin:releases_release_spreadsheet")

    visitor = client.get(address).status_code
    client.force_login(make_user(is_superuser=False))
    nobody = client.get(address).status_code
    reader = make_user(is_superuser=False)
    reader.user_permissions.add(Permission.objects.get(codename="view_edition"))
    client.force_login(reader)

    assert (visitor, nobody) == (302, 403)
    assert [line["Headline"] for line in table(client)] == ["Public"]


def test_list_offers_the_table_under_its_own_filters(newsroom):
    page = newsroom.get(reverse("admin:releases_release_changelist") + "?situation=draft").content.decode()

    assert f'href="{reverse("admin:releases_release_spreadsheet")}?situation=draft"' in page


def test_number_of_queries_does_not_grow_with_the_list(newsroom):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            table(newsroom)
        return len(captured)

    make_edition()
    few = queries()
    for _ in range(10):
        make_edition()

    assert queries() == few


@pytest.mark.django_db(transaction=True)
def test_connection_is_free_while_the_reader_takes_a_batch_and_when_they_leave(client):
    client.force_login(make_user())
    for number in range(3):
        make_edition(headline=f"Text {number}")

    response = client.get(reverse("admin:releases_release_spreadsheet"))
    chunks = iter(response.streaming_content)
    taken = [next(chunks), next(chunks)]

    assert b"Text 2" in taken[1]
    assert connection.connection is None
    response.close()
    assert list(chunks) == []
    assert connection.connection is None


@pytest.mark.parametrize(("number", "batches"), [(BATCH, 1), (BATCH + 1, 2)])
def test_batches_cost_the_same_number_of_statements_each_and_follow_the_order_of_the_list(newsroom, number, batches):
    releases = Release.objects.bulk_create(Release() for _ in range(number))
    Edition.objects.bulk_create(Edition(release=release, date=datetime.date(1999, 5, 3)) for release in releases)

    with CaptureQueriesContext(connection) as captured:
        lines = table(newsroom, "?o=2")

    assert [int(line["Release"]) for line in lines] == sorted(release.pk for release in releases)
    assert len([query for query in captured if "releases_editionsource" in query["sql"]]) == batches
