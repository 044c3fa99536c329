"""Hands signed heads of the record to witnesses outside: a file, people by mail, a command. The operator chooses in the settings."""

import shlex
import subprocess
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from releases.record import heads, notes

PATIENCE = 60  # seconds for a command


class NoKey(Exception):  # the name is clear without “Error”
    """RECORD_KEY is not set."""


def wanted() -> bool:
    return bool(
        settings.RECORD_KEY
        and (settings.RECORD_WITNESS_FILE or settings.RECORD_WITNESS_MAIL or settings.RECORD_WITNESS_COMMAND)
    )


def signed_head() -> str:
    """A signed note of the head as it is now."""
    signing = notes.key()
    if signing is None:
        raise NoKey
    return notes.write(heads.take(), signing)


def tell(note: str) -> list[str]:
    """Hand the note to every witness. Returns what was done. Any failure is raised, after all others were told."""
    told, failures = [], []
    for name, act in WITNESSES.items():
        if getattr(settings, name):
            try:
                told.append(act(note))
            except (OSError, subprocess.SubprocessError) as error:
                failures.append(error)
    if failures:
        raise ExceptionGroup("Not every witness could be told of the head of the record.", failures)
    return told


def _to_file(note: str) -> str:
    path = Path(settings.RECORD_WITNESS_FILE)
    with path.open("a", encoding="utf-8") as file:
        file.write(note)
    return f"added to {path}"


def _by_mail(note: str) -> str:
    people = settings.RECORD_WITNESS_MAIL
    EmailMessage(_("Head of the record"), note, to=people).send()
    return f"sent to {', '.join(people)}"


def _to_command(note: str) -> str:
    command = shlex.split(settings.RECORD_WITNESS_COMMAND)
    subprocess.run(
        command, input=note.encode(), check=True, timeout=PATIENCE, capture_output=True
    )  # the operator's own command
    return f"given to {command[0]}"


WITNESSES = {
    "RECORD_WITNESS_FILE": _to_file,
    "RECORD_WITNESS_MAIL": _by_mail,
    "RECORD_WITNESS_COMMAND": _to_command,
}
