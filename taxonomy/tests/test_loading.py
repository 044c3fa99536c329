"""Vocabulary files: loaded whole or not at all, and never over an editor's changes."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from taxonomy.models import VOCABULARIES, Chair, Country, FieldOfWork, Page, Structure
from taxonomy.tests.making import change_term

pytestmark = pytest.mark.django_db

LANGUAGES = ["fr", "de", "it", "ru", "es"]


def load(*arguments, **options):
    output = StringIO()
    call_command("load_taxonomy", *arguments, stdout=output, **options)
    return output.getvalue()


def write(folder: Path, text: str, name: str = "fields_of_work.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


TWO_FIELDS = """
[[term]]
slug = "environment"
name.en = "Environment"
name.fr = "Environnement"
unreviewed = ["fr"]

[[term]]
slug = "climate-change"
parent = "environment"
name.en = "Climate change"
former = [{ name = "Global warming", until = 2005 }]
"""


def test_shipped_vocabularies_load_and_a_second_run_changes_nothing():
    load()

    output = load()

    counts = dict(reversed(part.split()) for part in output.removeprefix("Vocabularies: ").rstrip(".\n").split(", "))
    assert (counts["created"], counts["updated"], counts["kept"]) == ("0", "0", "0")
    assert int(counts["unchanged"]) > 200


@pytest.mark.parametrize("model", VOCABULARIES)
def test_shipped_terms_have_a_name_in_every_language(model):
    load()

    assert [term.name for term in model.objects.all() if set(term.names) != set(LANGUAGES)] == []


def test_shipped_countries_are_the_participating_states_and_partners():
    load()

    groups = Country.objects.values_list("group", flat=True)

    assert sorted((group, list(groups).count(group)) for group in set(groups)) == [
        ("asian-partner", 5),
        ("mediterranean-partner", 6),
        ("participating-state", 57),
    ]


def test_shipped_chairs_are_complete_from_1991_to_today():
    load()

    assert sorted(Chair.objects.values_list("year", flat=True)) == list(range(1991, 2027))
    assert Chair.objects.get(year=2025).label == "Finland"
    assert Chair.objects.get(year=1992).label == "Czechoslovakia"


def test_shipped_structures_have_a_name_as_a_source_in_every_language():
    load()

    assert [term.name for term in Structure.objects.all() if set(term.source_names) != set(LANGUAGES)] == []
    assert Structure.objects.get(name="Mission to Moldova").source_name == "OSCE Mission to Moldova"


def test_shipped_pages_are_written_in_every_language():
    load()

    for page in Page.objects.all():
        assert set(page.titles) == set(page.bodies) == {"en", *LANGUAGES}


def test_another_organisation_brings_a_folder_of_its_own(tmp_path):
    output = load(write(tmp_path, TWO_FIELDS))

    child = FieldOfWork.objects.get(slug="climate-change")
    assert output == "Vocabularies: 2 created, 0 updated, 0 unchanged, 0 kept.\n"
    assert child.path_label() == "Environment › Climate change"
    assert child.former_names.get().slug == "global-warming"
    assert FieldOfWork.objects.get(slug="environment").unreviewed == ["fr"]


def test_entry_that_changed_in_the_file_is_updated(tmp_path):
    load(write(tmp_path, TWO_FIELDS))

    output = load(write(tmp_path, TWO_FIELDS.replace("Environnement", "Milieu naturel")))

    assert output == "Vocabularies: 0 created, 1 updated, 1 unchanged, 0 kept.\n"
    assert FieldOfWork.objects.get(slug="environment").names == {"fr": "Milieu naturel"}


def test_what_an_editor_changed_here_survives_the_same_file_and_a_changed_one(tmp_path):
    load(write(tmp_path, TWO_FIELDS))
    change_term(FieldOfWork.objects.get(slug="environment"), name="The environment", edited_here=True)

    same = load(write(tmp_path, TWO_FIELDS))
    changed = load(write(tmp_path, TWO_FIELDS.replace("Environnement", "Milieu naturel")))

    assert FieldOfWork.objects.get(slug="environment").name == "The environment"
    assert same == "Vocabularies: 0 created, 0 updated, 2 unchanged, 0 kept.\n"
    assert changed.splitlines()[0] == "Kept an editor’s changes: field of work environment."


def test_overwrite_takes_the_word_of_the_file(tmp_path):
    load(write(tmp_path, TWO_FIELDS))
    environment = FieldOfWork.objects.get(slug="environment")
    change_term(environment, name="The environment", edited_here=True, loaded_digest="")

    load(write(tmp_path, TWO_FIELDS), overwrite=True)

    assert FieldOfWork.objects.get(slug="environment").name == "Environment"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[[term]]\nslug = "x"', "fields_of_work.toml: x has no 'name'."),
        ('[[term]]\nslug = "x"\nname.fr = "X"', "fields_of_work.toml: x has no name.en."),
        ('[[term]]\nslug = "x"\nname.en = 7', "fields_of_work.toml: x has a name that is not text."),
        ("[[term]]\nslug = 7", "fields_of_work.toml: 7 has a slug that is not text."),
        ('[[term]]\nname.en = "X"', "fields_of_work.toml: an entry without a slug has no 'slug'."),
        (
            '[[term]]\nslug = "x"\nname.en = "X"\nparent = "y"',
            "fields_of_work.toml: x refers to 'y', which does not come before it in the file.",
        ),
        ('term = "x"', "fields_of_work.toml: 'term' must be a list of tables, written [[term]]."),
        ("slug =", "fields_of_work.toml: Invalid value (at end of document)"),
    ],
)
def test_file_that_cannot_be_read_is_refused_whole_with_file_and_entry(tmp_path, text, sentence):
    write(tmp_path, TWO_FIELDS.replace("climate", "weather"), "meetings.toml")

    with pytest.raises(CommandError) as refusal:
        load(write(tmp_path, text))

    assert str(refusal.value) == sentence
    assert not FieldOfWork.objects.exists()


def test_folder_that_is_missing_or_empty_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="is not a folder of vocabulary files"):
        load(tmp_path / "nowhere")
    with pytest.raises(CommandError, match="contains none of"):
        load(tmp_path)
