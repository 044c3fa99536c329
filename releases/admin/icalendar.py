"""Events as an iCalendar file, RFC 5545. Imports no model."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

WIDEST = 75  # octets of a line
BREAKS = re.compile(r"\r\n|[\r\n\u2028\u2029]")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Entry:
    key: str
    begins: datetime.datetime
    title: str
    address: str


def written(name: str, entries: Iterable[Entry], now: datetime.datetime) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//osce_cms//newsroom//EN", f"X-WR-CALNAME:{escaped(name)}"]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.key}@{urlsplit(entry.address).hostname}",
            f"DTSTAMP:{instant(now)}",
            f"DTSTART:{instant(entry.begins)}",
            f"SUMMARY:{escaped(entry.title)}",
            f"URL:{entry.address}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def instant(at: datetime.datetime) -> str:
    return at.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    for plain, written_as in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(plain, written_as)
    return UNSEEN.sub("", BREAKS.sub(r"\\n", text))


def folded(line: str) -> str:
    """Long lines go on in the next, after a space; no letter is cut in two."""
    pieces, piece, room = [], "", WIDEST
    for letter in line:
        if len((piece + letter).encode()) > room:
            pieces.append(piece)
            piece, room = "", WIDEST - 1
        piece += letter
    return "\r\n ".join([*pieces, piece])
