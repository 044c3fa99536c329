"""Where and when a text was given out, from the line that it begins with: “BRUSSELS, 21 January 2004 -”."""

import datetime
import re
from dataclasses import dataclass

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip

DAY_AND_MONTH = r"(?P<day>\d{1,2})\s+(?P<month>[^\W\d_]{3,9})\.?"
DASH = r"[-\u2010-\u2015\u2212]"  # a hyphen or any of the dashes

DATELINE = re.compile(
    rf"""
    ^\s*
    (?!(?:On|In|At|By|From|Since|Until)\s)      # a sentence that begins with a date
    (?P<places>[^\W\d_][^\d:;!?]{{0,80}}?)      # BRUSSELS, or VIENNA/KYIV, or WASHINGTON, D.C.
    ,\s+
    (?P<date>{DAY_AND_MONTH}(?:,?\s+(?P<year>(?:19|20)\d\d))?)
    \s*(?:\([^)]{{1,40}}\)\s*)?                 # (OSCE)
    (?:{DASH}|$)
    """,
    re.VERBOSE,
)
DATE = re.compile(rf"^\s*(?:[^\W\d_]+day,?\s+)?{DAY_AND_MONTH},?\s+(?P<year>\d{{4}})\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Dateline:
    places: tuple[str, ...]
    date: str  # ISO 8601; as it stood where no such day exists; empty without a year


def parse(line: str) -> Dateline | None:
    """None where the line begins otherwise."""
    found = DATELINE.match(line)
    if not found or not _month(found["month"]):
        return None
    places = tuple(place.strip() for place in found["places"].split("/") if place.strip())
    return Dateline(places, in_figures(found["date"]) if found["year"] else "")


def in_figures(text: str) -> str:
    """A date in English words as ISO 8601; anything else, also a day that does not exist, as it stood.

    >>> in_figures("Wednesday, 21 January 2004"), in_figures("31 June 2004")
    ('2004-01-21', '31 June 2004')
    """
    found = DATE.match(text)
    try:
        return (
            datetime.date(int(found["year"]), _month(found["month"]), int(found["day"])).isoformat() if found else text
        )
    except ValueError:
        return text


def _month(name: str) -> int:
    """January is 1, in full or by at least three letters; 0 for anything else."""
    return next((number for number, full in enumerate(MONTHS, start=1) if full.startswith(name.casefold())), 0)
