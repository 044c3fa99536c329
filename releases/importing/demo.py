"""The sample releases of `make run`: records that are imported, and scenes that an editor plays on them.

What is there already is left as it is, whatever the files say by now: somebody may be trying things on it.
"""

import datetime
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from releases.importing import readers
from releases.importing.load import Run
from releases.importing.records import Item, SourceRelease
from releases.models import Edition, Provenance, User

SHIPPED = Path(__file__).resolve().parent.parent / "demo"
ORIGIN = "demo"
DUE = datetime.time(10)


class DemoError(Exception):
    """A sample that cannot be taken in; the sentence says which and why."""


@dataclass
class Outcome:
    created: int = 0
    unchanged: int = 0
    scenes: int = 0

    def __str__(self) -> str:
        return f"Sample releases: created {self.created}, unchanged {self.unchanged}, scenes played {self.scenes}."


def load(folder: Path = SHIPPED) -> Outcome:
    """All or nothing. Raises DemoError."""
    records, scenes = list(readers.read(folder / "releases.jsonl", "jsonl")), _scenes(folder / "scenes.toml")
    outcome = Outcome()
    with transaction.atomic():
        scheduled = list(_scheduled(scenes.get("scheduled", [])))
        here = set(Provenance.objects.filter(origin=ORIGIN).values_list("identifier", flat=True))
        new = [item for item in records if _identifier(item) not in here]
        due = [item for item in scheduled if _identifier(item) not in here]
        _import(new, as_draft=False)
        _import(due, as_draft=True)
        outcome.created = len(new) + len(due)
        outcome.unchanged = len(records) + len(scheduled) - outcome.created
        editor = _editor()
        for item in due:
            _edition(_identifier(item)).schedule(editor, at=_tomorrow())
            outcome.scenes += 1
        outcome.scenes += _play(scenes, editor)
    return outcome


def _scenes(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _tomorrow() -> datetime.datetime:
    day = timezone.localdate() + datetime.timedelta(days=1)
    return datetime.datetime.combine(day, DUE, ZoneInfo(settings.TIME_ZONE))


def _scheduled(records: list[dict[str, Any]]) -> Iterator[Item]:
    """They have no date of their own: whenever the samples are loaded, these are of the next day."""
    for number, record in enumerate(records, start=1):
        dated = record | {"date": _tomorrow().date().isoformat()}
        yield Item("scenes.toml", number, record=msgspec.convert(dated, SourceRelease))


def _identifier(item: Item) -> str:
    if item.record is None:
        raise DemoError(f"{item.where}: {item.refusal}")
    return item.record.id


def _import(items: list[Item], *, as_draft: bool) -> None:
    outcome = Run(ORIGIN, as_draft=as_draft).load(items)
    for item, reason in outcome.refusals:
        raise DemoError(f"{item.where}: {reason}")


def _editor() -> User:
    """The one who plays the scenes and cannot log in. What the verbs ask for is granted in memory only."""
    editor, created = User.objects.get_or_create(username=ORIGIN, defaults={"is_active": False})
    if created:
        editor.set_unusable_password()
        editor.save()
    editor.is_active = editor.is_superuser = True
    return editor


def _play(scenes: dict[str, Any], editor: User) -> int:
    """Correct one release and withdraw another, unless a later edition of it shows that somebody has been there."""
    played = 0
    for name, play in (("correction", _correct), ("withdrawal", _withdraw)):
        for scene in _listed(scenes.get(name)):
            edition = _edition(scene["of"], scene.get("language"))
            if edition.siblings().count() == 1:
                play(edition, scene, editor)
                played += 1
    return played


def _listed(scenes: Any) -> list[dict[str, Any]]:
    return scenes if isinstance(scenes, list) else [scenes] if scenes else []


def _edition(identifier: str, language: str | None = None) -> Edition:
    provenance = Provenance.objects.filter(origin=ORIGIN, identifier=identifier).first()
    if provenance is None:
        raise DemoError(f"scenes.toml: there is no sample {identifier!r}.")
    editions = Edition.objects.filter(release=provenance.release, language=language or provenance.language)
    edition = editions.order_by("number").last()
    if edition is None:
        raise DemoError(f"scenes.toml: the sample {identifier!r} has no text in {language!r}.")
    return edition


def _correct(edition: Edition, scene: dict[str, Any], editor: User) -> None:
    correction = edition.start_next(editor, kind="correction", change_note=scene["change_note"])
    for wrong, right in scene["replace"].items():
        if not any(wrong in getattr(correction, name) for name in ("headline", "lead", "body")):
            raise DemoError(f"scenes.toml: {wrong!r} does not occur in {scene['of']!r}.")
        for name in ("headline", "lead", "body"):
            setattr(correction, name, getattr(correction, name).replace(wrong, right))
    correction.save()
    correction.record_save(editor, created=False)
    correction.release_now(editor)


def _withdraw(edition: Edition, scene: dict[str, Any], editor: User) -> None:
    edition.withdraw(editor, scene["change_note"])
