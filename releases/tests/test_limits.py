"""Limits that a person never meets: the form, the import, the model and the database refuse the same."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from releases.admin.forms import EditionForm
from releases.language.invisible import UNSEEN
from releases.models import Contact, Edition
from releases.models.within import LONGEST, LONGEST_ITEM, LONGEST_SAID, MOST, MOST_SAID
from releases.tests.desk import form_data
from releases.tests.importing import make_record, run, write
from releases.tests.making import make_edition, make_live_edition

pytestmark = pytest.mark.django_db

DOCS = Path(__file__).parents[2] / "docs" / "limits.md"
LARGEST_FORM = 2_621_440  # bytes
TOO_MUCH: dict[str, Any] = {
    "lead": "x" * 2_000_000,
    "change_note": "x" * (LONGEST["change_note"] + 1),
    "places": [f"Town {number}" for number in range(20_000)],
    "keywords": [f"word {number}" for number in range(MOST["keywords"] + 1)],
}
JUST_FITS: dict[str, Any] = {
    "lead": "x" * LONGEST["lead"],
    "change_note": "x" * LONGEST["change_note"],
    "places": ["ы" * LONGEST_ITEM] * MOST["places"],
    "keywords": ["\U0001d504" * LONGEST_ITEM] * MOST["keywords"],
}


def faults(edition: Edition) -> set[str]:
    try:
        edition.full_clean()
    except ValidationError as error:
        return set(error.message_dict)
    return set()


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_is_refused_by_model_form_and_import_and_what_just_fits_by_none(name):
    model = [
        faults(make_edition(**{name: JUST_FITS[name]})),
        faults(Edition(headline="x", release=make_edition().release, **{name: TOO_MUCH[name]})),
    ]
    value = TOO_MUCH[name] if isinstance(TOO_MUCH[name], str) else "\n".join(TOO_MUCH[name])
    form = EditionForm({"language": "en", "headline": "x", name: value})

    assert (name in model[0], name in model[1]) == (False, True)
    assert name in form.errors


def test_page_of_the_newsroom_names_what_is_too_much_and_keeps_what_was_typed(admin_client):
    answer = admin_client.post(
        "/admin/releases/edition/add/",
        form_data(headline="Typed", lead=TOO_MUCH["lead"], places="\n".join(TOO_MUCH["places"])),
    )

    assert answer.status_code == 200
    assert {*answer.context["adminform"].form.errors} == {"lead", "places"}
    assert answer.context["adminform"].form["headline"].value() == "Typed"
    assert not Edition.objects.exists()


def test_form_that_sends_more_than_two_and_a_half_megabytes_is_refused_before_it_is_read(admin_client):
    answer = admin_client.post("/admin/releases/edition/add/", form_data(lead="x" * (LARGEST_FORM + 1)))

    assert (answer.status_code, Edition.objects.count()) == (400, 0)


@pytest.mark.parametrize(
    ("key", "name"), [("lead", "lead"), ("place", "places"), ("keywords", "keywords"), ("change_note", "change_note")]
)
def test_import_refuses_the_same(tmp_path, key, name):
    _, reasons, _ = run(
        write(tmp_path / "lines", make_record(**{key: TOO_MUCH[name]}), make_record(id="b", **{key: JUST_FITS[name]}))
    )

    assert "the limit is" in str(reasons)
    assert Edition.objects.count() == 1


def test_import_refuses_too_many_contacts_and_too_long_items(tmp_path):
    contacts = [{"name": f"Person {number}"} for number in range(MOST["contacts"] + 1)]

    run(
        write(
            tmp_path / "lines", make_record(contacts=contacts), make_record(id="b", keywords=["x" * (LONGEST_ITEM + 1)])
        )
    )

    assert not Edition.objects.exists()


@pytest.mark.parametrize("name", ["lead", "change_note", "places"])
def test_database_refuses_what_asks_no_validator(name):
    edition = make_edition()

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**{name: TOO_MUCH[name]})


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200b", "\ufeff", "\x00", "\u2028", "\U000e0041"])
def test_characters_that_do_not_show_are_named_to_the_editor(character):
    form = EditionForm({"language": "en", "headline": f"Of{character}fice", "lead": f"x{character}"})

    assert "characters that do not show" in str(form.errors["headline"]) or "Null characters" in str(
        form.errors["headline"]
    )
    assert "headline" in faults(Edition(headline=f"Of{character}fice", release=make_edition().release))
    assert "places" in faults(Edition(headline="x", places=[f"Vi{character}enna"], release=make_edition().release))


def test_marks_that_a_language_needs_are_text():
    assert faults(make_edition(headline="\u200fOSCE\u200e co\u00adoperation \u200d")) == set()


def test_import_leaves_out_what_does_not_show(tmp_path):
    run(write(tmp_path / "lines", make_record(title="Of\u202efice opens", place="Vi\u2066enna")))

    edition = Edition.objects.get()
    assert (edition.headline, edition.places) == ("Office opens", ["Vienna"])


def test_headline_in_a_list_cannot_turn_the_rest_around(client):
    """One that came past every check, as an export of another newsroom may bring it: the style sheet isolates it."""
    make_live_edition(headline="Of\u202efice")
    styles = "".join(path.read_text() for path in (Path(__file__).parents[1] / "static" / "newsroom").glob("*.css"))

    rule = re.search(r"([^{}]*)\{[^{}]*unicode-bidi:\s*isolate", styles)

    assert rule
    assert ".headline" in rule[1]
    assert 'class="headline"' in client.get("/releases/").content.decode()


def test_name_of_a_contact_is_held_to_the_same():
    with pytest.raises(ValidationError):
        Contact(edition=make_edition(), name="A\u202eB").full_clean()


def test_documentation_states_the_limits():
    table = {cells[1].strip(): cells[2] for line in DOCS.read_text().splitlines() if len(cells := line.split("|")) == 4}

    longest = LONGEST | LONGEST_SAID | MOST_SAID
    assert {name: table[name].strip().startswith(f"{most:,} ") for name, most in longest.items()} == dict.fromkeys(
        longest, True
    )
    assert {name: table[name].strip().split(" ")[0].rstrip(";") for name in MOST} == {
        name: str(most) for name, most in MOST.items()
    }
    assert not UNSEEN.search(DOCS.read_text())
