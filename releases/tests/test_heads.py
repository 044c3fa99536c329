"""The head of the record, kept elsewhere, shows what the record itself cannot: that it was cut off or written anew."""

import base64
import datetime
import hashlib
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from releases import steps
from releases.files import store
from releases.mail import witnessing
from releases.models import Edition, EditionFile, Letter, RecordEntry, Release, SavedText
from releases.record import chain, heads, notes, witness
from releases.record.verification import verify
from releases.tests.making import make_edition, make_live_edition, make_user
from taxonomy import guards
from taxonomy.models import FieldOfWork, VocabularyEntry
from taxonomy.tests.making import change_term, make_field

pytestmark = pytest.mark.django_db

SECRET = notes.new_secret()
OTHER = notes.new_secret()


@pytest.fixture(autouse=True)
def key(settings) -> None:
    settings.RECORD_KEY = SECRET


@pytest.fixture
def signed(tmp_path) -> Path:
    """A record with releases, a file and changed terms, and a note of its head that was taken away."""
    field = make_field("Press")
    change_term(field, name="Media")
    for number in range(3):
        edition = make_edition(
            headline=f"Text {number}", fields_of_work=[field], files=[(f"{number}.txt", b"Figures %d" % number)]
        )
        steps.record_save(edition, make_user(), created=True)
        steps.release_urgently(edition, make_user(), "It is urgent.")
    path = tmp_path / "heads"
    path.write_text(witness.signed_head())
    for labels in ("taxonomy", "releases"):
        guards.remove(connection, guards.registry[labels]())
    return path


def against(path: Path) -> str:
    """What the verification says of a record that by itself seems intact."""
    told = StringIO()
    try:
        call_command("verify_record", against=path, stdout=told, stderr=told)
    except CommandError as error:
        return str(error)
    return told.getvalue()


def rebuild(entries: Any, chained: Any) -> None:
    """Write a chain anew, with hashes that hold."""
    previous = ""
    for entry in entries:
        entry.previous = previous
        entry.hash = previous = chained(entry)
        entry.save()


def test_intact_record_matches_its_head_and_goes_on_matching_as_it_grows(signed):
    make_live_edition(headline="Another one")
    steps.remark(Edition.objects.earliest("pk"), make_user(), "Later.")
    change_term(make_field("Elections"), name="Voting")

    assert "The record is intact" in against(signed)


@pytest.mark.promise(37)
def test_record_that_was_cut_off_is_found(signed):
    last = RecordEntry.objects.latest("pk")
    Letter.objects.all()._raw_delete("default")
    RecordEntry.objects.filter(pk=last.pk)._raw_delete("default")
    Edition.objects.filter(pk=last.edition_id).update(state="draft", live_from=None, seal="")

    verify()
    assert "1 of the 6 lines that were signed on" in against(signed)


def test_release_whose_whole_record_was_deleted_is_found(signed):
    release = Release.objects.latest("pk")
    Edition.objects.filter(release=release).update(state="draft", live_from=None, seal="")
    for rows in (Letter.objects.all(), SavedText.objects.filter(edition__release=release)):
        rows._raw_delete("default")
    RecordEntry.objects.filter(release=release)._raw_delete("default")

    verify()
    assert "2 of the 6 lines that were signed on" in against(signed)


@pytest.mark.promise(37)
def test_chain_that_was_written_anew_is_found(signed):
    entries = list(RecordEntry.objects.filter(release=Release.objects.earliest("pk")).order_by("position"))
    entries[-1].remark = "All was well."
    rebuild(entries, chain.hash_of)

    verify()
    assert "the record up to then is not the one that was signed" in against(signed)


def test_vocabulary_whose_record_was_written_anew_is_found(signed):
    entries = list(VocabularyEntry.objects.order_by("position"))
    entries[0].by, entries[0].why = make_user(), "By order of somebody else."
    rebuild(entries, VocabularyEntry.computed_hash)

    verify()
    assert "the record of the vocabularies up to then is not the one that was signed" in against(signed)


def test_vocabulary_whose_record_was_cut_off_is_found(signed):
    last = VocabularyEntry.objects.latest("position")
    VocabularyEntry.objects.filter(pk=last.pk)._raw_delete("default")
    FieldOfWork.objects.filter(pk=last.row).update(name="Press")

    verify()
    assert "of its 2 lines that were signed on" in against(signed)


@pytest.mark.parametrize(("spoil", "sentence"), [(b"Figures 9", "1 damaged"), (None, "1 missing")])
def test_file_that_was_changed_in_storage_is_found(signed, spoil, sentence):
    path = store.path_of(EditionFile.objects.earliest("pk").digest)
    kept = path.read_bytes()
    path.unlink()
    if spoil:
        path.write_bytes(spoil)

    told = against(signed)
    path.write_bytes(kept)

    assert sentence in told


# Notes


def test_note_by_another_key_or_with_another_word_is_refused(signed, settings):
    note = signed.read_text()
    settings.RECORD_KEY = OTHER
    assert "a signature is not by any key" in against(signed)

    settings.RECORD_PUBLIC_KEYS = [notes.Key.of(SECRET).verifier]
    assert "The record is intact" in against(signed)

    signed.write_text(note.replace("last ", "last 1", 1))
    assert "a signature is not by any key" in against(signed)


