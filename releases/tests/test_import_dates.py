"""Dates of a source are imported as the day that they mean, in any format, or the record is refused, quoting the date."""

import datetime
from pathlib import Path

import pytest

from releases.importing import readers
from releases.importing.readers.mapping_file import Foreign
from releases.models import Edition
from releases.tests.importing import make_record, run, write

pytestmark = pytest.mark.django_db

HEADER = "id;language;title;date;body\n"


def table(path, *dates):
    path.write_text(
        HEADER + "".join(f"t{number};en;Title {number};{date};Body\n" for number, date in enumerate(dates, 1))
    )
    return path


def feed(path, *dates):
    items = "".join(
        f"<item><guid>g{number}</guid><title>Title {number}</title><pubDate>{date}</pubDate><description>Body</description></item>"
        for number, date in enumerate(dates, 1)
    )
    path.write_text(f'<rss version="2.0"><channel><title>T</title><language>en</language>{items}</channel></rss>')
    return path


def filed():
    return [edition.date.isoformat() for edition in Edition.objects.order_by("headline")]


def test_feed_is_filed_under_the_days_that_it_means(tmp_path):
    path = feed(
        tmp_path / "feed",
        "2016/6/29 15:07:41",
        "2016.06.29",
        "2016-181",
        "Wed, 29 Jun 2016 23:30:00 MSK",
        "29. Juni 2016",
    )

    assert run(path) == ("Read 5: 5 created, 0 updated, 0 unchanged, 0 refused.", [], True)
    assert filed() == ["2016-06-29"] * 5


def test_hour_in_a_zone_with_a_name_is_the_instant_that_it_was(tmp_path):
    run(feed(tmp_path / "feed", "Wed, 15 Jan 2014 01:00:00 MSK", "Thu, 15 Jan 2015 01:00:00 MSK"))

    assert [edition.live_from for edition in Edition.objects.order_by("headline")] == [
        datetime.datetime(2014, 1, 14, 21, tzinfo=datetime.UTC),
        datetime.datetime(2015, 1, 14, 22, tzinfo=datetime.UTC),
    ]


def test_number_of_a_computers_clock_is_refused_with_what_it_could_mean(tmp_path):
    records = [make_record(id="a", date=1467158400), make_record(id="b", date="1467158400")]

    _, reasons, succeeded = run(write(tmp_path / "lines", *records))

    assert not succeeded
    assert [reason.partition(": ")[2] for reason in reasons] == [
        "The date '1467158400' is a number; it could mean 2016-06-29T00:00:00+00:00, as seconds since 1970. Write it as a date."
    ] * 2
    assert not Edition.objects.exists()


def test_order_of_day_and_month_is_decided_from_the_whole_file_and_said_once(tmp_path):
    path = table(tmp_path / "table", "03/05/2010", "04/05/2010", "2010-07-01", "25/12/2010 10:30")

    guesses = [guess for item in readers.read(path) for guess in item.guesses]
    run(path)

    assert filed() == ["2010-05-03", "2010-05-04", "2010-07-01", "2010-12-25"]
    assert guesses == [
        "Dates such as 03/05/2010 were read day first, because 1 in the source can be read in no other way, such as 25/12/2010 10:30."
    ]


def test_month_first_is_decided_in_the_same_way(tmp_path):
    run(table(tmp_path / "table", "03/05/2010", "12/25/2010"))

    assert filed() == ["2010-03-05", "2010-12-25"]


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["03/05/2010", "04/05/2010"], []),  # nothing decides
        (["03/05/2010", "25/12/2010", "12/25/2010"], ["2010-12-25", "2010-12-25"]),  # the file contradicts itself
    ],
)
@pytest.mark.promise(69)
def test_date_whose_order_nothing_tells_is_refused(tmp_path, dates, days):
    _, reasons, succeeded = run(table(tmp_path / "table", *dates))

    assert not succeeded
    assert "The date '03/05/2010' can mean 5 March 2010 or 3 May 2010; say which with --date-order" in reasons[0]
    assert filed() == days


def test_order_can_be_asked_for(tmp_path):
    path = table(tmp_path / "table", "03/05/2010", "12/25/2010")

    _, reasons, _ = run(path, date_order="day-first")

    assert filed() == ["2010-05-03"]
    assert "The date '12/25/2010' does not exist with the day first; it could mean 25 December 2010." in reasons[0]


def test_order_can_stand_in_the_mapping_file(tmp_path):
    mapping = tmp_path / "map.toml"
    mapping.write_text('[dates]\norder = "month-first"\n')

    run(table(tmp_path / "table", "03/05/2010"), map=mapping)

    assert filed() == ["2010-03-05"]


def test_mapping_file_with_an_order_that_is_none_is_refused(tmp_path):
    mapping = tmp_path / "map.toml"
    mapping.write_text('[dates]\norder = "dmy"\n')

    assert run(table(tmp_path / "table", "03/05/2010"), map=mapping)[2] is False
    assert not Edition.objects.exists()


def test_source_that_cannot_be_read_twice_says_nothing_of_the_order(tmp_path, monkeypatch):
    path = table(tmp_path / "table", "03/05/2010", "25/12/2010")
    with path.open("rb") as file:
        monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": file}))
        dates = [item.record.date for item in readers.read(Path("-"), "csv", Foreign()) if item.record]

    assert dates == ["03/05/2010", "25/12/2010"]


def test_wrong_day_of_the_week_is_a_note(tmp_path):
    items = list(readers.read(feed(tmp_path / "feed", "Tue, 29 Jun 2016 15:07:41 GMT")))

    assert items[0].record
    assert items[0].record.date == "2016-06-29T15:07:41+00:00"
    assert items[0].guesses == [
        "The date 'Tue, 29 Jun 2016 15:07:41 GMT' names the wrong day of the week: 2016-06-29 was a Wednesday."
    ]
