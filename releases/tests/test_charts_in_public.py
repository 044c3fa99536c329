"""A table that is drawn: on pages with its chart, and everywhere else as the table that was sealed."""

import datetime

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from releases.models import Edition, EditionPiece
from releases.reading.contents import reading_of
from releases.record.contents import content_of, digest_of
from releases.review import comparison
from releases.tests.making import corrected, make_live_edition, make_user
from releases.tests.test_charts import table
from taxonomy.snapshot import current

pytestmark = pytest.mark.django_db

TABLE = table("Albania|1,234", "Malta|12")
CHART = '<svg width="100%"'


@pytest.fixture
def edition() -> Edition:
    live_from = timezone.now() - datetime.timedelta(days=2)
    return make_live_edition(headline="Observers", body=f"<p>VIENNA – They came.</p>{TABLE}", live_from=live_from)


def test_page_has_the_chart_when_it_is_made_and_when_it_is_kept(edition, client):
    first = client.get(edition.get_absolute_url()).content.decode()
    assert EditionPiece.objects.filter(edition=edition, kind="page").exists()
    second = client.get(edition.get_absolute_url()).content.decode()

    assert first.count(CHART) == second.count(CHART) == 1
    assert "Observers</text>" in second


def test_past_text_has_the_chart_of_its_own_numbers(edition, client):
    corrected(edition, make_user(), body=edition.body.replace("1,234", "1,235"))
    day = timezone.localdate() - datetime.timedelta(days=1)

    past = client.get(f"/releases/{edition.release_id}/at/{day}/").content.decode()

    assert past.count(CHART) == 1
    assert "Albania,1234%0D%0A" in past.replace("%2C", ",")
    assert "1,235" not in past


@pytest.mark.parametrize(
    "address",
    [
        "/releases/feed/rss/", "/releases/feed/atom/", "/releases/feed/json/", "/api/v1/releases/{number}/en/",
        "{page}.txt", "{page}.ninjs.json", "{page}.newsml.xml",
    ],
)  # fmt: skip
def test_formats_for_programs_have_the_table_alone(edition, client, address):
    page = edition.get_absolute_url().rstrip("/")
    answer = client.get(address.format(page=page, number=edition.release_id), follow=True)
    said = answer.content.decode()

    assert answer.status_code == 200
    assert "Albania" in said
    assert "1,234" in said
    assert "svg" not in said
    assert "text/csv" not in said


def test_asking_for_a_chart_is_part_of_what_is_sealed(edition):
    before = digest_of(edition)
    edition.body = edition.body.replace("bars", "lines")

    assert digest_of(edition) != before


def test_history_shows_that_a_chart_was_asked_for(edition):
    other = Edition.objects.get(pk=edition.pk)
    other.body = edition.body.replace(' data-chart="bars"', "")
    readings = [reading_of(content_of(each), current()) for each in (other, edition)]

    (change,) = comparison.between(*readings)
    assert "[Table and bar chart]" in strip_tags("".join(change.paragraphs))
