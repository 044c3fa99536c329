"""Instants in the organisation's time zone, with the zone."""

import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format


def in_zone(instant: datetime.datetime | None) -> str:
    """For tables and lists in the newsroom, such as “2026-05-03 10:00 Europe/Vienna”; empty for None."""
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M} {settings.TIME_ZONE}" if instant else ""


def in_words(instant: datetime.datetime) -> str:
    """For mail, in the active language, such as “3 May 2026, 10:00 (Europe/Vienna)”."""
    return f"{date_format(timezone.localtime(instant), 'j F Y, H:i')} ({settings.TIME_ZONE})"
