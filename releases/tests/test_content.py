"""The content of an edition includes everything a reader sees, and nothing else."""

import datetime

import pytest

from releases import steps
from releases.models import Contact, Edition, EditionFieldOfWork, Release
from releases.models.carried import CARRIED, NOT_PUBLIC
from releases.record.contents import content_of, contents_of, digest_of
from releases.steps import StepRefused
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
    before = digest_of(edition)
    value = Release.objects.create() if name in ("release", "replaced_by") else OTHER_VALUES.get(name, "Other")

    Edition.objects.filter(pk=edition.pk).update(**{name: value})

    assert digest_of(Edition.objects.get(pk=edition.pk)) != before


def test_digest_does_not_change_with_what_no_reader_sees():
    edition = make_edition()
    before = digest_of(edition)

    Edition.objects.filter(pk=edition.pk).update(notes="Ask the mission.")

    assert digest_of(Edition.objects.get(pk=edition.pk)) == before


@pytest.mark.parametrize("part", CARRIED.values(), ids=lambda part: part.name)
def test_digest_changes_with_every_row_that_is_carried(part):
    edition = make_full_edition()
    before = digest_of(edition)

    part.rows([edition.pk]).last().delete()

    assert digest_of(edition) != before


def test_digest_changes_with_the_order_of_terms_and_not_with_the_numbers_that_keep_it():
    edition = make_full_edition()
    first, second = edition.editionfieldofwork_links.order_by("position")
    before = digest_of(edition)

    EditionFieldOfWork.objects.filter(pk=second.pk).update(position=7)
    assert digest_of(edition) == before

    EditionFieldOfWork.objects.filter(pk=first.pk).update(position=8)
    assert digest_of(edition) != before


def test_digest_changes_with_a_contact():
    edition = make_full_edition()
    before = digest_of(edition)

    Contact.objects.filter(name="Duty officer").update(phone="+43 1 514 36")

    assert digest_of(edition) != before


def test_every_model_that_names_an_edition_and_a_place_in_it_is_carried():
    """A table missing from CARRIED would be neither sealed nor copied nor guarded."""
    naming = {
        relation.related_model
        for relation in Edition._meta.related_objects
        if any(field.name == "position" for field in relation.related_model._meta.concrete_fields)
        and relation.related_model._meta.model_name != "recordentry"
    }

    assert naming == {part.model for part in CARRIED.values()}


def test_contents_of_many_editions_need_no_more_queries_than_those_of_one(django_assert_num_queries):
    editions = [make_full_edition_in(number) for number in range(3)]

    with django_assert_num_queries(len(CARRIED)):
        contents = contents_of(editions)

    assert [contents[edition.pk] for edition in editions] == [content_of(edition) for edition in editions]


def make_full_edition_in(number: int) -> Edition:
    return make_edition(fields_of_work=[make_field(f"Field {number}")], contacts=[{"name": f"Officer {number}"}])


def test_next_edition_has_the_same_content_except_its_number_and_kind():
    edition = make_full_edition()
    steps.place_on_record(edition, datetime.datetime(1999, 5, 3, tzinfo=datetime.UTC))

    after = content_of(steps.start_next(edition, make_user()))

    differing = {name for name, said in content_of(edition).items() if after[name] != said}
    assert differing == {"number", "kind"}


def test_earlier_text_is_restored_whole_and_as_a_save_like_any_other():
    editor = make_user()
    edition = make_full_edition()
    steps.record_save(edition, editor, created=True)
    before = content_of(edition)
    edition.headline, edition.date = "Something else", datetime.date(2020, 1, 1)
    edition.save()
    Contact.objects.all().delete()
    edition.fields_of_work.clear()
    steps.record_save(edition, editor, created=False)

    steps.restore(edition, edition.saved_texts.earliest("pk"), editor)

    fresh = Edition.objects.get(pk=edition.pk)
    assert content_of(fresh) == before
    assert [saved.content == before for saved in edition.saved_texts.all()] == [True, False, True]
    assert [entry.step for entry in edition.record.all()] == ["create", "edit", "restore"]


def test_text_that_lost_to_a_concurrent_save_is_kept_aside():
    editor, edition = make_user(), make_edition()
    steps.record_save(edition, editor, created=True)
    stands = content_of(edition)

    steps.keep_aside(edition, editor, stands | {"headline": "Mine"}, "Anna was quicker.")
    steps.record_save(edition, editor, created=False)

    assert content_of(edition) == stands
    assert [saved.content["headline"] for saved in edition.saved_texts.all()] == [
        stands["headline"],
        "Mine",
        stands["headline"],
    ]
    last = edition.record.latest("pk")
    assert (last.digest_before, last.digest_after) == (digest_of(edition), digest_of(edition))


def test_outsiders_can_comment_until_the_text_is_public():
    edition = make_edition()

    steps.comment(edition, "Desk officer", "The figure is 57.")
    steps.release_urgently(edition, make_user(), "It is out already.")

    assert edition.record.values_list("step", "by", "remark")[0] == ("comment", None, "Desk officer: The figure is 57.")
    with pytest.raises(StepRefused, match="Comments on this text are closed"):
        steps.comment(edition, "Desk officer", "Too late.")


def test_digests_before_and_after_each_save_stand_in_the_record():
    editor, edition = make_user(), make_edition()
    steps.record_save(edition, editor, created=True)
    first = digest_of(edition)
    edition.lead = "Another lead."
    edition.save()
    steps.record_save(edition, editor, created=False)

    entries = list(edition.record.values_list("digest_before", "digest_after"))

    assert entries == [("", first), (first, digest_of(edition))]
