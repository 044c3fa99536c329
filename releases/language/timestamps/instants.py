"""Complete dates: each form of a day, with or without a time after it."""

import datetime
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from releases.language.timestamps import clocks, digits, figures, reasons, words
from releases.language.timestamps.errors import UnclearDateError

YEARS = range(1900, 2201)
ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
FORMS = [*figures.FORMS, *words.FORMS]


@dataclass(frozen=True)
class Timestamp:
    """ISO 8601: a day, or an instant, with its offset if the text names one. `remark` reports a contradiction within the text."""

    iso: str
    remark: str = ""


def read(text: str, order: str = "") -> Timestamp:
    """`order` is one of ORDERS, for dates such as 03/05/2010. Raises UnclearDateError.

    >>> read("29 juin 2016 à 15h07").iso, read("Wed, 29 Jun 2016 15:07:41 MSK").iso, read("06/29/2016").iso
    ('2016-06-29T15:07:00', '2016-06-29T15:07:41+03:00', '2016-06-29')
    """
    written = " ".join(unicodedata.normalize("NFC", text).split())
    stamp = _iso(written) or _read(written, order)
    if int(stamp.iso[:4]) not in YEARS:
        raise UnclearDateError(f"lies outside the years {YEARS.start} to {YEARS.stop - 1}")
    return stamp


def in_iso(text: str, order: str = "") -> str:
    """ISO 8601, or the text unchanged if it cannot be read, or if only other dates of its source can resolve it."""
    try:
        return text.strip() if not order and orders(text) else read(text, order).iso
    except UnclearDateError:
        return text.strip()


def orders(text: str) -> dict[str, str]:
    """For an ambiguous date, its meaning in each possible order; otherwise empty.

    Raises UnclearDateError if its time cannot be read.
    """
    for start, _ in _starts(" ".join(text.split())):
        found = figures.YEAR_LAST.match(start)
        if found and found[2] != "." and clocks.fits(start[found.end() :]):
            return {order: read(text, order).iso for order in figures.meanings(found)}
    return {}


def _iso(written: str) -> Timestamp | None:
    """The fast path: most dates are ISO 8601 already."""
    try:
        return Timestamp(written) if ISO.fullmatch(written) and datetime.datetime.fromisoformat(written) else None
    except ValueError:
        return None


def _read(written: str, order: str) -> Timestamp:
    if reasons.NO_DATE.match(written):
        raise UnclearDateError(reasons.why(written, ""))
    if digits.ALONE.fullmatch(written):
        return Timestamp(digits.read(written))
    unread = ""
    for start, weekdays in _starts(written):
        for pattern, form in FORMS:
            if not (found := pattern.match(start)):
                continue
            rest = start[found.end() :]
            if not clocks.fits(rest):
                unread = unread or rest.strip(" ,;:")
            elif (day := form(found, order)) is not None:
                return _stamp(day, rest, words.mistaken_weekday(day, weekdays))
    raise UnclearDateError(reasons.why(written, unread))


def _starts(written: str) -> Iterator[tuple[str, frozenset[int]]]:
    """Candidates: the text, the text without its day of the week, and with its time moved to the end."""
    for text in dict.fromkeys((written, clocks.day_before_hour(written))):
        yield words.without_article(text), frozenset()
        bare, weekdays = words.without_weekday(text)
        if weekdays:
            yield words.without_article(clocks.day_before_hour(bare)), weekdays


def _stamp(day: datetime.date, rest: str, remark: str) -> Timestamp:
    return Timestamp((clocks.instant(day, rest) if rest else day).isoformat(), remark)
