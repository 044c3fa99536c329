"""Dates as people write them in the six languages. Nothing is guessed: an ambiguous date is no date."""

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

from taxonomy.folding import fold

MONTHS = (
    ("january janvier januar jänner gennaio января январь enero"),
    ("february février februar feber febbraio февраля февраль febrero"),
    ("march mars märz marzo марта март"),
    ("april avril aprile апреля апрель abril"),
    ("may mai maggio мая май mayo"),
    ("june juin juni giugno июня июнь junio"),
    ("july juillet juli luglio июля июль julio"),
    ("august août agosto августа август"),
    ("september septembre settembre сентября сентябрь septiembre setiembre"),
    ("october octobre oktober ottobre октября октябрь octubre"),
    ("november novembre ноября ноябрь noviembre"),
    ("december décembre dezember dicembre декабря декабрь diciembre"),
)
# Monday first.
WEEKDAY_NAMES = (
    "monday lundi montag lunedì понедельник lunes",
    "tuesday mardi dienstag martedì вторник martes",
    "wednesday mercredi mittwoch mercoledì среда miércoles",
    "thursday jeudi donnerstag giovedì четверг jueves",
    "friday vendredi freitag venerdì пятница viernes",
    "saturday samedi samstag sonnabend sabato суббота sábado",
    "sunday dimanche sonntag domenica воскресенье domingo",
)
WEEKDAYS = frozenset(" ".join(WEEKDAY_NAMES).split())
SHORTEST = 3  # letters of an abbreviated month

WORD = r"[^\W\d_]+"
DAY = r"(?P<day>\d{1,2})(?:\.|er|º|°|ª|st|nd|rd|th|-?го|-?е)?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
BEFORE = r"(?:(?:{weekdays})\.?,?\s+)?(?:(?:le|den|am|an|il|lì|li|el|the)\s+)?"
AFTER_YEAR = r"(?:\s*(?:года|год|г)\b\.?)?"
DAY_FIRST = rf"{DAY}\s*(?:(?:of|de)\s+|d[’'])?(?P<month>{WORD})\.?(?:,?\s*(?:(?:de|del)\s+)?{YEAR}{AFTER_YEAR})?"
MONTH_FIRST = rf"(?P<month>{WORD})\.?\s+{DAY}(?:,?\s+{YEAR})?"
DOTTED = rf"(?P<day>\d{{1,2}})\.\s?(?P<number>\d{{1,2}})\.\s?{YEAR}{AFTER_YEAR}"
ISO = rf"{YEAR}-(?P<number>\d\d)-(?P<day>\d\d)"
# Not a day: a month, several days, a two-digit year, or digits whose order varies between countries.
NO_DAY = (
    rf"(?P<month>{WORD})\.?\s+{YEAR}{AFTER_YEAR}",
    rf"(?:from|du|vom|dal|del|с|со)?\s*\d{{1,2}}(?:er|st|nd|rd|th|º)?\.?(?:\s+(?:de\s+)?{WORD}\.?)?(?:,\s?\d{{1,2}}\.?)*\s?(?:[-\u2010-\u2015\u2212/&]|and|et|und|e|y|и|au|to|bis|al|по|a)\s?\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:de\s+)?(?P<month>{WORD})\.?(?:,?\s+(?:de\s+)?{YEAR}{AFTER_YEAR})?",
    rf"\d{{1,2}}\.?\s+(?:de\s+)?(?P<month>{WORD})\.?,?\s+['’]?\d\d",
    # “31 December 2019 – 2 January 2020”
    rf"{DAY}\s+(?:de\s+)?{WORD}\.?,?\s+(?:de\s+)?(?:19|20)\d\d{AFTER_YEAR}\s?[-\u2010-\u2015\u2212/]\s?\d{{1,2}}\.?\s+(?:de\s+)?(?P<month>{WORD})\.?,?\s+(?:de\s+)?{YEAR}{AFTER_YEAR}",
    r"\d{1,2}[./]\d{1,2}[./](?:\d\d|\d{4})",
)


def _months() -> dict[str, int]:
    """Every month name and every abbreviation that is unambiguous across all languages."""
    meant: dict[str, set[int]] = {}
    for number, names in enumerate(MONTHS, start=1):
        for name in fold(names).split():
            for length in range(SHORTEST, len(name) + 1):
                meant.setdefault(name[:length], set()).add(number)
    whole = {name: number for number, names in enumerate(MONTHS, start=1) for name in fold(names).split()}
    return {name: min(numbers) for name, numbers in meant.items() if len(numbers) == 1} | whole


MONTH_NUMBERS = _months()
_BEFORE = BEFORE.format(weekdays="|".join(sorted(WEEKDAYS)))


def _patterns(*alternatives: str) -> list[re.Pattern[str]]:
    return [re.compile(_BEFORE + alternative, re.IGNORECASE) for alternative in alternatives]


DATES = _patterns(DAY_FIRST, MONTH_FIRST, DOTTED, ISO)
VAGUE = _patterns(*NO_DAY)


@dataclass(frozen=True)
class WrittenDate:
    """ISO 8601; verbatim if no such day exists; empty if the text names no year or not exactly one day."""

    iso: str
    month: int = 0
    day: int = 0


@lru_cache(maxsize=1_000)
def month_number(name: str) -> int:
    """1 for January, in any of the languages, in full or abbreviated; 0 for anything else."""
    return MONTH_NUMBERS.get(fold(name), 0)


def parse(text: str) -> WrittenDate | None:
    """The date, if the whole text is one, else None."""
    text = text.strip()
    for pattern in DATES:
        if found := pattern.fullmatch(text):
            return _written(found, text)
    for pattern in VAGUE:
        if (found := pattern.fullmatch(text)) and ("month" not in pattern.groupindex or month_number(found["month"])):
            return WrittenDate("")
    return None


def _written(found: re.Match[str], text: str) -> WrittenDate | None:
    groups = found.groupdict()
    month = month_number(groups["month"]) if "month" in groups else int(groups["number"])
    day = int(groups["day"])
    if not month:
        return None
    if not groups["year"]:
        # 29 February exists in some years.
        return WrittenDate("", month, day) if _exists(2000, month, day) else WrittenDate(text)
    if not _exists(int(groups["year"]), month, day):
        return WrittenDate(text)
    return WrittenDate(datetime.date(int(groups["year"]), month, day).isoformat(), month, day)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return bool(datetime.date(year, month, day))
    except ValueError:
        return False
