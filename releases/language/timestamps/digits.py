"""Bare numbers: a day without hyphens, seconds since 1970, a spreadsheet's day number. Only unambiguous ones are accepted."""

import datetime
import re

from releases.language.timestamps import figures
from releases.language.timestamps.errors import UnclearDateError

ALONE = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
# Units of a count since 1970 by its number of digits, for instants from 1973 to 2286.
UNITS = {
    9: ("seconds", 1),
    10: ("seconds", 1),
    12: ("milliseconds", 1_000),
    13: ("milliseconds", 1_000),
    16: ("microseconds", 1_000_000),
}
FIRST_DAY_OF_SPREADSHEETS = datetime.date(1899, 12, 30)


def read(text: str) -> str:
    """ISO 8601. Raises UnclearDateError."""
    whole = re.split(r"[.,]", text)[0]
    if text.isdigit() and len(text) in (8, 14):
        return _without_hyphens(text)
    if len(whole) == 4 and text.isdigit():
        raise UnclearDateError("names a year and no day")
    if meant := _could_mean(whole):
        raise UnclearDateError(f"is a number; it could mean {' or '.join(meant)}. Write it as a date")
    raise UnclearDateError("is a number and no date")


def _without_hyphens(text: str) -> str:
    day = figures.day_of(int(text[:4]), int(text[4:6]), int(text[6:8]))
    if len(text) == 8:
        return day.isoformat()
    try:
        hour = datetime.time(int(text[8:10]), int(text[10:12]), int(text[12:]))
        return datetime.datetime.combine(day, hour).isoformat()
    except ValueError:
        raise UnclearDateError(
            f"cannot be read: the hour {text[8:10]}:{text[10:12]}:{text[12:]} does not exist"
        ) from None


def _could_mean(number: str) -> list[str]:
    meant = []
    if len(number) == 5 and number.isdigit():
        day = FIRST_DAY_OF_SPREADSHEETS + datetime.timedelta(days=int(number))
        meant.append(f"{figures.in_words(day)}, as spreadsheets count days")
    if len(number) == 6 and (found := figures.YEAR_LAST.fullmatch(f"{number[:2]}/{number[2:4]}/{number[4:]}")):
        meant += [figures.in_words(day) for day in sorted(set(figures.meanings(found).values()))]
    if len(number) == 7 and (found := figures.ORDINAL.fullmatch(f"{number[:4]}-{number[4:]}")):
        meant.append(f"day {int(number[4:])} of the year {number[:4]}")
    if unit := UNITS.get(len(number)):
        name, per_second = unit
        instant = EPOCH + datetime.timedelta(seconds=int(number) // per_second)
        meant.append(f"{instant.isoformat()}, as {name} since 1970")
    return meant
