"""Time zones by name: “MSK”, “EEST”, “UTC+3”, “Europe/Moscow”, by the rules in force on the day."""

import datetime
import re
from zoneinfo import ZoneInfo, available_timezones

from taxonomy.folding import fold

# Names with a fixed offset, in hours. Those of North America are RFC 5322's.
FIXED = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "met": 1, "mez": 1, "cest": 2, "mest": 2, "mesz": 2,
    "eet": 2, "eest": 3, "fet": 3, "msd": 4, "hnec": 1, "haec": 2, "jst": 9, "hst": -10, "akst": -9, "akdt": -8,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
# Names whose offset has changed over time: Moscow was at UTC+4 from 27 March 2011 to 26 October 2014.
BY_LAND = {
    "msk": "Europe/Moscow", "мск": "Europe/Moscow", "trt": "Europe/Istanbul", "samt": "Europe/Samara", "yekt": "Asia/Yekaterinburg",
    "get": "Asia/Tbilisi", "azt": "Asia/Baku", "uzt": "Asia/Tashkent", "tjt": "Asia/Dushanbe", "tmt": "Asia/Ashgabat",
    "kgt": "Asia/Bishkek", "almt": "Asia/Almaty", "omst": "Asia/Omsk", "novt": "Asia/Novosibirsk", "krat": "Asia/Krasnoyarsk",
    "irkt": "Asia/Irkutsk", "vlat": "Asia/Vladivostok", "ulat": "Asia/Ulaanbaatar",
}  # fmt: skip
# Names that several countries use for different offsets.
SEVERAL = {
    "ist": "Irish (UTC+1), Israel (UTC+2) or India (UTC+5:30) time",
    "amt": "Armenian (UTC+4) or Amazon (UTC-4) time",
    "ast": "Atlantic (UTC-4) or Arabian (UTC+3) time",
    "gst": "Gulf (UTC+4) or South Georgia (UTC-2) time",
    "wst": "West Samoa (UTC+13) or western Australian (UTC+8) time",
    "sst": "Samoa (UTC-11) or Singapore (UTC+8) time",
}
OFFSET = re.compile(r"(?:utc|gmt)?\s?([+\u2212-])(\d{1,2})(?::?(\d\d))?(?::?(\d\d))?")
FARTHEST = datetime.timedelta(hours=14)


class UnclearZoneError(ValueError):
    """The name means no zone, or several; the message says which."""


def offset(name: str, local: datetime.datetime) -> datetime.timedelta:
    """The offset from UTC for a local time without tzinfo. Raises UnclearZoneError.

    >>> offset("MSK", datetime.datetime(2012, 1, 15)), offset("MSK", datetime.datetime(2015, 1, 15))
    (datetime.timedelta(seconds=14400), datetime.timedelta(seconds=10800))
    """
    folded = fold(name)
    if (found := OFFSET.fullmatch(folded)) or folded in FIXED:
        return _in_figures(found, name) if found else datetime.timedelta(hours=FIXED[folded])
    if folded in SEVERAL:
        raise UnclearZoneError(f"the zone “{name}” can be {SEVERAL[folded]}")
    if key := BY_LAND.get(folded) or _iana().get(folded):
        return local.replace(tzinfo=ZoneInfo(key)).utcoffset() or datetime.timedelta()
    raise UnclearZoneError(f"no zone “{name}” is known")


def _in_figures(found: re.Match[str], name: str) -> datetime.timedelta:
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    apart = datetime.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if minutes > 59 or seconds > 59 or apart > FARTHEST:
        raise UnclearZoneError(f"no zone lies at “{name}”")
    return apart if found[1] == "+" else -apart


def _iana() -> dict[str, str]:
    if not _KEYS:
        _KEYS.update({key.casefold(): key for key in available_timezones() if "/" in key})
    return _KEYS


_KEYS: dict[str, str] = {}
