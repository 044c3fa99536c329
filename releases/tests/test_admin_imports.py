"""Imports from the newsroom: upload, dry run, confirmation, progress and report, all through the worker."""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from releases.importing import journal, uploads
from releases.models import Edition, ImportRun
from releases.tests.importing import make_record
from releases.tests.making import make_user
from releases.tests.newsroom_imports import START, as_importer, page, step, the_worker_works, upload

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "admin:releases_importrun_changelist"
RECORDS = [
    make_record(id="a"),
    make_record(id="b", title="Another office"),
    make_record(id="c", title="Wrong", date="yesterday"),
]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def importer(client):
    return as_importer(client)


def kept(settings) -> list[str]:
    return sorted(path.name for path in (Path(settings.MEDIA_ROOT) / "imports").rglob("*") if path.is_file())


def test_upload_is_rehearsed_shown_confirmed_and_imported_by_the_worker(importer, settings):
    waiting = upload(importer, *RECORDS).content.decode()
    rehearsal = ImportRun.objects.get()
    the_worker_works()
    shown = page(importer, rehearsal)
    nothing_yet = Edition.objects.exists()
    step(importer, rehearsal, "confirm")
    real = ImportRun.objects.get(dry_run=False)
    the_worker_works()
    done = page(importer, real)

    assert "Waiting for the worker." in waiting
    assert "Nothing has been changed yet." in shown
    assert "Import: 2 new, 0 changed" in shown
    assert "yesterday" in shown, "the reason of the refusal"
    assert not nothing_yet
    assert sorted(Edition.objects.live().values_list("headline", flat=True)) == [
        "Another office",
        "Mission opens an office",
    ]
    assert "Finished at" in done
    assert real.by == rehearsal.by
    assert str(settings.MEDIA_ROOT) not in shown + done
    assert kept(settings) == [f"{rehearsal.pk}-rejects.jsonl", f"{real.pk}-rejects.jsonl"], "the file itself has served"


def test_dry_run_says_exactly_what_the_import_does(importer):
    upload(importer, *RECORDS)
    the_worker_works()
    rehearsal = ImportRun.objects.get()
    step(importer, rehearsal, "confirm")
    the_worker_works()
    real = ImportRun.objects.get(dry_run=False)
    rehearsal.refresh_from_db()

    same = {"read", "created", "updated", "unchanged", "refused", "skipped", "files", "refusals"}
    assert {name: rehearsal.report[name] for name in same} == {name: real.report[name] for name in same}


def test_drafts_are_left_to_editors_where_that_was_chosen(importer):
    upload(importer, RECORDS[0], state="draft")
    the_worker_works()
    step(importer, ImportRun.objects.get(), "confirm")
    the_worker_works()

    assert Edition.objects.get().state == "draft"


def test_file_is_imported_once_however_often_it_is_confirmed(importer):
    upload(importer, RECORDS[0])
    the_worker_works()
    rehearsal = ImportRun.objects.get()

    step(importer, rehearsal, "confirm")
    again = step(importer, rehearsal, "confirm").content.decode()
    the_worker_works()

    assert ImportRun.objects.filter(dry_run=False).count() == 1
    assert "is already being imported" in again
    assert "Confirmed as import" in page(importer, rehearsal)


def test_nothing_is_confirmed_before_it_was_shown(importer):
    upload(importer, RECORDS[0])

    step(importer, ImportRun.objects.get(), "confirm")

    assert not ImportRun.objects.filter(dry_run=False).exists()


def test_refused_records_are_given_back_verbatim(importer):
    upload(importer, *RECORDS)
    the_worker_works()
    response = importer.get(reverse("admin:releases_importrun_rejects", args=[ImportRun.objects.get().pk]))

    assert [json.loads(line)["id"] for line in b"".join(response.streaming_content).splitlines()] == ["c"]
    assert "attachment" in response["Content-Disposition"]


def test_file_that_nobody_wants_is_deleted(importer, settings):
    upload(importer, *RECORDS)
    the_worker_works()
    rehearsal = ImportRun.objects.get()

    step(importer, rehearsal, "let_go")

    assert kept(settings) == []
    assert "Import:" not in page(importer, rehearsal)
    assert importer.get(reverse("admin:releases_importrun_rejects", args=[rehearsal.pk])).status_code == 404


def test_run_that_failed_says_why_and_can_go_on(importer):
    upload(importer, RECORDS[0])
    rehearsal = ImportRun.objects.get()
    ImportRun.objects.filter(pk=rehearsal.pk).update(state="failed", problem="No space left on device")

    failed = page(importer, rehearsal)
    step(importer, rehearsal, "again")
    the_worker_works()

    assert "No space left on device" in failed
    assert "Continue" in failed
    assert "Import: 1 new" in page(importer, rehearsal)


def test_run_whose_worker_was_ended_says_so_and_can_go_on(importer):
    upload(importer, RECORDS[0])
    rehearsal = ImportRun.objects.get()
    ImportRun.objects.filter(pk=rehearsal.pk).update(state="running")

    cut_off = page(importer, rehearsal)
    step(importer, rehearsal, "again")
    the_worker_works()

    assert "Interrupted because the worker stopped" in cut_off
    assert "Continue" in cut_off
    assert "Import: 1 new" in page(importer, rehearsal)


