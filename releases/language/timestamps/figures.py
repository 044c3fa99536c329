"""Numeric dates: 2016-06-29, 2016/6/29, 29.06.2016, 06/29/16, 2016-181, 2016-W26-3."""

import datetime
import re
from collections.abc import Callable

from releases.language.timestamps.errors import UnclearDateError

# Possible orders of day, month and year, with their names for people.
ORDERS = {"day-first": "dmy", "month-first": "mdy", "year-first": "ymd"}
AFTER_YEAR = r"(?:\s?(?:года|год|г)\b\.?)?"
YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])\s?([0-9]{1,2})\2\s?([0-9]{1,2})(?![0-9])")
COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])")
ORDINAL = re.compile(r"([0-9]{4})-([0-9]{3})(?![0-9])")
WEEK = re.compile(r"([0-9]{4})-?W([0-9]{2})-?([0-9])(?![0-9])", re.IGNORECASE)
YEAR_LAST = re.compile(
    rf"([0-9]{{1,2}})([-/.])\s?([0-9]{{1,2}})\2\s?([0-9]{{4}}|[0-9]{{2}})(?![0-9]){AFTER_YEAR}", re.IGNORECASE
)
ASK = "say which with --date-order, or with order under [dates] in a mapping file"


def whole_year(year: str) -> int:
    """Two-digit years by RFC 5322: 00 to 49 belong to this century."""
    number = int(year)
    return number if len(year) > 2 else number + (2000 if number < 50 else 1900)


def day_of(year: int, month: int, day: int) -> datetime.date:
    """Raises UnclearDateError."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        if not 1 <= month <= 12:
            raise UnclearDateError(f"does not exist: there is no month {month}") from None
        if year < 1:
            raise UnclearDateError("does not exist: there is no year 0") from None
        name = datetime.date(2000, month, 1).strftime("%B")
        raise UnclearDateError(f"does not exist: {name} {year} has no day {day}") from None


def in_words(day: datetime.date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _year_first(found: re.Match[str], order: str) -> datetime.date:
    year, month, day = (int(found[part]) for part in (1, 3, 4))
    if month > 12 >= day:
        raise UnclearDateError(f"has no month {month}; write {year}-{day:02}-{month:02} if that is what it means")
    return day_of(year, month, day)


def _compact(found: re.Match[str], order: str) -> datetime.date:
    return day_of(int(found[1]), int(found[2]), int(found[3]))


def _ordinal(found: re.Match[str], order: str) -> datetime.date:
    year, number = int(found[1]), int(found[2])
    first = day_of(year, 1, 1)
    day = first + datetime.timedelta(days=number - 1)
    if number == 0 or day.year != year:
        raise UnclearDateError(f"does not exist: the year {year} has no day {number}")
    return day


def _week(found: re.Match[str], order: str) -> datetime.date:
    try:
        return datetime.date.fromisocalendar(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise UnclearDateError(f"does not exist: {found[1]} has no such week or day of one") from None


def _year_last(found: re.Match[str], order: str) -> datetime.date:
    meant = meanings(found)
    if order and order in meant:
        return meant[order]
    days = sorted(set(meant.values()))
    if order and days and found[2] != ".":
        raise UnclearDateError(f"does not exist with the {order.replace('-', ' ')}; it could mean {_either(days)}")
    if len(days) == 1:
        return days[0]
    if days:
        raise UnclearDateError(f"can mean {_either(days)}; {ASK}")
    if found[2] == "." and (other := _interpreted(found, "month-first")):
        raise UnclearDateError(f"has no month {found[3]}; it could mean {in_words(other)}")
    return day_of(whole_year(found[4]), int(found[3]), int(found[1]))


def _either(days: list[datetime.date]) -> str:
    return " or ".join(map(in_words, days))


def meanings(found: re.Match[str]) -> dict[str, datetime.date]:
    """The days that exist, by the order in which day, month and year are read. With full stops the day always comes first."""
    if found[2] == ".":
        possible = ["day-first"]
    else:
        possible = ["day-first", "month-first"] if len(found[4]) == 4 else list(ORDERS)
    return {order: day for order in possible if (day := _interpreted(found, order))}


def _interpreted(found: re.Match[str], order: str) -> datetime.date | None:
    part = dict(zip(ORDERS[order], (found[1], found[3], found[4]), strict=True))
    try:
        return datetime.date(whole_year(part["y"].zfill(2)), int(part["m"]), int(part["d"]))
    except ValueError:
        return None


FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str], str], datetime.date]]] = [
    (YEAR_FIRST, _year_first), (ORDINAL, _ordinal), (WEEK, _week), (COMPACT, _compact), (YEAR_LAST, _year_last),
]  # fmt: skip
