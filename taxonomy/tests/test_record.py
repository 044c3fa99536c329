"""Every change of a vocabulary is on a record that only grows, by whatever path; and names have their times."""

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from taxonomy import guards, snapshot
from taxonomy.models import RECORDED, Chair, Country, FieldOfWork, FormerFieldOfWorkName, VocabularyEntry
from taxonomy.models.record import change_between
from taxonomy.record.verification import VocabulariesBroken, verify
from taxonomy.tests.making import change_term, make_country, make_field, make_structure
from taxonomy.tests.test_admin import change, newsroom

__all__ = ["newsroom"]

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)


def steps() -> list[str]:
    return list(VocabularyEntry.objects.values_list("step", flat=True))


def refused(change: Any) -> bool:
    try:
        with transaction.atomic():
            change()
            connection.check_constraints()
    except IntegrityError:
        return True
    return False


def lift_the_guards() -> None:
    guards.remove(connection, guards.registry["taxonomy"]())


def raw(sql: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


# What is on the record


def test_each_kind_of_change_is_an_entry_that_says_which():
    field, other = make_field("Elections"), make_field("Voting")

    change_term(field, name="Elections and voting")
    change_term(field, parent=other)
    change_term(field, parent=None, merged_into=other)
    change_term(field, merged_into=None)
    change_term(field, position=99)

    assert steps() == ["created", "created", "renamed", "moved", "merged", "unmerged", "reordered"]
    assert verify() == 7


def test_closing_a_structure_is_an_entry():
    change_term(make_structure(), until=2010)

    assert steps() == ["created", "closed"]


def test_saving_without_a_change_adds_nothing():
    change_term(make_field())

    assert steps() == ["created"]


@pytest.mark.promise(70)
def test_entry_says_who_when_why_before_and_after(newsroom):
    field = make_field("Elections")

    change(newsroom, field, name="Voting", why="The Council renamed it.")

    entry = VocabularyEntry.objects.get(step="renamed")
    assert (str(entry.by), entry.why) == ("anna", "The Council renamed it.")
    assert [(said or {})["name"] for said in (entry.before, entry.after)] == ["Elections", "Voting"]


def test_change_without_a_reason_is_refused_by_the_form(newsroom):
    field = make_field("Elections")

    page = change(newsroom, field, name="Voting", why=" ").content.decode()

    assert "Please say why: every change of a vocabulary stays on the record." in page
    field.refresh_from_db()
    assert field.name == "Elections"


def test_record_is_shown_in_the_newsroom_and_cannot_be_edited_there(newsroom):
    change_term(make_field("Elections"), name="Voting")
    entry = VocabularyEntry.objects.get(step="renamed")

    listed = newsroom.get(reverse("admin:taxonomy_vocabularyentry_changelist"))
    posted = newsroom.post(reverse("admin:taxonomy_vocabularyentry_change", args=[entry.pk]), {"why": "x"})

    assert "renamed" in listed.content.decode()
    assert posted.status_code == 403


def test_former_names_and_chairs_are_on_the_record():
    field = make_field("Elections")
    change_term(field, slug="voting")
    Chair(year=2024, country=make_country("Malta")).save()

    assert list(VocabularyEntry.objects.values_list("vocabulary", "step")) == [
        ("fieldofwork", "created"),
        ("fieldofwork", "renamed"),
        ("formerfieldofworkname", "created"),
        ("country", "created"),
        ("chair", "created"),
    ]


def test_load_is_on_the_record_once():
    call_command("load_taxonomy", verbosity=0, why="First load.")
    entries = VocabularyEntry.objects.count()
    call_command("load_taxonomy", verbosity=0)

    assert verify() == entries == sum(model.objects.count() for model in RECORDED)
    assert set(VocabularyEntry.objects.values_list("why", flat=True)) == {"First load."}


def test_change_that_fails_leaves_no_entry():
    make_field("Elections")

    assert refused(lambda: FieldOfWork(name="Elections", slug="other").save())
    assert steps() == ["created"]


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        (None, {"name": "a"}, "created"),
        ({"name": "a"}, None, "deleted"),
        ({"merged_into_id": 1, "name": "a"}, {"merged_into_id": None, "name": "b"}, "unmerged"),
        ({"code": "a"}, {"code": "b"}, "changed"),
    ],
)
def test_change_is_named_by_what_tells_most(before, after, named):
    assert change_between(before, after) == named


# No way around it


@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model.__name__)
def test_every_recorded_column_is_guarded(model):
    """A column that a trigger forgets could be rewritten without a trace."""
    country = make_country("Malta")
    rows: dict[type[models.Model], models.Model] = {Country: country}
    rows[FieldOfWork], rows[Chair] = make_field("Elections"), Chair(year=2024, country=country)
    if model not in rows:
        rows[model] = _some(model)
    row = rows[model]
    row.save()
    for field in model._meta.concrete_fields:
        if field.name in ("id", "loaded_digest", "edited_here", "unreviewed"):
            continue
        other: Any = {"x": "y"} if isinstance(field, models.JSONField) else 7
        if isinstance(field, models.CharField):
            other = "zz"
        assert refused(
            lambda name=field.attname, other=other: model.objects.filter(pk=row.pk).update(**{name: other})
        ), field