def test_file_of_many_notes_is_compared_with_each(signed):
    first = signed.read_text()
    steps.remark(Edition.objects.earliest("pk"), make_user(), "Later.")
    signed.write_text(first + witness.signed_head())
    assert "The record is intact" in against(signed)

    RecordEntry.objects.filter(pk=RecordEntry.objects.latest("pk").pk)._raw_delete("default")
    assert "1 of the 7 lines that were signed on" in against(signed)


@pytest.mark.parametrize("text", ["", "\n", "a\nb\n", "— a b\n", "x\n\n— localhost AAAA\n"])
def test_file_that_holds_no_note_is_refused(signed, text):
    signed.write_text(text)

    assert "is not a readable file" in against(signed)


def test_signature_is_one_that_other_programs_can_check(signed):
    """The form of the note is that of transparency logs: Ed25519 over the text, after the number of the key."""
    text, signature = signed.read_text().split("\n\n")
    name, number, public = notes.Key.of(SECRET).verifier.split("+", 2)
    raw, signed_bytes = base64.b64decode(public), base64.b64decode(signature.split()[-1])

    Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signed_bytes[4:], f"{text}\n".encode())
    assert signed_bytes[:4].hex() == number == hashlib.sha256(f"{name}\n".encode() + raw).hexdigest()[:8]


# Witnesses


def test_every_witness_is_told(tmp_path, settings):
    settings.RECORD_WITNESS_FILE = str(tmp_path / "heads")
    settings.RECORD_WITNESS_MAIL = ["notary@example.org"]
    settings.RECORD_WITNESS_COMMAND = (
        f"{sys.executable} -c \"import sys; open('{tmp_path}/given', 'w').write(sys.stdin.read())\""
    )
    make_live_edition()

    call_command("sign_record", stdout=StringIO())
    call_command("sign_record", stdout=StringIO())

    assert len(notes.read_all((tmp_path / "heads").read_text(), notes.known_verifiers())) == 2
    assert [message.to for message in mail.outbox] == [["notary@example.org"]] * 2
    assert (tmp_path / "given").read_text() == mail.outbox[1].body


def test_witness_that_fails_keeps_none_of_the_others_from_being_told(tmp_path, settings):
    settings.RECORD_WITNESS_FILE = str(tmp_path / "heads")
    settings.RECORD_WITNESS_COMMAND = "false"

    with pytest.raises(CommandError, match="false"):
        call_command("sign_record", stdout=StringIO())

    assert (tmp_path / "heads").exists()


def test_command_needs_a_key_and_makes_one(settings):
    settings.RECORD_KEY = ""
    told = StringIO()

    with pytest.raises(CommandError, match="RECORD_KEY is not set"):
        call_command("sign_record")
    call_command("sign_record", new_key=True, stdout=told)

    settings.RECORD_KEY = told.getvalue().splitlines()[0].removeprefix("RECORD_KEY=")
    assert notes.Key.of(settings.RECORD_KEY).verifier in told.getvalue()


def test_worker_tells_the_witnesses_and_will_again_tomorrow(tmp_path, settings):
    settings.RECORD_WITNESS_FILE = str(tmp_path / "heads")

    witnessing.tell_witnesses.call()
    witnessing.tell_witnesses.call()

    waiting = DBTaskResult.objects.filter(task_path=witnessing.tell_witnesses.module_path)
    assert [task.run_after > timezone.now() + datetime.timedelta(hours=23) for task in waiting] == [True]
    assert len(notes.read_all((tmp_path / "heads").read_text(), notes.known_verifiers())) == 2


# What everyone may know


def test_history_shows_the_head_of_what_is_public_and_work_in_progress_does_not_move_it(client):
    edition = make_edition()
    steps.record_save(edition, make_user(), created=True)
    steps.release_urgently(edition, make_user(), "It is urgent.")
    released = RecordEntry.objects.get(step="release_urgently")

    before = client.get(f"/releases/{edition.release_id}/history/").content
    steps.start_next(Edition.objects.get(pk=edition.pk), make_user())
    steps.remark(Edition.objects.get(pk=edition.pk), make_user(), "Not public.")

    assert released.hash.encode() in before
    assert client.get(f"/releases/{edition.release_id}/history/").content == before
    told = client.get(f"/api/v1/releases/{edition.release_id}/en/history/").json()["record"]
    assert (told["lines"], told["digest"]) == (released.position, released.hash)


def test_feed_carries_the_head_of_each_release(client):
    edition = make_edition()
    steps.release_urgently(edition, make_user(), "It is urgent.")

    feed = client.get("/releases/feed/atom/").content.decode()

    assert RecordEntry.objects.get(step="release_urgently").hash in feed


def test_head_of_an_empty_record_is_signed_too():
    assert notes.read_all(witness.signed_head(), notes.known_verifiers())[0].entries == 0
    assert heads.public_heads([1]) == {}
