"""The registry of what an edition carries is the only place where a table has to be registered."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from releases import steps
from releases.importing.load import LoadRun
from releases.importing.readers import read
from releases.models import Edition
from releases.models.carried import CARRIED, Carried
from releases.record import guards as record_guards
from releases.record.contents import content_of, digest_of
from releases.steps.table import moves
from releases.tests.making import approved, make_edition, make_field, make_user
from taxonomy import guards

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def quotation() -> Iterator[type[models.Model]]:
    """A table that exists in these tests only: quotations for the press."""

    class Quotation(models.Model):
        edition = models.ForeignKey("releases.Edition", models.CASCADE, related_name="+")
        position = models.PositiveSmallIntegerField(default=0)
        words = models.TextField(blank=True)
        speaker = models.CharField(max_length=200, blank=True)

        class Meta:
            app_label = "releases"

        def __str__(self) -> str:
            return self.words

    yield Quotation
    del apps.all_models["releases"]["quotation"]
    apps.clear_cache()


@pytest.fixture
def quotations(quotation: Any) -> Iterator[Any]:
    """Registered, with its table and its guards; nothing else is done for it."""
    with connection.schema_editor() as editor:
        editor.create_model(quotation)
    CARRIED["quotations"] = Carried(name="quotations", model=quotation, written=("words", "speaker"))
    guards.install(connection, record_guards.guards(moves()))
    yield quotation
    with connection.cursor() as cursor:
        for guard in record_guards.guards(moves()):
            if guard.table == quotation._meta.db_table:
                cursor.execute(guard.drop(connection.vendor))
    del CARRIED["quotations"]
    with connection.schema_editor() as editor:
        editor.delete_model(quotation)


def with_a_quotation(quotations: Any, words: str = "We welcome it.", **overrides: Any) -> Edition:
    edition = make_edition(**overrides)
    quotations.objects.create(edition=edition, words=words, speaker="The Chair")
    return edition


SAID = [{"words": "We welcome it.", "speaker": "The Chair"}]


def test_it_is_sealed(quotations):
    edition = with_a_quotation(quotations)
    sealed = digest_of(edition)

    quotations.objects.update(words="We regret it.")

    assert digest_of(edition) != sealed
    assert content_of(edition)["quotations"] == [{"words": "We regret it.", "speaker": "The Chair"}]


def test_it_is_copied_to_the_next_edition(quotations):
    edition = approved(with_a_quotation(quotations))
    editor = make_user()
    steps.release_now(edition, editor)

    following = steps.start_next(edition, editor)

    assert content_of(following)["quotations"] == SAID


def test_it_is_restored_with_a_text_that_was_saved(quotations):
    edition, author = with_a_quotation(quotations), make_user()
    steps.record_save(edition, author, created=True)
    quotations.objects.all().delete()

    steps.restore(edition, edition.saved_texts.get(), author)

    assert content_of(edition)["quotations"] == SAID


CHANGES: dict[str, Callable[[Any, Edition], object]] = {
    "added": lambda quotations, edition: quotations.objects.create(edition=edition, words="Another."),
    "changed": lambda quotations, edition: quotations.objects.update(words="Another."),
    "taken away": lambda quotations, edition: quotations.objects.all().delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_nothing_is_changed_of_it_in_the_database_once_the_edition_is_no_draft(quotations, change):
    edition = with_a_quotation(quotations)
    steps.submit(edition, make_user())

    with pytest.raises(DatabaseError), transaction.atomic():
        change(quotations, edition)

    assert content_of(edition)["quotations"] == SAID


def test_it_is_exported_and_imported(quotations, tmp_path):
    make_field("Elections")
    edition = approved(with_a_quotation(quotations))
    steps.release_now(edition, make_user())
    path = tmp_path / "releases.jsonl"
    call_command("export_releases", output=path)

    run = LoadRun(origin="elsewhere")
    run.load(read(path, "jsonl"))

    assert json.loads(path.read_text())["quotations"] == SAID
    assert run.outcome.unknown_keys == {}
    here = Edition.objects.exclude(pk=edition.pk).get()
    assert content_of(here)["quotations"] == SAID


def test_another_quotation_at_the_origin_makes_the_next_edition(quotations, tmp_path):
    make_field("Elections")
    record: dict[str, Any] = {
        "id": "1", "language": "en", "title": "Mission opens", "date": "2001-02-03", "body": "<p>It opened.</p>",
    }  # fmt: skip
    for words in ("We welcome it.", "We regret it."):
        (tmp_path / "one.jsonl").write_text(json.dumps(record | {"quotations": [{"words": words, "speaker": ""}]}))
        run = LoadRun(origin="elsewhere")
        run.load(read(tmp_path / "one.jsonl", "jsonl"))

    said = [content_of(edition)["quotations"][0]["words"] for edition in Edition.objects.order_by("number")]
    assert said == ["We welcome it.", "We regret it."]
