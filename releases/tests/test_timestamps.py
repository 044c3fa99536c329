"""A foreign date is read completely and correctly, or refused with what it could mean. Every form occurs in real exports."""

import pytest

from releases.language.timestamps import UnclearDateError, in_iso, orders, read

READ = {
    # ISO 8601, as given or converted
    "2016-06-29": "2016-06-29",
    " 2016-06-29 ": "2016-06-29",
    "20160629": "2016-06-29",
    "2016-181": "2016-06-29",
    "2016-180": "2016-06-28",
    "2016-366": "2016-12-31",
    "2016-W26-3": "2016-06-29",
    "2016W263": "2016-06-29",
    "2016-06-29T15:07:41+04:00": "2016-06-29T15:07:41+04:00",
    "2016-06-29T15:07:41Z": "2016-06-29T15:07:41Z",
    "2016-06-29T15:07:41+0200": "2016-06-29T15:07:41+02:00",
    "2016-06-29T15:07:41,5+02": "2016-06-29T15:07:41.500000+02:00",
    "20160629T150741Z": "2016-06-29T15:07:41+00:00",
    "20160629150741": "2016-06-29T15:07:41",
    "2016-06-29 15:07:41": "2016-06-29 15:07:41",
    "2016-06-29 15:07:41.123 UTC": "2016-06-29T15:07:41.123000+00:00",
    # The end of a day is the beginning of the next
    "2016-06-29 24:00:00": "2016-06-30T00:00:00",
    "2016-12-31T24:00:00Z": "2017-01-01T00:00:00+00:00",
    # Year first, in figures
    "2016/6/29 15:07:41": "2016-06-29T15:07:41",
    "2016/06/29": "2016-06-29",
    "2016.06.29": "2016-06-29",
    "2016-6-9": "2016-06-09",
    "98/12/25": "1998-12-25",
    # Year last, if unambiguous
    "29.06.2016": "2016-06-29",
    "29. 6. 2016": "2016-06-29",
    "03.05.2010": "2010-05-03",
    "3.5.10": "2010-05-03",
    "29.06.2016 г.": "2016-06-29",
    "29.06.2016 15:07": "2016-06-29T15:07:00",
    "29.06.2016 15.07": "2016-06-29T15:07:00",
    "15:07 29.06.2016": "2016-06-29T15:07:00",
    "25/12/2010": "2010-12-25",
    "12/25/2010": "2010-12-25",
    "25-12-2010": "2010-12-25",
    "03/03/2010": "2010-03-03",
    "25/12/98": "1998-12-25",
    # Feeds and programs
    "Wed, 29 Jun 2016 15:07:41 GMT": "2016-06-29T15:07:41+00:00",
    "Wed, 29 Jun 2016 15:07:41 +0400": "2016-06-29T15:07:41+04:00",
    "Wed, 29 Jun 2016 15:07 -0000": "2016-06-29T15:07:00+00:00",
    "29 Jun 16 01:00:00 EST": "2016-06-29T01:00:00-05:00",
    "29 Jun 49 01:00:00 EDT": "2049-06-29T01:00:00-04:00",
    "29 Jun 50 01:00:00 PDT": "1950-06-29T01:00:00-07:00",
    "Wed Jun 29 15:07:41 2016": "2016-06-29T15:07:41",
    "Wed Jun 29 15:07:41 MSK 2016": "2016-06-29T15:07:41+03:00",
    "Wed Jun 29 2016 15:07:41 GMT+0400 (Moscow Standard Time)": "2016-06-29T15:07:41+04:00",
    "29/Jun/2016:15:07:41 +0200": "2016-06-29T15:07:41+02:00",
    "29-Jun-98": "1998-06-29",
    "2016-Jun-29": "2016-06-29",
    # Zones by name, by the rules of the day
    "Sat, 26 Mar 2011 12:00:00 MSK": "2011-03-26T12:00:00+03:00",
    "Sun, 27 Mar 2011 12:00:00 MSK": "2011-03-27T12:00:00+04:00",
    "15 Jan 2014 01:00:00 MSK": "2014-01-15T01:00:00+04:00",
    "25 Oct 2014 12:00:00 MSK": "2014-10-25T12:00:00+04:00",
    "26 Oct 2014 12:00:00 MSK": "2014-10-26T12:00:00+03:00",
    "15 Jan 2015 01:00:00 МСК": "2015-01-15T01:00:00+03:00",
    "29 Jun 2016 01:00:00 EEST": "2016-06-29T01:00:00+03:00",
    "29 Jun 2016 01:00:00 BST": "2016-06-29T01:00:00+01:00",
    "29 Jun 2016 01:00:00 CEST": "2016-06-29T01:00:00+02:00",
    "15 Jan 2016 01:00:00 CET": "2016-01-15T01:00:00+01:00",
    "29 Jun 2003 01:00:00 GET": "2003-06-29T01:00:00+05:00",
    "29 Jun 2016 01:00:00 GET": "2016-06-29T01:00:00+04:00",
    "29 Jun 2016 15:07 UTC+3": "2016-06-29T15:07:00+03:00",
    "2016-06-29 15:07 Europe/Vienna": "2016-06-29T15:07:00+02:00",
    "2016-01-29 15:07 Europe/Vienna": "2016-01-29T15:07:00+01:00",
    # English
    "29 June 2016": "2016-06-29",
    "29th of June 2016": "2016-06-29",
    "June 29, 2016": "2016-06-29",
    "June 29th, 2016, 3:07 pm": "2016-06-29T15:07:00",
    "June 29, '98": "1998-06-29",
    "29 June 2016 at 3 pm": "2016-06-29T15:00:00",
    "29 June 2016 12:30 am": "2016-06-29T00:30:00",
    "29 June 2016 12:30 p.m.": "2016-06-29T12:30:00",
    "15:07:41, 29 June 2016": "2016-06-29T15:07:41",
    # French
    "mercredi 29 juin 2016": "2016-06-29",
    "Le 1er mars 2016": "2016-03-01",
    "29 juin 2016 à 15h07": "2016-06-29T15:07:00",
    "mar. 28 juin 2016": "2016-06-28",
    # German
    "29. Juni 2016": "2016-06-29",
    "Mittwoch, 29. Juni 2016, 15.07 Uhr": "2016-06-29T15:07:00",
    "29. Juni 2016 um 15 Uhr MESZ": "2016-06-29T15:00:00+02:00",
    "1. Jänner 2016": "2016-01-01",
    # Italian
    "29 giugno 2016 alle ore 15:07": "2016-06-29T15:07:00",
    "mercoledì 29 giugno 2016": "2016-06-29",
    # Russian
    "29 июня 2016 г. в 15:07": "2016-06-29T15:07:00",
    "среда, 29 июня 2016 года": "2016-06-29",
    # Spanish
    "29 de junio de 2016 a las 15:07": "2016-06-29T15:07:00",
    "1º de junio del 2016": "2016-06-01",
}

