"""Dates with the month by name, in six languages: 29 June 2016, June 29th, 2016, 29-Jun-16, mercredi 29 juin 2016."""

import datetime
import re
from functools import lru_cache

from releases.language.dates import WEEKDAY_NAMES, month_number
from releases.language.timestamps.figures import AFTER_YEAR, day_of, whole_year
from taxonomy.folding import fold

MONTH = r"(?P<month>[^\W\d_]{3,12})"
DAY = r"(?P<day>[0-9]{1,2})(?:\.|er|º|°|ª|st|nd|rd|th|-?го|-?е)?"
YEAR = r"(?:(?P<year>[0-9]{4})(?![0-9])|[’']?(?P<short>[0-9]{2})(?![0-9:.]))" + AFTER_YEAR
DAY_FIRST = re.compile(
    rf"{DAY}[\s/-]*(?:(?:of|de)\s+|d[’'])?{MONTH}\.?,?(?:\s*(?:de|del|of)\s+|[\s/-]+){YEAR}", re.IGNORECASE
)
MONTH_FIRST = re.compile(rf"{MONTH}\.?[\s-]+{DAY}(?:,\s*|[\s-]+){YEAR}", re.IGNORECASE)
YEAR_FIRST = re.compile(rf"(?P<year>[0-9]{{4}})(?P<short>)[\s/-]+{MONTH}\.?[\s/-]+{DAY}(?![0-9:])", re.IGNORECASE)
# These do not name a day.
MONTH_ALONE = re.compile(rf"{MONTH}\.?,?\s+(?:de\s+)?[0-9]{{4}}{AFTER_YEAR}", re.IGNORECASE)
NO_YEAR = re.compile(
    rf"{DAY}\s*(?:(?:of|de)\s+|d[’'])?{MONTH}\.?|{MONTH.replace('month', 'named')}\.?\s+[0-9]{{1,2}}", re.IGNORECASE
)
SEVERAL_DAYS = re.compile(
    rf"[0-9]{{1,2}}\.?\s?(?:[-\u2010-\u2015/&]|and|et|und|e|y|и|to|au|bis|al|a)\s?{DAY}\s+(?:de\s+)?{MONTH}\b.*",
    re.IGNORECASE,
)
WEEKDAY = re.compile(r"([^\W\d_]{2,12})\b\.?\s*,?\s*")
ARTICLE = re.compile(r"(?:on|le|den|am|il|el|the)\s+(?=[^\W_])", re.IGNORECASE)


def _worded(found: re.Match[str], order: str) -> datetime.date | None:
    """None if the word is not a month."""
    month = month_number(found["month"])
    return day_of(whole_year(found["year"] or found["short"]), month, int(found["day"])) if month else None


FORMS = [(DAY_FIRST, _worded), (MONTH_FIRST, _worded), (YEAR_FIRST, _worded)]


def without_weekday(text: str) -> tuple[str, frozenset[int]]:
    """The rest of the text, and the weekdays that its first word can mean (Monday is 0); empty if it means none."""
    if (found := WEEKDAY.match(text)) and (meant := weekdays(found[1])):
        return text[found.end() :], meant
    return text, frozenset()


def without_article(text: str) -> str:
    return ARTICLE.sub("", text, count=1) if ARTICLE.match(text) else text


@lru_cache(maxsize=1_000)
def weekdays(word: str) -> frozenset[int]:
    """By name in any of the languages, in full or abbreviated."""
    folded = fold(word)
    return frozenset(
        number for number, names in enumerate(WEEKDAY_NAMES) for name in names.split() if fold(name).startswith(folded)
    )


def why_no_day(text: str) -> str:
    """What is missing from a date that names its month; empty if nothing is."""
    if (found := SEVERAL_DAYS.fullmatch(text)) and month_number(found["month"]):
        return "names several days; give the one on which the text was published"
    if (found := MONTH_ALONE.fullmatch(text)) and month_number(found["month"]):
        return "names a month and no day"
    if (found := NO_YEAR.fullmatch(text)) and month_number(found["month"] or found["named"]):
        return "names no year"
    return ""


def mistaken_weekday(day: datetime.date, said: frozenset[int]) -> str:
    """A remark if the stated weekday is wrong; empty if it is right or was not given."""
    if not said or day.weekday() in said:
        return ""
    return f"{day.isoformat()} was a {day:%A}"
