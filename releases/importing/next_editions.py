"""Turns a record that changed at its origin into the next edition; a text that an editor changed is not overwritten."""

import datetime
from typing import Any

from releases import steps
from releases.importing.decisions import RefusedError, SkippedError
from releases.importing.mapped import MappedRecord, MappedText
from releases.importing.rows import TEXTS, Writer
from releases.models import Edition, LegacyAddress, Provenance, Release
from releases.models.carried import CARRIED, Carried, CarriedTerms
from releases.models.clock import database_time
from releases.states import IN_PROGRESS, Phase, State

ON_CONFLICT = ("refuse", "keep", "edition")
CHANGED_HERE = "It has changed at its origin and has also been changed here."
# What readers see of a text; its number and key are ours.
SAID = tuple(name for name in TEXTS if name not in ("number", "kind", "change_note", "text_key"))


def take_over(mapped: MappedRecord, digest: str, writer: Writer, on_conflict: str, *, dry_run: bool) -> None:
    """Write the next edition, or only the metadata beside the text if that says the same. Raises RefusedError, SkippedError."""
    provenance = Provenance.objects.select_related("release").get(origin=writer.origin, identifier=mapped.identifier)
    release = provenance.release
    Release.objects.select_for_update().get(pk=release.pk)
    editions = Edition.objects.filter(release=release, language=mapped.language)
    if editions.filter(record__by__isnull=False).exists():
        _conflict(mapped, on_conflict)
    latest = editions.order_by("number").last()
    now = database_time()
    if latest is None or _differs(latest, mapped.text, now, as_draft=writer.as_draft):
        _check(latest, mapped.text, now, as_draft=writer.as_draft)
        if not dry_run:
            _next_edition(release, latest, mapped, writer)
    if dry_run:
        return
    for path in mapped.legacy_paths:
        LegacyAddress.objects.get_or_create(
            path=path, defaults={"release": release, "language": mapped.language, "host": mapped.hosts.get(path, "")}
        )
    provenance.digest, provenance.run_id = digest, writer.run
    provenance.save(update_fields=["digest", "run"])


def _conflict(mapped: MappedRecord, on_conflict: str) -> None:
    if on_conflict == "refuse":
        raise RefusedError(CHANGED_HERE)
    if on_conflict == "keep":
        raise SkippedError(f"{CHANGED_HERE} The text here was kept.")
    mapped.find(
        "conflict", f"{CHANGED_HERE} The incoming text is the next edition; the text that was here is in the history."
    )


def _differs(latest: Edition, text: MappedText, now: datetime.datetime, *, as_draft: bool) -> bool:
    """Whether readers would see another text or other times; if not, only the metadata beside the text has changed."""
    return (
        not _says_the_same(latest, text)
        or (latest.phase(now) is Phase.SCHEDULED and latest.live_from != text.live_from)
        or (latest.phase(now) is Phase.LIVE and text.is_ahead(now))
        or (latest.state == State.DRAFT and not as_draft)
    )


def _says_the_same(edition: Edition, text: MappedText) -> bool:
    return (
        all(getattr(edition, name) == getattr(text, name) for name in SAID)
        and (edition.kind in Edition.UNLISTED) == (text.kind in Edition.UNLISTED)
        and all(_carries_the_same(edition, text, part) for part in CARRIED.values())
    )


def _carries_the_same(edition: Edition, text: MappedText, part: Carried) -> bool:
    here, given = part.rows([edition.pk]), text.carried[part.name]
    if isinstance(part, CarriedTerms):
        return list(here.values_list("tag", flat=True)) == [term.pk for term in given]
    names = part.compared or part.written
    return list(here.values_list(*names)) == [tuple(row[name] for name in names) for row in given]


def _check(latest: Edition | None, text: MappedText, now: datetime.datetime, *, as_draft: bool) -> None:
    if latest and latest.phase(now) is Phase.SCHEDULED:
        raise RefusedError("It has changed at its origin while it is scheduled here; unschedule it first.")
    on_record = latest is not None and latest.siblings().released().exists()
    if on_record and not as_draft and text.is_ahead(now):
        raise RefusedError("It has changed at its origin and is under embargo there, but it is already public here.")
    if latest and latest.state in IN_PROGRESS and latest.record.filter(by__isnull=False).exists():
        raise RefusedError("It has changed at its origin while editors are working on it here.")


def _next_edition(release: Release, latest: Edition | None, mapped: MappedRecord, writer: Writer) -> None:
    on_record = latest is not None and latest.siblings().released().exists()
    if latest and latest.state == State.DRAFT:
        steps.abandon_import(latest, remark=writer.remark)
    kind = Edition.Kind.UPDATE if on_record else Edition.Kind.ORIGINAL
    if mapped.text.kind in Edition.UNLISTED:
        kind = Edition.Kind(mapped.text.kind)
    edition = _edition(release, mapped, number=latest.number + 1 if latest else 1, kind=kind)
    steps.record_save(edition, None, created=True, remark=writer.remark, keep_text=writer.as_draft)
    if not writer.as_draft:
        steps.place_on_record(edition, None if on_record else mapped.text.live_from, remark=writer.remark)


def _edition(release: Release, mapped: MappedRecord, **values: object) -> Edition:
    text = mapped.text
    said = {name: getattr(text, name) for name in (*SAID, "change_note")}
    edition = Edition.objects.create(
        release=release, language=mapped.language, notes=mapped.notes, replaced_by_id=text.replacement, **said, **values
    )
    for part in CARRIED.values():
        part.model._default_manager.bulk_create(
            part.model(**{part.owner: edition, "position": position}, **_values(given, part))
            for position, given in enumerate(text.carried[part.name])
        )
    return edition


def _values(given: Any, part: Carried) -> dict[str, Any]:
    return {"tag": given} if isinstance(part, CarriedTerms) else given
