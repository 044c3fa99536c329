"""What an edition says, taken together: everything a reader sees is in it, and nothing else."""

import datetime

import pytest

from releases.models import Contact, Edition, EditionFieldOfWork, Release, StepRefused
from releases.models.carried import CARRIED, NOT_PUBLIC, contents_of
from releases.tests.files import PDF
from releases.tests.making import (
    make_country,
    make_edition,
    make_field,
    make_meeting,
    make_structure,
    make_user,
)

pytestmark = pytest.mark.django_db

OTHER_VALUES = {
    "number": 7,
    "language": "ru",
    "date": datetime.date(2030, 1, 1),
    "places": ["Elsewhere"],
    "keywords": ["other"],
    "kind": "correction",
    "type": "news",
}
PUBLIC = [field.name for field in Edition._meta.concrete_fields if field.name not in NOT_PUBLIC]


def make_full_edition() -> Edition:
    return make_edition(
        fields_of_work=[make_field("Elections"), make_field("Arms control")],
        countries=[make_country()],
        sources=[make_structure()],
        meetings=[make_meeting()],
        contacts=[{"name": "Press office"}, {"name": "Duty officer", "position": 1}],
        files=[("report.pdf", PDF)],
    )


@pytest.mark.parametrize("name", PUBLIC)
def test_digest_changes_with_every_public_column_even_when_it_is_written_past_the_model(name):
    edition = make_edition()
    before = edition.digest()
    value = Release.objects.create() if name in ("release", "replaced_by") else OTHER_VALUES.get(name, "Other")

    Edition.objects.filter(pk=edition.pk).update(**{name: value})

    assert Edition.objects.get(pk=edition.pk).digest() != before


def test_digest_does_not_change_with_what_no_reader_sees():
    edition = make_edition()
    before = edition.digest()

    Edition.objects.filter(pk=edition.pk).update(notes="Ask the mission.")

    assert Edition.objects.get(pk=edition.pk).digest() == before


@pytest.mark.parametrize("part", CARRIED, ids=lambda part: part.name)
def test_digest_changes_with_every_row_that_is_carried(part):
    edition = make_full_edition()
    before = edition.digest()

    part.rows([edition.pk]).last().delete()

    assert edition.digest() != before


def test_digest_changes_with_the_order_of_terms_and_not_with_the_numbers_that_keep_it():
    edition = make_full_edition()
    first, second = edition.editionfieldofwork_links.order_by("position")
    before = edition.digest()

    EditionFieldOfWork.objects.filter(pk=second.pk).update(position=7)
    assert edition.digest() == before

    EditionFieldOfWork.objects.filter(pk=first.pk).update(position=8)
    assert edition.digest() != before


def test_digest_changes_with_a_contact():
    edition = make_full_edition()
    before = edition.digest()

    Contact.objects.filter(name="Duty officer").update(phone="+43 1 514 36")

    assert edition.digest() != before


def test_every_model_that_names_an_edition_and_a_place_in_it_is_carried():
    """A table of the text that is forgotten in CARRIED would be neither sealed nor copied nor fixed."""
    naming = {
        relation.related_model
        for relation in Edition._meta.related_objects
        if any(field.name == "position" for field in relation.related_model._meta.concrete_fields)
        and relation.related_model._meta.model_name != "recordentry"
    }

    assert naming == {part.model for part in CARRIED}


def test_contents_of_many_editions_need_no_more_queries_than_those_of_one(django_assert_num_queries):
    editions = [make_full_edition_in(number) for number in range(3)]

    with django_assert_num_queries(len(CARRIED)):
        contents = contents_of(editions)

    assert [contents[edition.pk] for edition in editions] == [edition.content() for edition in editions]


def make_full_edition_in(number: int) -> Edition:
    return make_edition(fields_of_work=[make_field(f"Field {number}")], contacts=[{"name": f"Officer {number}"}])


def test_next_edition_says_what_this_one_says_but_for_which_it_is():
    edition = make_full_edition()
    edition.place_on_record(datetime.datetime(1999, 5, 3, tzinfo=datetime.UTC))

    after = edition.start_next(make_user()).content()

    differing = {name for name, said in edition.content().items() if after[name] != said}
    assert differing == {"number", "kind"}


def test_earlier_text_is_restored_whole_and_as_a_save_like_any_other():
    editor = make_user()
    edition = make_full_edition()
    edition.record_save(editor, created=True)
    before = edition.content()
    edition.headline, edition.date = "Something else", datetime.date(2020, 1, 1)
    edition.save()
    Contact.objects.all().delete()
    edition.fields_of_work.clear()
    edition.record_save(editor, created=False)

    edition.restore(edition.saved_texts.earliest("pk"), editor)

    fresh = Edition.objects.get(pk=edition.pk)
    assert fresh.content() == before
    assert [saved.content == before for saved in edition.saved_texts.all()] == [True, False, True]
    assert [entry.step for entry in edition.record.all()] == ["create", "edit", "restore"]


def test_text_that_came_too_late_is_kept_beside_the_one_that_stands():
    editor, edition = make_user(), make_edition()
    edition.record_save(editor, created=True)
    stands = edition.content()

    edition.keep_aside(editor, stands | {"headline": "Mine"}, "Anna was quicker.")
    edition.record_save(editor, created=False)

    assert edition.content() == stands
    assert [saved.content["headline"] for saved in edition.saved_texts.all()] == [
        stands["headline"],
        "Mine",
        stands["headline"],
    ]
    last = edition.record.latest("pk")
    assert (last.digest_before, last.digest_after) == (edition.digest(), edition.digest())


def test_word_from_outside_stands_in_the_record_until_the_text_is_public():
    edition = make_edition()

    edition.comment("Desk officer", "The figure is 57.")
    edition.release_urgently(make_user(), "It is out already.")

    assert edition.record.values_list("step", "by", "remark")[0] == ("comment", None, "Desk officer: The figure is 57.")
    with pytest.raises(StepRefused, match="can no longer be commented on"):
        edition.comment("Desk officer", "Too late.")


def test_digests_before_and_after_each_save_stand_in_the_record():
    editor, edition = make_user(), make_edition()
    edition.record_save(editor, created=True)
    first = edition.digest()
    edition.lead = "Another lead."
    edition.save()
    edition.record_save(editor, created=False)

    entries = list(edition.record.values_list("digest_before", "digest_after"))

    assert entries == [("", first), (first, edition.digest())]
