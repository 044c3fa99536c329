"""The period of which figures are asked, and the months or years in it."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

MOST_MONTHS = 400  # above that, years; a line shows no more
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Span:
    """From the first to the last day, both included, in one language or in all."""

    first: datetime.date
    last: datetime.date
    language: str

    @property
    def begins(self) -> datetime.datetime:
        return timezone.make_aware(datetime.datetime.combine(self.first, datetime.time()))

    @property
    def ends(self) -> datetime.datetime:
        """The instant after it."""
        return timezone.make_aware(datetime.datetime.combine(self.last + datetime.timedelta(days=1), datetime.time()))

    def months(self) -> list[int]:
        """Each counted from the first month of the year 0."""
        return list(range(month_of(self.first), month_of(self.last) + 1))

    @property
    def by_year(self) -> bool:
        return len(self.months()) > MOST_MONTHS


def month_of(day: datetime.date) -> int:
    return day.year * MONTHS_A_YEAR + day.month - 1


def last_twelve_months(today: datetime.date, language: str) -> Span:
    year, month = divmod(month_of(today) - MONTHS_A_YEAR + 1, MONTHS_A_YEAR)
    return Span(datetime.date(year, month + 1, 1), today, language)


def summed(by_month: dict[int, int], span: Span, *, years: bool) -> dict[str, int]:
    """Every month or year of the span by its name, also those without any."""
    found: dict[str, int] = {}
    for month in span.months():
        name = name_of(month, years=years)
        found[name] = found.get(name, 0) + by_month.get(month, 0)
    return found


def name_of(month: int, *, years: bool) -> str:
    year, month = divmod(month, MONTHS_A_YEAR)
    return str(year) if years else date_format(datetime.date(year, month + 1, 1), "YEAR_MONTH_FORMAT")
