"""`verify_files`, for use after a restore and now and then."""

import os
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from releases import steps
from releases.files import store
from releases.tests.files import PDF, picture
from releases.tests.making import make_edition, make_live_edition, make_user

pytestmark = pytest.mark.django_db

LARGE = ("photo.jpg", picture("JPEG", (2000, 1000)))


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def verified(**options) -> tuple[str, str, bool]:
    told, against = StringIO(), StringIO()
    try:
        call_command("verify_files", stdout=told, stderr=against, **options)
    except CommandError:
        return told.getvalue(), against.getvalue(), False
    return told.getvalue(), against.getvalue(), True


def test_files_that_are_what_they_were_are_counted_once_whatever_number_of_editions_carry_them():
    make_live_edition(files=[("report.pdf", PDF), LARGE])
    make_edition(files=[("again.pdf", PDF)])

    told, _against, succeeded = verified()

    assert succeeded
    assert "2 files: 2 intact, 0 missing, 0 damaged;" in told


def test_missing_and_damaged_files_are_named_and_the_exit_status_says_so():
    edition = make_live_edition(files=[("report.pdf", PDF), ("note.txt", b"A note.")])
    lost, hurt = edition.files.values_list("digest", flat=True)
    store.path_of(lost).unlink()
    store.path_of(hurt).write_bytes(b"Another note.")

    told, against, succeeded = verified()

    assert not succeeded
    assert f"{lost} is missing" in against
    assert f"{hurt} is damaged" in against
    assert "0 intact, 1 missing, 1 damaged;" in told


def test_smaller_copy_of_a_picture_is_made_again():
    file = make_live_edition(files=[LARGE]).files.get()
    store.path_of(file.preview_digest).unlink()

    told, _against, succeeded = verified()

    assert succeeded
    assert "; 1 smaller copies regenerated" in told
    assert store.digest_of(store.path_of(file.preview_digest)) == file.preview_digest


def test_missing_and_damaged_copies_in_several_widths_are_made_again():
    file = make_live_edition(files=[LARGE]).files.get()
    lost, hurt, *_others = (copy.digest for copy in file.smaller)
    store.path_of(lost).unlink()
    store.path_of(hurt).write_bytes(b"x" * store.path_of(hurt).stat().st_size)

    told, _against, succeeded = verified()

    assert succeeded
    assert "; 2 smaller copies regenerated" in told
    assert [store.digest_of(store.path_of(digest)) for digest in (lost, hurt)] == [lost, hurt]


def test_copy_that_cannot_be_made_again_is_missing():
    file = make_live_edition(files=[LARGE]).files.get()
    for digest in (file.digest, file.smaller[0].digest):
        store.path_of(digest).unlink()

    _told, against, succeeded = verified()

    assert not succeeded
    assert f"{file.smaller[0].digest} is missing" in against


def test_picture_without_copies_in_one_edition_has_those_of_the_other_looked_at():
    """Texts that were public before there were copies in several widths have none."""
    before, after = make_edition(files=[LARGE]), make_edition(files=[LARGE])
    before.files.update(copies=[])
    store.path_of(after.files.get().smaller[0].digest).unlink()

    assert "; 1 smaller copies regenerated" in verified()[0]


def test_unreferenced_files_are_deleted_only_on_request_and_only_if_old():
    make_live_edition(files=[("report.pdf", PDF)])
    old, new = store.path_of(store.keep(b"old")), store.path_of(store.keep(b"new"))
    yesterday = time.time() - 2 * 24 * 60 * 60
    os.utime(old, (yesterday, yesterday))

    told, _against, _succeeded = verified()
    there_after_looking = old.exists()
    verified(tidy=True)

    assert "; 1 unreferenced." in told
    assert there_after_looking
    assert (old.exists(), new.exists()) == (False, True)
    assert len(list(store.kept())) == 2


def grown_old() -> set[str]:
    """What is stored, as if it had been for two days."""
    yesterday = time.time() - 2 * 24 * 60 * 60
    for path in store.kept():
        os.utime(path, (yesterday, yesterday))
    return {path.name for path in store.kept()}


def test_no_copy_of_a_picture_is_tidied_away():
    make_live_edition(files=[LARGE])
    before = grown_old()

    told, _against, _succeeded = verified(tidy=True)

    assert "; 0 unreferenced." in told
    assert {path.name for path in store.kept()} == before
    assert len(before) == 8, "the picture, its preview, and three widths in two formats"


def test_file_of_a_text_that_could_be_restored_is_not_tidied_away():
    edition = make_edition(files=[("report.pdf", PDF), LARGE])
    steps.record_save(edition, make_user(), created=True)
    edition.files.all().delete()
    before = grown_old()

    verified(tidy=True)

    assert {path.name for path in store.kept()} == before
