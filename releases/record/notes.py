"""Signed notes: a head of the record as a few lines of text with an Ed25519 signature, in the form that transparency logs use.

Such a note proves nothing where it was made: whoever holds the machine holds the key. It proves something where it was taken.
"""

import base64
import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from releases.record.heads import Head

ED25519 = b"\x01"
DASH = "\u2014 "


class NoteError(Exception):
    """It is no note, or its signature does not hold; the message says which."""


@dataclass(frozen=True)
class Key:
    """A signing key with the name under which it signs."""

    name: str
    private: Ed25519PrivateKey

    @classmethod
    def of(cls, secret: str) -> "Key":
        return cls(_name(), Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret)))

    @property
    def verifier(self) -> str:
        """What others need to check a signature: name, number and public key."""
        public = ED25519 + self.private.public_key().public_bytes_raw()
        return f"{self.name}+{_number(self.name, public).hex()}+{base64.b64encode(public).decode()}"


def new_secret() -> str:
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def key() -> Key | None:
    """The key of the setting RECORD_KEY; None without one."""
    return Key.of(settings.RECORD_KEY) if settings.RECORD_KEY else None


def known_verifiers() -> list[str]:
    """Our own key, and those that were used before."""
    own = key()
    return [*([own.verifier] if own else []), *settings.RECORD_PUBLIC_KEYS]


def write(head: Head, signed_by: Key) -> str:
    text = (
        f"{_name()}/record\n{head.entries}\n{head.root}\n"
        f"last {head.last}\nvocabularies {head.changes} {head.last_change or '-'}\n"
        f"time {head.at.astimezone(datetime.UTC).isoformat(timespec='microseconds')}\n"
    )
    public = ED25519 + signed_by.private.public_key().public_bytes_raw()
    signature = _number(signed_by.name, public) + signed_by.private.sign(text.encode())
    return f"{text}\n{DASH}{signed_by.name} {base64.b64encode(signature).decode()}\n"


def read_all(text: str, verifiers: Iterable[str]) -> list[Head]:
    """Every note of a file, oldest first. Raises NoteError at the first one that is damaged or was signed by another key."""
    known = list(verifiers)
    lines = text.splitlines(keepends=True)
    heads, begin = [], 0
    for number, line in enumerate(lines):
        if line.startswith(DASH):
            heads.append(_read("".join(lines[begin : number - 1]), line, known))
            begin = number + 1
    if not heads or "".join(lines[begin:]).strip():
        raise NoteError("it does not end with a signature")
    return heads


def _read(text: str, signature: str, verifiers: list[str]) -> Head:
    if not any(_holds(text, signature, verifier) for verifier in verifiers):
        raise NoteError("a signature is not by any key in RECORD_KEY or RECORD_PUBLIC_KEYS")
    try:
        _origin, entries, root, last, vocabularies, time = text.strip("\n").split("\n")
        _, changes, last_change = vocabularies.split(" ")
        at = datetime.datetime.fromisoformat(time.removeprefix("time "))
        last_change = last_change.removeprefix("-")
        return Head(int(entries), root, int(last.removeprefix("last ")), int(changes), last_change, at)
    except ValueError as error:
        raise NoteError("its lines are not those of a head") from error


def _holds(text: str, line: str, verifier: str) -> bool:
    try:
        name, number, encoded = verifier.split("+", 2)
        signer, signature = line.removeprefix(DASH).split()
        public, signed = base64.b64decode(encoded), base64.b64decode(signature)
        if signer != name or signed[:4].hex() != number or public[:1] != ED25519 or _number(name, public) != signed[:4]:
            return False
        Ed25519PublicKey.from_public_bytes(public[1:]).verify(signed[4:], text.encode())
    except (ValueError, InvalidSignature):
        return False
    return True


def _number(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]


def _name() -> str:
    return urlsplit(settings.SITE_URL).netloc
