"""The time of day after a date, with its zone: “T15:07:41+04:00”, “, 3:07 pm”, “ à 15h07”, “ 15.07 Uhr (MESZ)”."""

import datetime
import re

from releases.language.timestamps import zones
from releases.language.timestamps.errors import UnclearDateError

_WORDS = r"(?:at|um|à|a\s+las|alle\s+ore|alle|ore|ora|в|[-–|])\s*"
_UNIT = r"(?:\s?(?:Uhr|hrs?|hours|h|час\w*|ч)\b\.?)"
_HOUR = rf"(?P<hour>[0-9]{{1,2}})(?:(?:\s?[h:]\s?)(?P<minute>[0-9]{{2}})(?::(?P<second>[0-9]{{2}})(?:[.,](?P<part>[0-9]{{1,9}}))?)?{_UNIT}?|\.(?P<after_stop>[0-9]{{2}})(?![0-9.]){_UNIT}?|{_UNIT}|(?=\s?[ap]\.?m\b))(?:\s?(?P<half>[ap])\.?m\b\.?)?"
_ZONE = r"(?P<zone>(?:UTC|GMT)?\s?[+\u2212-][0-9]{1,2}(?::?[0-9]{2})?(?::?[0-9]{2})?|[A-Z][A-Za-z]+/[A-Za-z_/+-]+[0-9]{0,2}|[^\W\d_]{1,5})"
AFTER_DAY = re.compile(
    rf"(?:T|\s*[,;]?\s+(?:{_WORDS})?|\s*,\s*|:){_HOUR}(?:\s?{_ZONE})?(?:\s?\((?P<comment>[^()]{{1,60}})\))?",
    re.IGNORECASE,
)
COMPACT = re.compile(
    r"T(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?(?:[.,](?P<part>[0-9]{1,9}))?\s?(?P<zone>Z|[+-][0-9]{2}:?(?:[0-9]{2})?)?"
)
# A time before its date, and one between day and year, as Unix programs write it.
BEFORE_DAY = re.compile(r"([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[ap]\.?m\.?)?)\s*,?\s+(?=\S)(.+)", re.IGNORECASE)
UNIX = re.compile(r"([^\W\d_]{3,12})\s+([0-9]{1,2})\s+([0-9]{1,2}:[0-9]{2}:[0-9]{2})((?:\s+\S{1,6})?)\s+([0-9]{4})")


def day_before_hour(text: str) -> str:
    """The same text with the time moved to the end."""
    if found := UNIX.fullmatch(text):
        return f"{found[2]} {found[1]} {found[5]} {found[3]}{found[4]}"
    found = BEFORE_DAY.fullmatch(text)
    return f"{found[2]} {found[1]}" if found else text


def fits(rest: str) -> bool:
    """Whether the text after a date is empty or a time."""
    return not rest or _found(rest) is not None


def _found(rest: str) -> re.Match[str] | None:
    return COMPACT.fullmatch(rest) or AFTER_DAY.fullmatch(rest)


def instant(day: datetime.date, rest: str) -> datetime.datetime:
    """Without tzinfo if no zone is named. Raises UnclearDateError."""
    found = _found(rest)
    if found is None:
        raise UnclearDateError(f"cannot be read to its end, “{rest}”")
    parts = found.groupdict()
    local = _local(day, parts)
    name = parts["zone"] or parts.get("comment")  # a comment after a zone repeats it in words
    if not name:
        return local
    try:
        return local.replace(tzinfo=datetime.timezone(zones.offset(name.strip(), local)))
    except zones.UnclearZoneError as error:
        raise UnclearDateError(f"cannot be read: {error}") from error


def _local(day: datetime.date, parts: dict[str, str | None]) -> datetime.datetime:
    hour = _hour(int(parts["hour"] or 0), (parts.get("half") or "").lower())
    minute, second = int(parts["minute"] or parts.get("after_stop") or 0), int(parts["second"] or 0)
    part = int((parts["part"] or "0").ljust(6, "0")[:6])
    if (hour, minute, second, part) == (24, 0, 0, 0):
        return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
    try:
        return datetime.datetime.combine(day, datetime.time(hour, minute, second, part))
    except ValueError:
        said = f"{parts['hour']}:{minute:02}:{second:02}"
        reason = "is a leap second, which no clock here can hold" if second == 60 else "does not exist"
        raise UnclearDateError(f"cannot be read: the hour {said} {reason}") from None


def _hour(hour: int, half: str) -> int:
    if not half or hour > 12:
        return hour if half != "a" else 99
    return hour % 12 + (12 if half == "p" else 0)