REFUSED = {
    # Days and times that do not exist, and only these are said not to exist
    "2016-02-30": "does not exist: February 2016 has no day 30",
    "31 June 2016": "does not exist: June 2016 has no day 31",
    "29.02.2015": "does not exist: February 2015 has no day 29",
    "2015-366": "does not exist: the year 2015 has no day 366",
    "2016-W54-1": "does not exist: 2016 has no such week or day of one",
    "2016-13-13": "does not exist: there is no month 13",
    "2016-06-29 24:00:01": "cannot be read: the hour 24:00:01 does not exist",
    "2016-06-29 25:00": "cannot be read: the hour 25:00:00 does not exist",
    "29 Jun 2016 15:07 am": "cannot be read: the hour 15:07:00 does not exist",
    "2016-06-29 23:59:60": "cannot be read: the hour 23:59:60 is a leap second, which no clock here can hold",
    # Ambiguous
    "03/05/2010": "can mean 5 March 2010 or 3 May 2010; say which with --date-order, or with order under [dates] in a mapping file",
    "3-5-98": "can mean 5 March 1998 or 3 May 1998; say which with --date-order, or with order under [dates] in a mapping file",
    "16/06/29": "can mean 29 June 2016 or 16 June 2029; say which with --date-order, or with order under [dates] in a mapping file",
    "05.25.2010": "has no month 25; it could mean 25 May 2010",
    "2016/29/06": "has no month 29; write 2016-06-29 if that is what it means",
    # Numbers
    "1467158400": "is a number; it could mean 2016-06-29T00:00:00+00:00, as seconds since 1970. Write it as a date",
    "1467158400000": "is a number; it could mean 2016-06-29T00:00:00+00:00, as milliseconds since 1970. Write it as a date",
    "946684800": "is a number; it could mean 2000-01-01T00:00:00+00:00, as seconds since 1970. Write it as a date",
    "1467158400.5": "is a number; it could mean 2016-06-29T00:00:00+00:00, as seconds since 1970. Write it as a date",
    "42550": "is a number; it could mean 29 June 2016, as spreadsheets count days. Write it as a date",
    "290616": "is a number; it could mean 29 June 2016 or 16 June 2029. Write it as a date",
    "2016181": "is a number; it could mean day 181 of the year 2016. Write it as a date",
    "7": "is a number and no date",
    # No day
    "2016": "names a year and no day",
    "2016-06": "names a month and no day",
    "June 2016": "names a month and no day",
    "2016-W26": "names a week and no day",
    "29 June": "names no year",
    "29.06.": "names no year",
    "3-5 May 2016": "names several days; give the one on which the text was published",
    "0000-00-00 00:00:00": "is what databases write where no date is known",
    "": "is empty",
    # Zones
    "29 Jun 2016 01:00:00 IST": "cannot be read: the zone “IST” can be Irish (UTC+1), Israel (UTC+2) or India (UTC+5:30) time",
    "29 Jun 2016 01:00:00 AMT": "cannot be read: the zone “AMT” can be Armenian (UTC+4) or Amazon (UTC-4) time",
    "29 Jun 2016 01:00:00 XYZ": "cannot be read: no zone “XYZ” is known",
    "29 Jun 2016 01:00:00 +9900": "cannot be read: no zone lies at “+9900”",
    # Not completely understood
    "2016-06-29 approximately": "cannot be read to its end, “approximately”; write it as 2004-01-21 or 2004-01-21T10:30:00+01:00",
    "29 June 2016 or so": "cannot be read to its end, “or so”; write it as 2004-01-21 or 2004-01-21T10:30:00+01:00",
    "yesterday": "cannot be read as a date; write it as 2004-01-21 or 2004-01-21T10:30:00+01:00",
    "2016年6月29日": "cannot be read as a date; write it as 2004-01-21 or 2004-01-21T10:30:00+01:00",
    # Out of reach
    "1016-06-29": "lies outside the years 1900 to 2200",
    "29 June 9999": "lies outside the years 1900 to 2200",
}


