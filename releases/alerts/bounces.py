"""Letters that came back after the mail server had taken them: delivery status notifications (RFC 3464).

Only one that returns the signed Message-ID of our letter counts, and once for each letter; whoever can write to the address can invent the
rest. What is read of a message is limited.
"""

import enum
import mailbox
import re
import stat
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import BinaryIO, cast

from django.core.signing import BadSignature
from django.db import transaction

from releases.alerts.letters import name_in
from releases.models import Alert

LARGEST = 200_000  # bytes that are read of a message; a notification begins with what counts
RETURNED = {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}
STATUSES = {"message/delivery-status", "message/global-delivery-status"}
COUNTED = "came back: "
STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\d)")
QUOTED = re.compile(r"\s*smtp\s*;\s*[45]\d\d[ -]([45])\.(\d{1,3})\.(\d{1,3})(?!\d)", re.IGNORECASE)


class Outcome(enum.Enum):
    COUNTED = "counted"
    AGAIN = "counted before"
    DELAYED = "not a failure"
    FOREIGN = "not about a letter of ours"


def take(file: BinaryIO) -> Outcome:
    """One message."""
    try:
        notification = message_from_bytes(file.read(LARGEST))
        alert, status = _letter_in(notification), _failure_in(notification)
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError):  # from what is no message
        return Outcome.FOREIGN
    if alert is None:
        return Outcome.FOREIGN
    return _count(alert, status) if status else Outcome.DELAYED


def take_maildir(folder: Path) -> Counter[Outcome]:
    """The new messages of a Maildir, which are marked as seen then."""
    box = mailbox.Maildir(folder, factory=None, create=False)
    outcomes: Counter[Outcome] = Counter()
    for path in sorted((folder / "new").iterdir()):
        if stat.S_ISREG(path.lstat().st_mode):
            with path.open("rb") as file:
                outcomes[take(file)] += 1
            path.rename(folder / "cur" / f"{path.name}{box.colon}2,S")
    return outcomes


def take_mbox(file: Path) -> Counter[Outcome]:
    """All messages of a file, which is not changed; what was counted before is not counted again."""
    return Counter(map(take, _messages_of(file)))


def _messages_of(file: Path) -> Iterator[BinaryIO]:
    box = mailbox.mbox(file, create=False)
    try:
        for key in box.iterkeys():
            yield cast(BinaryIO, box.get_file(key))
    finally:
        box.close()


# What a notification says


def _failure_in(notification: Message) -> str:
    """Its status, such as 5.1.1, if our letter will not be delivered; empty if it is only late, or was delivered."""
    for part in _parts(notification, STATUSES):
        for recipient in part.get_payload():
            if isinstance(recipient, Message) and str(recipient.get("Action", "")).strip().lower() == "failed":
                return _status(recipient)
    return ""


def _status(recipient: Message) -> str:
    """Exim writes 5.0.0 whatever the other server said, and quotes that beside it."""
    said = STATUS.match(str(recipient.get("Status", "")))
    quoted = QUOTED.match(str(recipient.get("Diagnostic-Code", "")))
    found = quoted if quoted and (said is None or said[0].strip().endswith(".0.0")) else said
    return ".".join(found.groups()) if found else "no status"


def _letter_in(notification: Message) -> int | None:
    """The number of the alert whose letter, or whose headers, the notification returns."""
    if notification.get_content_type() != "multipart/report":
        return None
    for part in _parts(notification, RETURNED):
        payload = part.get_payload()
        letter = payload[0] if isinstance(payload, list) else HeaderParser().parsestr(str(payload))
        if not isinstance(letter, Message):
            continue
        kind, _, number = _signed(str(letter.get("Message-ID", ""))).partition("-")
        if kind == "alert" and number.isascii() and number.isdecimal():
            return int(number)
    return None


def _parts(notification: Message, types: set[str]) -> list[Message]:
    """Those of the notification itself, not of what it holds."""
    payload = notification.get_payload()
    parts = payload if isinstance(payload, list) else []
    return [part for part in parts if isinstance(part, Message) and part.get_content_type() in types]


def _signed(message_id: str) -> str:
    try:
        return name_in(message_id)
    except BadSignature:
        return ""


def _count(number: int, status: str) -> Outcome:
    with transaction.atomic():
        alert = Alert.objects.select_for_update(of=["self"]).select_related("reader").filter(pk=number).first()
        if alert is None:
            return Outcome.FOREIGN
        if alert.error.startswith(COUNTED):
            return Outcome.AGAIN
        Alert.objects.filter(pk=number).update(error=f"{COUNTED}{status}")
        alert.reader.note_bounce()
    return Outcome.COUNTED
