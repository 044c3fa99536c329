"""What the database refuses, bypassing every model method, form and permission."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from releases import steps
from releases.models import Contact, Edition, EditionFieldOfWork, RecordEntry, Release, SavedText
from releases.models.clock import Now
from releases.steps.table import moves
from releases.tests.making import make_edition, make_field, make_live_edition, make_scheduled_edition, make_user

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
FIXED = [
    field.name
    for field in Edition._meta.concrete_fields
    if field.name not in ("id", "state", "live_from", "live_until", "seal", "limited")
]
OTHER_VALUES = {
    "number": 7,
    "date": datetime.date(2030, 1, 1),
    "places": ["Elsewhere"],
    "keywords": ["other"],
    "kind": "correction",
    "change_note": "Something changed.",
    "text_key": 7,
}


def refused(change):
    """Whether the database refuses the change, in a savepoint so that the test can continue."""
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


def other_value(name: str):
    field = Edition._meta.get_field(name)
    if field.name in ("release", "replaced_by"):
        return Release.objects.create()
    if field.name == "translated_from":
        return make_edition()
    return OTHER_VALUES.get(field.name, "ru" if field.name == "language" else "other")


MADE = {
    "submitted": lambda: make_edition(state="submitted"),
    "approved": lambda: make_edition(state="approved"),
    "discarded": lambda: make_edition(state="discarded"),
    "scheduled": make_scheduled_edition,
    "live": make_live_edition,
}


@pytest.mark.parametrize("name", [*FIXED, "seal"])
@pytest.mark.parametrize("situation", MADE)
def test_no_column_of_a_text_that_is_no_draft_can_be_changed(situation, name):
    edition = MADE[situation]()
    value = other_value(name)

    assert refused(lambda: Edition.objects.filter(pk=edition.pk).update(**{name: value}))


@pytest.mark.parametrize("name", FIXED)
def test_every_column_of_a_draft_can_be_changed(name):
    """The complement of the test above: only the state fixes the text."""
    edition = make_edition()
    value = other_value(name)

    assert not refused(lambda: Edition.objects.filter(pk=edition.pk).update(**{name: value}))


STATES = ["draft", "submitted", "approved", "discarded"]


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_state_moves_along_the_steps_and_in_no_other_way(before, after):
    edition = make_edition(state=before)
    legal = before == after or (before, after) in moves()

    assert refused(lambda: Edition.objects.filter(pk=edition.pk).update(state=after)) == (not legal)


def test_draft_cannot_become_approved_without_being_submitted_and_nothing_comes_back_from_being_discarded():
    assert ("draft", "approved") not in moves()
    assert not [after for before, after in moves() if before == "discarded"]


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_terms_and_contacts_are_fixed_from_the_submission_on(state):
    edition = make_edition(state=state, fields_of_work=[make_field()], contacts=[{"name": "Press office"}])

    attempts = [
        lambda: EditionFieldOfWork.objects.all().delete(),
        lambda: Contact.objects.create(edition=edition, name="Somebody else"),
        lambda: Contact.objects.update(name="Somebody else"),
    ]

    assert [refused(attempt) for attempt in attempts] == [True] * 3


def test_terms_and_contacts_of_a_released_edition_can_be_neither_added_nor_changed_nor_taken_away():
    elections, arms_control = make_field("Elections"), make_field("Arms control")
    edition = make_live_edition(fields_of_work=[elections], contacts=[{"name": "Press office"}])

    attempts = [
        lambda: EditionFieldOfWork.objects.create(content_object=edition, tag=arms_control),
        lambda: EditionFieldOfWork.objects.update(tag=arms_control),
        lambda: EditionFieldOfWork.objects.all().delete(),
        lambda: Contact.objects.create(edition=edition, name="Somebody else"),
        lambda: Contact.objects.update(name="Somebody else"),
        lambda: Contact.objects.all().delete(),
    ]

    assert [refused(attempt) for attempt in attempts] == [True] * 6


def test_terms_cannot_be_moved_from_a_draft_into_a_released_edition():
    make_edition(fields_of_work=[make_field()])
    released = make_live_edition()

    assert refused(lambda: EditionFieldOfWork.objects.update(content_object=released))


@pytest.mark.promise(35)
def test_public_edition_cannot_be_deleted_or_sent_back_to_work():
    edition = Edition.objects.filter(pk=make_live_edition().pk)

    assert refused(lambda: edition._raw_delete(edition.db))
    assert refused(lambda: edition.update(state="draft", live_from=None))


def test_start_of_a_public_edition_is_fixed():
    edition = Edition.objects.filter(pk=make_live_edition().pk)

    assert refused(lambda: edition.update(live_from=timezone.now() - 5 * HOUR))
    assert refused(lambda: edition.update(live_from=timezone.now() + HOUR))


def test_end_of_a_public_edition_can_be_set_and_moved_while_it_lies_ahead():
    edition = Edition.objects.filter(pk=make_live_edition().pk)

    ends = [timezone.now() + HOUR, timezone.now() + 2 * HOUR, None, Now()]

    assert [refused(lambda end=end: edition.update(live_until=end)) for end in ends] == [False] * 4


def test_end_of_a_public_edition_is_never_set_into_the_past():
    edition = Edition.objects.filter(pk=make_live_edition().pk)

    assert refused(lambda: edition.update(live_until=timezone.now() - datetime.timedelta(seconds=1)))


def test_past_end_is_kept():
    now = timezone.now()
    edition = Edition.objects.filter(pk=make_live_edition(live_from=now - 2 * HOUR, live_until=now - HOUR).pk)

    assert [refused(lambda end=end: edition.update(live_until=end)) for end in (None, now + HOUR)] == [True, True]


def test_scheduled_edition_cannot_be_moved_into_the_past():
    edition = Edition.objects.filter(pk=make_scheduled_edition().pk)

    assert refused(lambda: edition.update(live_from=timezone.now() - HOUR))


@pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [(0, 1, True), (1, 2, True), (0, None, True), (1, None, True), (2, 4, True), (-1, 5, True), (3, 4, False),
     (3, None, False), (-1, 0, False), (-1, 1, True), (2.5, 2.75, True)],
)  # fmt: skip
def test_two_editions_of_a_release_in_a_language_are_never_public_at_one_instant(start, end, overlaps):
    """Against an edition that is public from hour 0 to hour 3."""
    origin = datetime.datetime(2010, 5, 1, tzinfo=datetime.UTC)
    first = make_live_edition(live_from=origin, live_until=origin + 3 * HOUR)
    second = make_edition(release=first.release, number=2)
    interval = {"live_from": origin + start * HOUR, "live_until": None if end is None else origin + end * HOUR}

    assert refused(lambda: Edition.objects.filter(pk=second.pk).update(state="released", **interval)) == overlaps


def test_editions_in_other_languages_and_of_other_releases_may_share_an_instant():
    first = make_live_edition(language="en")
    make_live_edition(release=first.release, language="fr")
    make_live_edition(language="en")

    assert Edition.objects.live().count() == 3


@pytest.mark.parametrize(
    "values",
    [
        {"state": "released"},
        {"live_from": datetime.datetime(2004, 1, 1, tzinfo=datetime.UTC)},
        {"state": "public"},
        {
            "state": "released",
            "live_from": datetime.datetime(2004, 1, 1, tzinfo=datetime.UTC),
            "live_until": datetime.datetime(2004, 1, 1, tzinfo=datetime.UTC),
        },
        {"kind": "withdrawn"},
    ],
    ids=[
        "released without a start",
        "draft with a start",
        "unknown state",
        "no duration",
        "withdrawn without a reason",
    ],
)
def test_states_that_make_no_sense_are_refused(values):
    edition = Edition.objects.filter(pk=make_edition().pk)

    assert refused(lambda: edition.update(**values))


@pytest.mark.parametrize("model", [Edition, RecordEntry, SavedText, Contact])
def test_no_table_can_be_emptied_at_one_stroke(model):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE.")
    make_live_edition()

    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # pending checks would refuse it anyway
            cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")

    assert refused(empty)


@pytest.mark.promise(36)
def test_record_can_only_be_added_to():
    edition = make_edition()
    steps.record_save(edition, make_user(), created=True)

    assert refused(lambda: RecordEntry.objects.update(remark="Nothing happened."))
    assert refused(lambda: RecordEntry.objects.all()._raw_delete("default"))
    assert refused(lambda: SavedText.objects.update(notes="Never written."))
    assert refused(lambda: SavedText.objects.all()._raw_delete("default"))
