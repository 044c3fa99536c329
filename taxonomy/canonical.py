"""The canonical form of recorded content, the same bytes on every machine: seals, saved texts and both chains, that of
releases and that of vocabularies, are digests of it.

Imports no model. Every digest ever stored depends on this form; changing it would break all seals and chains.
"""

import datetime
import hashlib
import json
from collections.abc import Mapping

# Serialisable values.
Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def plain(value: object) -> Json:
    """A column's value in serialisable form; instants in UTC, whatever their original zone."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    raise TypeError(f"{type(value).__name__} has no canonical form.")


def written(content: Mapping[str, object]) -> bytes:
    """JSON with sorted keys and no spaces, in ASCII, so that no editor, database or locale can change a byte of it."""
    return json.dumps(plain(content), sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def digest(content: Mapping[str, object]) -> str:
    """SHA-256 of the canonical form, in hexadecimal.

    >>> digest({"headline": "One", "number": 1}) == digest({"number": 1, "headline": "One"})
    True
    """
    return hashlib.sha256(written(content)).hexdigest()
