"""Instants in the organisation's time zone: in words for people, with the offset for programs.

A release that became public at midnight in Vienna did so on the previous day in UTC, so a program that cuts off the time would get
the wrong day. Imported texts often have a date and no time; they are public from the first instant of that day. Therefore an instant
that is midnight in the organisation's time zone, to the microsecond, is written as a plain date wherever the format allows one.
A release that was really scheduled for midnight is written so too, which is less precise but still true.
"""

import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

MIDNIGHT = datetime.time()


def is_day(moment: datetime.datetime) -> bool:
    """Whether only the day of this instant is known."""
    return timezone.localtime(moment).time() == MIDNIGHT


def told(moment: datetime.datetime | None) -> str:
    """A date such as 2004-01-05, or a time such as 2004-01-05T10:30:00+01:00 (ISO 8601); empty for None."""
    if moment is None:
        return ""
    return timezone.localdate(moment).isoformat() if is_day(moment) else to_the_second(moment)


def to_the_second(moment: datetime.datetime) -> str:
    """For formats that require a time, such as RFC 3339: 2004-01-05T00:00:00+01:00."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def beginning(day: datetime.date) -> str:
    """The first instant of a day, for formats that require a time where only the day is known."""
    return datetime.datetime.combine(day, MIDNIGHT, timezone.get_default_timezone()).isoformat()


def exact(moment: datetime.datetime | None) -> str:
    """With microseconds, so that reading it gives the same instant; empty for None."""
    return timezone.localtime(moment).isoformat() if moment else ""


def in_zone(instant: datetime.datetime | None) -> str:
    """For tables and lists in the newsroom, such as “2026-05-03 10:00 Europe/Vienna”; empty for None."""
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M} {settings.TIME_ZONE}" if instant else ""


def in_words(instant: datetime.datetime) -> str:
    """For mail, in the active language, such as “3 May 2026, 10:00 (Europe/Vienna)”."""
    return f"{date_format(timezone.localtime(instant), 'j F Y, H:i')} ({settings.TIME_ZONE})"
