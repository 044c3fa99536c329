"""The day in every machine-readable time is the day that readers see, and a time of which only the day is known pretends to no minute."""

import datetime
import json
import re
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import feedparser
import pytest
from lxml import etree

from releases.language.instants import exact, is_day, told
from releases.models import Edition
from releases.tests.making import make_live_edition

VIENNA = ZoneInfo("Europe/Vienna")
MIDNIGHT = datetime.datetime(2004, 1, 5, tzinfo=VIENNA).astimezone(datetime.UTC)  # 23:00 of the day before
MORNING = datetime.datetime(2004, 1, 5, 9, 30, 12, 345678, tzinfo=datetime.UTC)
SUMMER = datetime.datetime(2004, 7, 5, 22, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (MIDNIGHT, "2004-01-05"),
        (MIDNIGHT + datetime.timedelta(microseconds=1), "2004-01-05T00:00:00+01:00"),
        (MORNING, "2004-01-05T10:30:12+01:00"),
        (SUMMER, "2004-07-06"),
        (SUMMER - datetime.timedelta(hours=1), "2004-07-05T23:00:00+02:00"),
        (None, ""),
    ],
)
def test_midnight_is_told_as_its_day_and_any_other_instant_with_the_offset_of_that_day(moment, expected):
    assert told(moment) == expected


@pytest.mark.parametrize("moment", [MIDNIGHT, MORNING, SUMMER])
def test_exact_instant_comes_back_the_same(moment):
    assert datetime.datetime.fromisoformat(exact(moment)) == moment


def test_day_begins_at_midnight_even_where_the_clocks_change():
    assert is_day(datetime.datetime(2004, 3, 28, tzinfo=VIENNA))
    assert is_day(datetime.datetime(2004, 10, 31, tzinfo=VIENNA))


# On every surface


@pytest.fixture
def of_a_day() -> Edition:
    """A text that an import brought with its date alone."""
    return make_live_edition(headline="Of a day", date=datetime.date(2004, 1, 5), live_from=MIDNIGHT)


@pytest.mark.django_db
def test_page_says_the_day_alone(client, of_a_day):
    page = client.get(of_a_day.get_absolute_url()).content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)

    article = json.loads(found)
    assert article["datePublished"] == article["dateModified"] == "2004-01-05"
    assert re.search(r'"article:modified_time"\s+content="2004-01-05"', page)


@pytest.mark.django_db
def test_no_public_page_tells_another_day_than_the_release_bears(client, of_a_day):
    """The time before its day would be that of midnight in Vienna, in UTC."""
    addresses = ["/", "/releases/", "/releases/feed/atom/", "/releases/feed/rss/", "/sitemap.xml", "/sitemap-news.xml"]
    addresses += [of_a_day.get_absolute_url(), f"/releases/{of_a_day.release_id}/history/"]
    addresses += [f"/releases/{of_a_day.release_id}/at/2004-01-05/"]

    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "2004-01-04" not in answer.content.decode(), address


@pytest.mark.django_db
def test_past_text_is_said_to_be_public_since_its_day_and_since_no_hour(client, of_a_day):
    page = client.get(f"/releases/{of_a_day.release_id}/at/2004-01-05/").content.decode()

    assert "It has been public since 5 January 2004." in page


@pytest.mark.django_db
def test_sitemap_says_the_day_alone(client, of_a_day):
    index = etree.fromstring(client.get("/sitemap.xml").content)

    assert index.xpath("//*[local-name()='lastmod']/text()") == ["2004-01-05"]


@pytest.mark.django_db
def test_feeds_which_ask_for_a_time_bear_the_right_day(client, of_a_day):
    atom = feedparser.parse(client.get("/releases/feed/atom/").content).entries[0]
    rss = feedparser.parse(client.get("/releases/feed/rss/").content).entries[0]

    assert atom.published == atom.updated == "2004-01-05T00:00:00+01:00"
    assert rss.published == "Mon, 05 Jan 2004 00:00:00 +0100"
    assert parsedate_to_datetime(rss.published) == MIDNIGHT


def test_icon_answers_whoever_asks_for_it_by_habit(client, db):
    answer = client.get("/favicon.ico")

    assert answer["Content-Type"] == "image/x-icon"
    assert answer.content.startswith(b"\x00\x00\x01\x00\x03\x00"), "three sizes"
