"""Where a list goes on, as an opaque string that says which list it is from."""

import base64
import datetime
import hashlib
import json
from contextlib import suppress
from typing import Any

from releases.record.changes import Position
from releases.site.api.problems import Fault, ProblemError

LONGEST = 300  # characters
Asked = dict[str, Any]


def of_list(asked: Asked, key: int) -> str:
    return _packed(["releases", _mark(asked), key])


def list_key(asked: Asked, cursor: str) -> int | None:
    """The key of the last release that was given. Raises ProblemError, 400."""
    if not cursor:
        return None
    match _unpacked(cursor):
        case ["releases", mark, int(key)] if mark == _mark(asked) and 0 <= key < 2**63:
            return key
    raise _foreign()


def of_changes(position: Position) -> str:
    return _packed(["changes", position.at.isoformat(), position.edition, position.ends])


def change_position(cursor: str) -> Position:
    """Raises ProblemError, 400."""
    match _unpacked(cursor):
        case ["changes", str(at), int(edition), bool(ends)] if 0 <= edition < 2**63:
            with suppress(ValueError, OverflowError):  # the latter at the edges of the calendar
                instant = datetime.datetime.fromisoformat(at)
                if instant.tzinfo is not None:
                    return Position(instant.astimezone(datetime.UTC), edition, ends)
    raise _foreign()


def _mark(asked: Asked) -> str:
    """A short digest of the filters: the cursor of one list means nothing in another."""
    filters = sorted((name, str(value)) for name, value in asked.items() if name not in ("cursor", "limit") and value)
    return hashlib.sha256(json.dumps(filters).encode()).hexdigest()[:12]


def _packed(parts: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def _unpacked(cursor: str) -> Any:
    try:
        return json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        return None


def _foreign() -> ProblemError:
    return ProblemError(
        400, "Some parameters are not valid.", errors=[Fault("cursor", "This cursor is not from this list.")]
    )
