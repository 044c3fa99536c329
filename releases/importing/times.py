"""The date shown to readers, the interval in which a text is public, and what its dateline says about both."""

import datetime
import html
import re
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.text import Truncator

from releases.importing.mapped import MappedRecord, MappedText
from releases.importing.records import SourceRelease, SourceText
from releases.importing.texts import TAG
from releases.language import datelines, timestamps
from releases.language.timestamps import UnclearDateError

LONGEST_QUOTED = 60  # characters quoted of an unreadable date
FIRST_WORDS = 400  # characters searched for a dateline, tags included
PARAGRAPH_END = re.compile(r"</p>|<br>|</h\d>")


def of_text(source: SourceText, text: MappedText, mapped: MappedRecord) -> None:
    date = instant("date", source.date, mapped)
    if date is None:
        return
    # In the zone given: 22:00 in Washington is still the same day there.
    text.date = date.date()
    text.live_from = instant("live_from", source.live_from, mapped) if source.live_from.strip() else date
    text.live_until = instant("live_until", source.live_until, mapped) if source.live_until.strip() else None


def embargo(record: SourceRelease, mapped: MappedRecord) -> None:
    """The latest of several times, so that an import never publishes anything too early."""
    if not record.embargo_until.strip():
        return
    until = instant("embargo_until", record.embargo_until, mapped)
    live_from = mapped.text.live_from
    mapped.text.live_from = max(live_from, until) if live_from and until else None


def in_order(mapped: MappedRecord) -> None:
    """End each edition when the next begins, at the latest; refuse overlaps, since it is unknown which text was being read."""
    for before, after in zip(mapped.texts, mapped.texts[1:], strict=False):
        before.live_until = before.live_until or after.live_from
        if before.number >= after.number:
            mapped.problems.append(
                f"Its history is out of order: edition {before.number} comes before edition {after.number}."
            )
        elif before.live_until and after.live_from and before.live_until > after.live_from:
            mapped.problems.append(f"Edition {before.number} ends after edition {after.number} begins.")
    for text in mapped.texts:
        if text.live_from and text.live_until and text.live_until <= text.live_from:
            mapped.problems.append(f"Edition {text.number} ends before it begins.")


def instant(key: str, text: str, mapped: MappedRecord) -> datetime.datetime | None:
    """A bare date means its first instant in the organisation's zone; a time without an offset is in that zone."""
    try:
        stamp = timestamps.read(text)
    except UnclearDateError as error:
        mapped.problems.append(f"The {key} {quoted(text)} {error}.")
        return None
    if stamp.remark:
        mapped.find("date", f"The {key} {quoted(text)} names the wrong day of the week: {stamp.remark}.")
    found = datetime.datetime.fromisoformat(stamp.iso)
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def quoted(text: str) -> str:
    return repr(Truncator(text.strip()).chars(LONGEST_QUOTED))


def compare_dateline(text: MappedText, mapped: MappedRecord) -> None:
    """The dateline stays in the text. Its places are used where the record gives none; a different date is reported."""
    found = datelines.parse(beginning(text.body))
    if found is None:
        return
    if not text.places:
        text.places = list(found.places)
    if not found.agrees_with(text.date.isoformat()):
        said = found.date or f"day {found.day} of month {found.month}"
        mapped.find(
            "dateline", f"The dateline says {said}, but the date given is {text.date}; the given date was kept."
        )


def beginning(body: str) -> str:
    """The first line of a text, without tags."""
    start = body[:FIRST_WORDS]
    if end := PARAGRAPH_END.search(start):
        start = start[: end.start()]
    line = TAG.sub("", start)
    return html.unescape(line) if "&" in line else line
