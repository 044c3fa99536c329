"""One fault does not take a text with it: what is not essential is kept in the notes for editors, and reported."""

import json
from typing import Any

import pytest

from releases.models import Edition, LegacyAddress
from releases.tests.importing import make_record, run, write

pytestmark = pytest.mark.django_db

LONG = "x" * 300
NOTED: dict[str, tuple[dict[str, Any], str]] = {
    "umlaut in an address": (
        {"contacts": [{"name": "Anna", "email": "müller@osce.example", "phone": "+43 1"}]},
        "The email of the contact “Anna” was left out, since it is malformed: müller@osce.example",
    ),
    "dash at the end of an address": (
        {"contacts": [{"name": "Anna", "email": "anna@osce.example-", "phone": "+43 1"}]},
        "The email of the contact “Anna” was left out, since it is malformed: anna@osce.example-",
    ),
    "contact without a name": (
        {"contacts": [{"name": " ", "role": "Desk", "email": "desk@osce.example"}, {"name": "Anna", "phone": "+43 1"}]},
        "A contact without a name was left out: Desk, desk@osce.example.",
    ),
    "role that is too long": (
        {"contacts": [{"name": "Anna", "role": LONG, "phone": "+43 1"}]},
        f"The role of the contact “Anna” was left out, since it has 300 characters, more than 200: {LONG}",
    ),
    "address that is none": ({"url": "http://["}, "Its url 'http://[' is not a valid address, and leads nowhere."),
    "number that is none": ({"node": "12a"}, "Its node '12a' is not a number, and leads nowhere."),
    "address that is too long": (
        {"url": "https://former.example/" + "x" * 3000},
        f"Its address /{'x' * 98}… has 3001 characters, more than fit, and leads nowhere.",
    ),
}


@pytest.mark.parametrize("fault", NOTED)
def test_text_comes_in_and_the_value_is_kept_for_an_editor(fault, tmp_path):
    faulty, note = NOTED[fault]
    path = write(
        tmp_path / "lines", make_record(**faulty), make_record(id="fr", language="fr", translation_of="office")
    )

    told, _, succeeded = run(path, report=tmp_path / "report.json")

    assert (told, succeeded) == ("Read 2: 2 created, 0 updated, 0 unchanged, 0 refused.", True)
    edition = Edition.objects.get(language="en")
    assert edition.notes == note
    assert [(contact.name, contact.phone, contact.email) for contact in edition.contacts.all()] == (
        [("Anna", "+43 1", "")] if "contacts" in faulty else []
    )
    assert not LegacyAddress.objects.exists()
    found = json.loads((tmp_path / "report.json").read_text())["findings"]
    assert [one["reason"] for one in found if one["kind"] == "noted"] == [note]


def test_notes_and_unknown_terms_stand_together(tmp_path):
    record = make_record(contacts=[{"name": "Anna", "email": "x"}], countries=["Nowhere"])

    run(write(tmp_path / "lines", record), unknown_terms="keep")

    first, second = Edition.objects.get().notes.splitlines()
    assert "“Nowhere” is none" in first or "“Nowhere” is not" in first
    assert second == "The email of the contact “Anna” was left out, since it is malformed: x"


def test_notes_are_for_editors_alone(tmp_path, client):
    run(write(tmp_path / "lines", make_record(contacts=[{"name": "Anna", "email": "müller@osce.example"}])))
    edition = Edition.objects.get()

    page = client.get(edition.get_absolute_url()).content.decode()

    assert edition.headline in page
    assert "müller@osce.example" not in page
