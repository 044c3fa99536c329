"""Where and when a text was given out, from the line that it begins with: “BRUSSELS, 21 January 2004 -”."""

import datetime
import re
from dataclasses import dataclass

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip

DATELINE = re.compile(
    r"""
    ^\s*
    (?P<places>[^\W\d_][^\d,:;.!?]{0,80}?)  # BRUSSELS, or VIENNA/KYIV
    ,\s+
    (?P<day>\d{1,2})\s+(?P<month>[^\W\d_]{3,12})\.?\s+(?P<year>(?:19|20)\d\d)
    \s*(?:\([^)]{1,40}\)\s*)?               # (OSCE)
    [-\u2010-\u2015\u2212]                  # a hyphen or any of the dashes
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Dateline:
    places: tuple[str, ...]
    date: datetime.date


def parse(text: str) -> Dateline | None:
    """None where the text begins otherwise, or with a date that does not exist."""
    found = DATELINE.match(text)
    if not found:
        return None
    name = found["month"].lower()
    month = next((number for number, full in enumerate(MONTHS, start=1) if full == name or full[:3] == name), None)
    try:
        date = datetime.date(int(found["year"]), month or 0, int(found["day"]))
    except ValueError:
        return None
    return Dateline(tuple(place.strip() for place in found["places"].split("/") if place.strip()), date)
