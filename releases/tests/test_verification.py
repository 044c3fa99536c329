"""The record reveals tampering by someone who lifted the triggers: each test does what a database superuser might."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from releases import steps
from releases.models import Contact, Edition, Letter, RecordEntry, SavedText
from releases.models.record import RecordQuerySet
from releases.record import chain
from releases.record import guards as record_guards
from releases.record.contents import digest_of
from releases.record.verification import RecordBroken, verify
from releases.steps.table import moves
from releases.tests.making import make_edition, make_live_edition, make_user
from taxonomy import guards

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Edition:
    """A release with a long history, between two others, with all triggers lifted."""
    make_live_edition()
    author, editor = make_user(), make_user()
    edition = make_edition(contacts=[{"name": "Press office"}])
    steps.record_save(edition, author, created=True)
    steps.record_save(edition, author, created=False)
    steps.submit(edition, author)
    steps.approve(edition, editor)
    steps.release_now(edition, editor)
    steps.reinstate(steps.withdraw(edition, editor, "Called off."), editor, "Not called off.")
    make_live_edition()
    guards.remove(connection, record_guards.guards(moves()))
    return edition


def breaks() -> str:
    with pytest.raises(RecordBroken) as broken:
        verify()
    return str(broken.value)


def line_of(edition: Edition, position: int) -> RecordQuerySet:
    return RecordEntry.objects.filter(release=edition.release_id, position=position)


def test_record_of_a_long_story_is_whole(story):
    walk = verify()

    assert (walk.releases, walk.entries, walk.editions) == (3, RecordEntry.objects.count(), 5)


@pytest.mark.parametrize(
    "change",
    [
        {"remark": "Nothing happened."},
        {"step": "recall"},
        {"by": None},
        {"state_after": "draft"},
        {"digest_after": "0" * 64},
        {"hash": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.promise(37)
def test_line_that_was_changed_is_named(story, change):
    line_of(story, 3).update(**change)

    assert breaks().startswith(f"In release {story.release_id}, line 3 of its record")


def test_line_that_was_changed_with_its_hash_does_not_fit_the_next_one(story):
    entry = line_of(story, 3).get()
    entry.remark = "Nothing happened."
    entry.hash = chain.hash_of(entry)
    entry.save()

    assert breaks() == f"In release {story.release_id}, line 4 of its record: it does not match the line before it."


def test_line_that_is_missing_is_named(story):
    line = line_of(story, 4)
    Letter.objects.filter(entry__in=line).delete()  # they refer to it
    line._raw_delete("default")

    assert "line 4 of its record: the line is missing; line 5 follows instead." in breaks()


def test_saved_text_that_was_changed_is_named(story):
    saved = SavedText.objects.filter(edition=story).earliest("pk")
    SavedText.objects.filter(pk=saved.pk).update(content=saved.content | {"headline": "Something else"})

    assert breaks() == f"In release {story.release_id}, line 1 of its record: the text saved there was changed."


def test_released_text_that_was_changed_is_named_even_with_a_new_seal(story):
    Contact.objects.filter(edition=story).update(name="Somebody else")
    Edition.objects.filter(pk=story.pk).update(seal=digest_of(story))

    assert breaks() == (
        f"In release {story.release_id}, edition 1 in 'en': its text is not the one that was sealed according to the record."
    )


def test_change_that_a_later_remark_would_hide_is_named_all_the_same(story):
    Edition.objects.filter(pk=story.pk).update(lead="Something else.")
    steps.remark(Edition.objects.get(pk=story.pk), make_user(), "All is well.")

    assert "its text is not the one that was sealed according to the record" in breaks()


def test_record_that_was_cut_off_at_its_end_shows_against_ends_kept_elsewhere(story, tmp_path):
    ends = tmp_path / "ends"
    steps.remark(story, make_user(), "This was a mistake from the beginning.")
    call_command("verify_record", write_ends=ends, stdout=StringIO())
    RecordEntry.objects.filter(remark="This was a mistake from the beginning.")._raw_delete("default")

    call_command("verify_record", stdout=StringIO())
    with pytest.raises(CommandError, match="it is noted in the file of ends but is gone"):
        call_command("verify_record", against=ends, stdout=StringIO())


def test_record_that_was_written_anew_from_its_beginning_shows_against_ends_kept_elsewhere(story, tmp_path):
    ends = tmp_path / "ends"
    call_command("verify_record", write_ends=ends, stdout=StringIO())
    previous = ""
    for entry in RecordEntry.objects.filter(release=story.release_id).order_by("position"):
        entry.previous, entry.remark = previous, "All is well."
        entry.hash = previous = chain.hash_of(entry)
        entry.save()

    call_command("verify_record", stdout=StringIO())
    with pytest.raises(CommandError, match="it is not the line noted in the file of ends"):
        call_command("verify_record", against=ends, stdout=StringIO())


def test_command_says_how_much_it_saw():
    steps.record_save(make_edition(), make_user(), created=True)
    told = StringIO()

    call_command("verify_record", stdout=told)

    assert (
        told.getvalue()
        == "The record is intact: 1 lines of 1 releases, 1 saved texts, 0 sealed editions, 0 changes of vocabularies.\n"
    )


def test_file_that_holds_no_ends_is_refused(tmp_path):
    path = tmp_path / "ends"
    path.write_text("nonsense\n")

    with pytest.raises(CommandError, match="is not a readable file of ends or of signed heads"):
        call_command("verify_record", against=path)


OF_ITS_OWN = {"id", "hash"}  # the row's key, and the hash itself


@pytest.mark.parametrize(
    "column", sorted(field.attname for field in RecordEntry._meta.concrete_fields if field.attname not in OF_ITS_OWN)
)
def test_hash_of_a_line_is_made_of_everything_that_it_says(story, column):
    entry = line_of(story, 3).get()
    before = chain.hash_of(entry)
    assert before == entry.hash

    setattr(entry, column, "something else")

    assert chain.hash_of(entry) != before


def test_first_line_of_a_release_is_numbered_one_and_each_line_names_the_hash_of_the_one_before(story):
    lines = list(RecordEntry.objects.filter(release=story.release_id).order_by("position"))

    assert [entry.position for entry in lines] == list(range(1, len(lines) + 1))
    assert [entry.previous for entry in lines] == ["", *(entry.hash for entry in lines[:-1])]


def test_lines_that_are_written_together_follow_each_other():
    edition, other = make_edition(), make_edition()
    entries = [
        RecordEntry(edition=each, step="remark", state_after="draft", remark=str(number))
        for number, each in enumerate((edition, other, edition))
    ]

    chain.append_many(entries)

    assert [(entry.release_id, entry.position) for entry in entries] == [
        (edition.release_id, 1),
        (other.release_id, 1),
        (edition.release_id, 2),
    ]
    assert entries[2].previous == entries[0].hash
    verify()