def test_run_that_a_worker_is_at_is_left_to_it(importer):
    upload(importer, RECORDS[0])
    rehearsal = ImportRun.objects.get()
    ImportRun.objects.filter(pk=rehearsal.pk).update(state="running")

    with at_work(rehearsal):
        under_way = page(importer, rehearsal)
        refused = step(importer, rehearsal, "again").content.decode()
        the_worker_works()

    assert "Continue" not in under_way
    assert "did not fail" in refused
    assert ImportRun.objects.get().state == "running"


@contextmanager
def at_work(run: ImportRun) -> Iterator[None]:
    """Another worker holding the run's lock, still at work."""
    began, may_end = threading.Event(), threading.Event()

    def work() -> None:
        with journal.alone(uploads.lock_of(run)) as nobody_else:
            assert nobody_else
            began.set()
            may_end.wait(20)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert began.wait(10)
    try:
        yield
    finally:
        may_end.set()
        worker.join()


def test_run_that_another_worker_does_meanwhile_is_not_done_twice(importer):
    upload(importer, RECORDS[0])
    rehearsal = ImportRun.objects.get()
    began = threading.Event()

    def work() -> None:
        with journal.alone(uploads.lock_of(rehearsal)):
            began.set()
            time.sleep(0.5)
            ImportRun.objects.filter(pk=rehearsal.pk).update(state="finished", report={"by": "the other"})
        connection.close()

    other = threading.Thread(target=work)
    other.start()
    assert began.wait(10)
    the_worker_works()
    other.join()

    assert ImportRun.objects.get().report == {"by": "the other"}


def test_run_that_did_not_fail_is_not_begun_again(importer):
    upload(importer, RECORDS[0])
    the_worker_works()

    assert "did not fail" in step(importer, ImportRun.objects.get(), "again").content.decode()


def test_file_that_is_no_archive_is_one_refusal_and_not_an_error(importer):
    upload(importer, file=SimpleUploadedFile("photo.jpg", bytes(range(256))))
    the_worker_works()

    run = ImportRun.objects.get()
    assert run.state == "finished"
    assert run.report["refused"] == 1
    assert "Import:" not in page(importer, run), "there is nothing to confirm"


def test_name_of_a_file_is_inert_and_its_address_random(importer, settings):
    upload(importer, file=SimpleUploadedFile("../../<b>x.jsonl", b"{}"))
    run = ImportRun.objects.get()

    assert uploads.path_of(run).resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve() / "imports")
    assert len(uploads.path_of(run).parent.name) == 32
    assert "<b>" not in page(importer, run)


def test_whoever_may_not_import_sees_and_does_nothing(client, importer):
    upload(importer, RECORDS[0])
    the_worker_works()
    run = ImportRun.objects.get()
    nobody = make_user(is_superuser=False)
    nobody.user_permissions.add(
        Permission.objects.get(codename="release_edition"), Permission.objects.get(codename="add_edition")
    )

    client.logout()
    addresses = [
        reverse(LIST),
        reverse(START),
        *(reverse(f"admin:releases_importrun_{name}", args=[run.pk]) for name in ("change", "rejects")),
    ]
    as_visitor = [client.get(address).status_code for address in addresses]
    client.force_login(nobody)
    as_nobody = [client.get(address).status_code for address in addresses]
    posts = [
        client.post(reverse(f"admin:releases_importrun_{name}", args=[run.pk])).status_code
        for name in ("confirm", "again", "let_go")
    ]

    assert as_visitor == [302] * 4
    assert as_nobody == [403] * 4
    assert posts == [403] * 3
    assert not ImportRun.objects.filter(dry_run=False).exists()
    assert uploads.path_of(run).exists()


def test_steps_are_taken_by_post_alone_and_with_the_token(importer):
    upload(importer, RECORDS[0])
    the_worker_works()
    run = ImportRun.objects.get()
    strict = Client(enforce_csrf_checks=True)
    assert run.by
    strict.force_login(run.by)
    address = reverse("admin:releases_importrun_confirm", args=[run.pk])

    assert importer.get(address).status_code == 405
    assert strict.post(address).status_code == 403


@pytest.mark.promise(59)
def test_file_that_cannot_be_kept_is_said_and_leaves_nothing(importer, settings, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings.MEDIA_ROOT = tmp_path / "file"

    answer = upload(importer, RECORDS[0]).content.decode()

    assert "The file could not be stored" in answer
    assert not ImportRun.objects.exists()


def test_forgotten_upload_is_deleted(importer, settings):
    upload(importer, RECORDS[0])
    old = uploads.path_of(ImportRun.objects.get())
    os.utime(old.parent, (time.time() - uploads.LEFT_BEHIND - 60,) * 2)

    upload(importer, RECORDS[1])

    assert not old.exists()
    assert len(kept(settings)) == 1