def _some(model: Any) -> Any:
    from taxonomy.models import MeetingSeries, Structure

    if model is Structure:
        return make_structure()
    if model is MeetingSeries:
        return MeetingSeries(name="Summits", slug="summits", position=1)
    term = _some_term(model)
    return model(term=term, name="Old name", slug="old-name")


def _some_term(model: Any) -> Any:
    from taxonomy.tests.making import make_term

    return make_term(model.term.field.related_model, "A term")


@pytest.mark.parametrize(
    "attempt",
    [
        lambda field: FieldOfWork.objects.filter(pk=field.pk).update(name="Voting"),
        lambda field: FieldOfWork.objects.bulk_update([FieldOfWork(pk=field.pk, name="Voting")], ["name"]),
        lambda field: FieldOfWork.objects.bulk_create([FieldOfWork(name="New", slug="new")]),
        lambda field: raw("UPDATE taxonomy_fieldofwork SET slug = 'x' WHERE id = %s", field.pk),
        lambda field: raw("DELETE FROM taxonomy_fieldofwork WHERE id = %s", field.pk),
        lambda field: raw("DELETE FROM taxonomy_formerfieldofworkname"),
        lambda field: VocabularyEntry.objects.update(why="x"),
        lambda field: VocabularyEntry.objects.all().delete(),
    ],
    ids=["update", "bulk_update", "bulk_create", "SQL update", "SQL delete", "SQL delete of names", "edit", "erase"],
)
def test_database_refuses_what_is_not_on_the_record(attempt):
    field = make_field("Elections")
    change_term(field, slug="voting")
    before = list(FieldOfWork.objects.values()), list(VocabularyEntry.objects.values())

    assert refused(lambda: attempt(field))
    assert (list(FieldOfWork.objects.values()), list(VocabularyEntry.objects.values())) == before


def test_term_in_use_cannot_be_deleted_and_one_that_nothing_uses_can(newsroom):
    used, unused = make_field("Environment"), make_field("Typing error")
    make_field("Climate", parent=used)
    change_term(unused, slug="typing-error-2")

    with pytest.raises(ProtectedError):
        used.delete()
    with pytest.raises(ProtectedError):
        FieldOfWork.objects.filter(pk=used.pk).delete()
    newsroom.post(reverse("admin:taxonomy_fieldofwork_delete", args=[unused.pk]), {"post": "yes"})

    assert set(FieldOfWork.objects.values_list("name", flat=True)) == {"Environment", "Climate"}
    assert not FormerFieldOfWorkName.objects.exists()
    assert str(VocabularyEntry.objects.filter(step="deleted").latest("position").by) == "anna"
    assert verify() == VocabularyEntry.objects.count()


def test_number_of_a_deleted_term_is_never_given_again():
    first = make_field("Typing error")
    number = first.pk
    first.delete()

    assert make_field("Elections").pk > number


# Verification, with the guards off


@pytest.mark.parametrize(
    ("attack", "sentence"),
    [
        ("UPDATE taxonomy_fieldofwork SET name = 'Voting'", "was changed past the record"),
        ("DELETE FROM taxonomy_fieldofwork", "was deleted past the record"),
        ("UPDATE taxonomy_vocabularyentry SET why = 'x' WHERE position = 1", "it was changed"),
        ("DELETE FROM taxonomy_vocabularyentry WHERE position = 1", "line 1: the line is missing"),
        ("UPDATE taxonomy_vocabularyentry SET previous = '' WHERE position = 2", "does not match the line before"),
    ],
)
def test_verification_finds_what_was_changed_past_the_record(attack, sentence):
    change_term(make_field("Elections"), name="Elections and voting")
    lift_the_guards()
    raw(attack)

    with pytest.raises(VocabulariesBroken, match=sentence):
        verify()


# Names have their times


def test_vocabularies_of_an_instant_bear_the_names_of_that_instant(django_assert_num_queries):
    kept, renamed = make_field("Media freedom"), make_field("Press")
    change_term(renamed, name="Freedom of the press", names={"fr": "Presse"})
    change_term(renamed, merged_into=kept)
    times = list(VocabularyEntry.objects.values_list("at", flat=True))
    now = snapshot.current()

    with django_assert_num_queries(0):
        then = [now.at(at).fields_of_work for at in times]

    names = [[term.name for term in vocabulary] for vocabulary in then]
    assert names[1:] == [["Media freedom", "Press"], ["Media freedom", "Freedom of the press"], ["Media freedom"]]
    assert now.at(times[-1] + SECOND) is now
    assert now.at(times[0] - 9 * SECOND).fields_of_work.by_id[renamed.pk].name == "Press"
    assert now.fields_of_work.by_id[renamed.pk].merged_into == kept, "today’s terms are left alone"


def test_past_that_was_rolled_back_is_forgotten():
    field = make_field("Press")
    before = VocabularyEntry.objects.latest("position").at
    with transaction.atomic():
        change_term(field, name="Media")
        transaction.set_rollback(True)

    assert snapshot.current().at(before) is snapshot.current()
