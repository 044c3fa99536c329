"""Imports of files uploaded in the newsroom: the file is kept until it is imported or discarded, and the worker does the rest."""

import hashlib
import json
import secrets
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from releases.files.names import extension_of, inert
from releases.importing import journal, report, runs
from releases.mail.background import after_commit, task
from releases.models import ImportRun, User

FOLDER = "imports"  # below MEDIA_ROOT, which no web server exposes
REJECTS = "rejects.jsonl"
PATIENCE = 2.0  # seconds
LEFT_BEHIND = 30 * 24 * 60 * 60  # seconds after which a forgotten upload is deleted


def keep(upload: "UploadedFile[Any]") -> str:
    """Store the file under a random name of 128 bits. Returns the path below MEDIA_ROOT."""
    let_go_of_what_was_left_behind()
    name = upload.name or ""
    path = Path(FOLDER) / secrets.token_hex(16) / inert(name, extension_of(inert(name, extension_of(name))))
    whole = Path(settings.MEDIA_ROOT) / path
    whole.parent.mkdir(mode=0o700, parents=True)
    try:
        with whole.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
    except OSError:
        shutil.rmtree(whole.parent, ignore_errors=True)
        raise
    return str(path)


def begin(upload: "UploadedFile[Any]", by: User, origin: str, options: Mapping[str, object]) -> ImportRun:
    """Store the upload and queue its dry run, which always comes first. Raises OSError if the file cannot be stored."""
    row = ImportRun.objects.create(
        origin=origin, options=options, dry_run=True, by=by, file_name=(upload.name or "")[-300:], upload=keep(upload)
    )
    after_commit(import_upload, row.pk)
    return row


def confirm(rehearsal: ImportRun, by: User) -> ImportRun | None:
    """Queue the import that the dry run previewed; None if one is running, or the file is gone."""
    with transaction.atomic():
        row = ImportRun.objects.select_for_update().get(pk=rehearsal.pk)
        if not may_be_confirmed(row):
            return None
        real = ImportRun.objects.create(
            origin=row.origin,
            options=row.options | {"rehearsed_by": row.pk},
            by=by,
            file_name=row.file_name,
            upload=row.upload,
        )
        after_commit(import_upload, real.pk)
    return real


def rehearse_again(row: ImportRun, by: User) -> ImportRun | None:
    """Queue another dry run of the same file, once more is known of its names; None if it is being imported, or gone."""
    with transaction.atomic():
        before = ImportRun.objects.select_for_update().get(pk=row.pk)
        if not may_be_confirmed(before):
            return None
        next_one = ImportRun.objects.create(
            origin=before.origin, options=before.options, dry_run=True, by=by, file_name=before.file_name, upload=before.upload
        )  # fmt: skip
        after_commit(import_upload, next_one.pk)
    return next_one


def may_be_confirmed(row: ImportRun) -> bool:
    """The latest dry run of a file: an earlier one no longer says what the import does."""
    rehearsed = row.dry_run and row.state == ImportRun.State.FINISHED and bool(row.upload)
    return rehearsed and path_of(row).is_file() and not real_runs(row).exists() and later_of(row) is None


def later_of(row: ImportRun) -> ImportRun | None:
    """The dry run that came after this one, if any."""
    return ImportRun.objects.filter(upload=row.upload, dry_run=True, pk__gt=row.pk).exclude(upload="").last()


def real_runs(row: ImportRun) -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(upload=row.upload, dry_run=False)


def again(row: ImportRun) -> bool:
    """Queue a failed or interrupted run again; it resumes where it stopped. Returns whether it was queued."""
    with transaction.atomic():
        left = ImportRun.objects.select_for_update().exclude(upload="").filter(pk=row.pk).first()
        if left is None or not (left.state == ImportRun.State.FAILED or was_cut_off(left)):
            return False
        ImportRun.objects.filter(pk=row.pk).update(state=ImportRun.State.WAITING, problem="")
        after_commit(import_upload, row.pk)
    return True


def was_cut_off(row: ImportRun) -> bool:
    """Whether it is marked as running while nobody holds its lock: the worker died."""
    if row.state != ImportRun.State.RUNNING or not row.upload:
        return False
    with journal.alone(lock_of(row)) as nobody_else:
        return nobody_else


def lock_of(row: ImportRun) -> str:
    """The name of the lock held by whoever runs it."""
    return hashlib.sha256(f"upload {row.upload} {row.pk}".encode()).hexdigest()


@task()
def import_upload(number: int) -> None:
    """The worker's task. A run that is finished, or held by another worker, is left alone."""
    row = ImportRun.objects.get(pk=number)
    until = time.monotonic() + PATIENCE
    while True:
        with journal.alone(lock_of(row)) as nobody_else:
            if nobody_else:
                # Read again: another worker may just have finished it.
                row.refresh_from_db()
                if row.state != ImportRun.State.FINISHED:
                    _import(row)
                return
        # A process checking whether the run was interrupted holds the lock for a moment.
        if time.monotonic() > until:
            return
        time.sleep(0.1)


def _import(row: ImportRun) -> None:
    run = runs.carry_out(row)
    if run.outcome.refused:
        report.write_rejects(rejects_of(row), run.ledger)
    run.ledger.delete()
    # The path on the server is not to be shown.
    told = json.dumps(row.report).replace(f"{path_of(row).parent}/", "")
    counts = json.dumps(row.counts).replace(f"{path_of(row).parent}/", "")
    ImportRun.objects.filter(pk=row.pk).update(report=json.loads(told), counts=json.loads(counts))
    if not row.dry_run:
        path_of(row).unlink(missing_ok=True)


def let_go(row: ImportRun) -> None:
    """Delete an unwanted upload and its rejects."""
    if row.upload and not real_runs(row).exists():
        shutil.rmtree(path_of(row).parent, ignore_errors=True)


def path_of(row: ImportRun) -> Path:
    return Path(settings.MEDIA_ROOT) / row.upload


def rejects_of(row: ImportRun) -> Path:
    """The file of refused records, verbatim, to be repaired and imported again."""
    return path_of(row).parent / f"{row.pk}-{REJECTS}"


def let_go_of_what_was_left_behind() -> None:
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    for upload in folder.iterdir() if folder.is_dir() else ():
        if time.time() - upload.stat().st_mtime > LEFT_BEHIND:
            shutil.rmtree(upload, ignore_errors=True)
