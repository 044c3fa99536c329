"""The line that a text begins with says where and when it was given out."""

import pytest

from releases.importing.dateline import Dateline, parse
from releases.importing.dates import in_figures


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("BRUSSELS, 21 January 2004 - The Chairman met", Dateline(("BRUSSELS",), "2004-01-21")),
        ("BRUSSELS, 21 January 2004 – The Chairman met", Dateline(("BRUSSELS",), "2004-01-21")),
        ("BRUSSELS, 21 January 2004 — The Chairman met", Dateline(("BRUSSELS",), "2004-01-21")),
        ("VIENNA/KYIV, 3 May 2010 – The Mission", Dateline(("VIENNA", "KYIV"), "2010-05-03")),
        ("The Hague, 3 May, 2010 - The Commissioner", Dateline(("The Hague",), "2010-05-03")),
        ("WASHINGTON, D.C., 9 Sept. 2010 (OSCE) - The", Dateline(("WASHINGTON, D.C.",), "2010-09-09")),
        ("ST. PETERSBURG, 1 Dec. 1999 - The", Dateline(("ST. PETERSBURG",), "1999-12-01")),
        ("OSCE, VIENNA, 3 May 2010 - The", Dateline(("OSCE, VIENNA",), "2010-05-03")),
        ("VIENNA, 3 May – The year is missing", Dateline(("VIENNA",), "")),
        ("VIENNA, 31 June 2010 – No such day", Dateline(("VIENNA",), "31 June 2010")),
        ("VIENNA, 3 May 2010", Dateline(("VIENNA",), "2010-05-03")),
    ],
)
def test_dateline_gives_place_and_date(line, expected):
    assert parse(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "",
        "The Mission opened an office on 3 May 1999 - its sixth.",
        "On Monday, 3 May 1999 - a holiday - the Mission was closed.",
        "VIENNA, 3 Floréal 2010 - The month is none of ours",
        "VIENNA, 3 May 2010: the dash is missing",
        "Question: where? VIENNA, 3 May 2010 - the answer",
    ],
)
def test_line_that_begins_otherwise_has_no_dateline(line):
    assert parse(line) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21 January 2004", "2004-01-21"),
        ("Wednesday, 21 January 2004", "2004-01-21"),
        ("2004-01-21", "2004-01-21"),
        ("31 June 2004", "31 June 2004"),
        ("21/01/2004", "21/01/2004"),
    ],
)
def test_date_in_words_becomes_one_in_figures_and_all_else_stays(text, expected):
    assert in_figures(text) == expected