@pytest.mark.parametrize(("written", "iso"), READ.items())
def test_form_is_read_rightly(written, iso):
    stamp = read(written)

    assert (stamp.iso, stamp.remark) == (iso, "")


@pytest.mark.parametrize(("written", "reason"), REFUSED.items())
@pytest.mark.promise(69)
def test_form_is_refused_with_what_it_could_mean(written, reason):
    with pytest.raises(UnclearDateError) as error:
        read(written)

    assert str(error.value) == reason


def test_table_is_as_long_as_promised():
    assert len(READ) + len(REFUSED) >= 80


@pytest.mark.parametrize(
    ("order", "iso"), [("day-first", "2010-05-03"), ("month-first", "2010-03-05"), ("year-first", "2003-05-10")]
)
def test_order_that_was_asked_for_is_the_one_that_is_read(order, iso):
    assert read("03/05/10", order).iso == iso


def test_date_that_does_not_exist_in_the_order_asked_for_is_refused():
    with pytest.raises(UnclearDateError, match="does not exist with the month first; it could mean 25 December 2010"):
        read("25/12/2010", "month-first")


def test_wrong_day_of_the_week_is_remarked_on():
    assert read("Tue, 29 Jun 2016 15:07:41 GMT").remark == "2016-06-29 was a Wednesday"


@pytest.mark.parametrize(
    ("written", "meanings"),
    [
        ("03/05/2010 10:30", {"day-first": "2010-05-03T10:30:00", "month-first": "2010-03-05T10:30:00"}),
        ("25/12/2010", {"day-first": "2010-12-25"}),
        ("03.05.2010", {}),
        ("2010-05-03", {}),
        ("03/05/2010 or so", {}),
    ],
)
def test_order_is_a_question_of_figures_alone(written, meanings):
    assert orders(written) == meanings


def test_what_cannot_be_read_stays_as_it_stood_for_whoever_says_why():
    assert [in_iso(text) for text in (" yesterday", "03/05/2010", "25/12/2010", "1 May 2010")] == [
        "yesterday", "03/05/2010", "25/12/2010", "2010-05-01",
    ]  # fmt: skip
