"""Explains why a text is not a date, for those who have to correct it."""

import re

from releases.language.timestamps import words

WRITE = "write it as 2004-01-21 or 2004-01-21T10:30:00+01:00"
NO_DATE = re.compile(r"0{4}-?00-?00\b.*")
NO_YEAR = re.compile(r"[0-9]{1,2}[./-][0-9]{1,2}\.?")
PERIODS = (
    ("names a week and no day", re.compile(r"[0-9]{4}-?W[0-9]{1,2}", re.IGNORECASE)),
    ("names a month and no day", re.compile(r"[0-9]{4}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{4}")),
    ("names no year", NO_YEAR),
)
LONGEST_QUOTED = 60


def why(written: str, unread: str) -> str:
    """`unread` is the text after a date that could be read."""
    if not written:
        return "is empty"
    if NO_DATE.match(written):
        return "is what databases write where no date is known"
    for reason, pattern in PERIODS:
        if pattern.fullmatch(written):
            return reason
    bare, _ = words.without_weekday(written)
    if reason := words.why_no_day(words.without_article(written)) or words.why_no_day(bare):
        return reason
    if unread:
        return f"cannot be read to its end, “{unread[:LONGEST_QUOTED]}”; {WRITE}"
    return f"cannot be read as a date; {WRITE}"
