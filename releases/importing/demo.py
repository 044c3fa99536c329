"""The sample newsroom: releases through the ordinary import, then four scenarios through the ordinary steps, and what writers
start from.
"""

import datetime
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from releases import steps
from releases.importing.beside import Beside, Folder
from releases.importing.load import LoadRun
from releases.importing.readers import read
from releases.importing.records import SourceItem, SourceRelease
from releases.models import Boilerplate, Edition, Featured, Provenance, ReleaseTemplate, StandardTextVersion, User
from taxonomy.models import FieldOfWork, Structure

FOLDER = Path(__file__).resolve().parent.parent / "demo"
ORIGIN = "demo"
PRESS_OFFICER, CHIEF_OF_PRESS = "press-officer", "chief-of-press"
DUE_AT = datetime.time(10)

Scene = dict[str, Any]  # a table in scenes.toml


@transaction.atomic
def load() -> LoadRun:
    """Load the samples, all or nothing; a second call changes nothing."""
    run = LoadRun(origin=ORIGIN, beside=Beside(Folder(FOLDER / "pictures")))
    scenes = tomllib.loads((FOLDER / "scenes.toml").read_text(encoding="utf-8"))
    run.load([*read(FOLDER / "releases.jsonl", "jsonl"), *_due_tomorrow(scenes["scheduled"])])
    if run.outcome.refused:
        transaction.set_rollback(True)
    else:
        _correct(scenes["correction"])
        _withdraw(scenes["withdrawal"])
        _standard_texts(tomllib.loads((FOLDER / "standard_texts.toml").read_text(encoding="utf-8")))
        _feature(scenes["featured"])
    return run


def _due_tomorrow(records: list[Scene]) -> list[SourceItem]:
    """Dated when first loaded: a release due tomorrow is public the day after, and stays as it is."""
    items = []
    for record in records:
        known = Provenance.objects.filter(origin=ORIGIN, identifier=record["id"]).first()
        if known is None:
            tomorrow = timezone.localdate() + datetime.timedelta(days=1)
            due = datetime.datetime.combine(tomorrow, DUE_AT, ZoneInfo(settings.TIME_ZONE))
            source = msgspec.convert({**record, "date": due.isoformat()}, SourceRelease)
            items.append(SourceItem("scenes.toml", record=source))
    return items


def _correct(scene: Scene) -> None:
    edition = _first_edition(scene)
    if edition.siblings().count() > 1:
        return
    editor, chief = _nobody(PRESS_OFFICER), _nobody(CHIEF_OF_PRESS)
    correction = steps.start_next(edition, editor, kind=Edition.Kind.CORRECTION, change_note=scene["change_note"])
    for wrong, right in scene["replace"].items():
        correction.lead = correction.lead.replace(wrong, right)
        correction.body = correction.body.replace(wrong, right)
    correction.save()
    steps.record_save(correction, editor, created=False)
    steps.submit(correction, editor)
    steps.approve(correction, chief)
    steps.release_now(correction, chief)


def _withdraw(scene: Scene) -> None:
    edition = _first_edition(scene)
    if edition.siblings().count() == 1:
        steps.withdraw(edition, _nobody(CHIEF_OF_PRESS), scene["explanation"])


def _standard_texts(said: Scene) -> None:
    """Those that are not there yet; whatever an editor made of one since stays."""
    for scene in said["template"]:
        values = {name: scene[name] for name in ("type", "headlines", "bodies")}
        template, new = ReleaseTemplate.objects.get_or_create(name=scene["name"], defaults=values)
        if new:
            template.sources.set(Structure.objects.filter(name=scene["source"]))
            template.fields_of_work.set(FieldOfWork.objects.filter(name__in=scene["fields_of_work"]))
            for contact in scene.get("contacts", ()):
                template.contacts.create(**contact)
            StandardTextVersion.keep(template)
    for scene in said["passage"]:
        passage, new = Boilerplate.objects.get_or_create(name=scene["name"], defaults={"texts": scene["texts"]})
        if new:
            StandardTextVersion.keep(passage)


def _feature(scene: Scene) -> None:
    edition = _first_edition(scene)
    if not Featured.objects.exists():
        steps.feature(edition, _nobody(CHIEF_OF_PRESS))


def _first_edition(scene: Scene) -> Edition:
    provenance = Provenance.objects.get(origin=ORIGIN, identifier=scene["of"])
    return Edition.objects.get(release=provenance.release, language=scene["language"], number=1)


def _nobody(name: str) -> User:
    """A user that takes the steps of the sample and cannot log in. Permissions are granted in memory only."""
    user, created = User.objects.get_or_create(username=name, defaults={"is_active": False})
    if created:
        user.set_unusable_password()
        user.save()
    user.is_active = user.is_superuser = True
    return user
