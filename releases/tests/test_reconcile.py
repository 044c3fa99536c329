"""`reconcile`: whether everything was imported from a source, and whether it still says the same."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from releases import steps
from releases.models import Edition
from releases.tests.files import PDF
from releases.tests.importing import make_record, run, write
from releases.tests.making import make_field, make_user

pytestmark = pytest.mark.django_db


def reconcile(path, **options) -> tuple[str, list[str], bool]:
    told, against = StringIO(), StringIO()
    try:
        call_command("reconcile", str(path), stdout=told, stderr=against, **{"origin": "import"} | options)
    except CommandError:
        return told.getvalue().strip(), against.getvalue().splitlines(), False
    return told.getvalue().strip(), against.getvalue().splitlines(), True


def test_source_that_was_imported_agrees_whatever_the_import_made_of_its_texts(tmp_path):
    make_field("Elections")
    records = [
        make_record(
            id="a",
            body="<div>VIENNA, 3 May 1999 – It&nbsp;met.</div><script>alert(1)</script>",
            fields_of_work=["elections"],
        ),
        make_record(id="b", title="Two   spaces", contacts=[{"name": "Desk"}], place=["VIENNA"]),
        make_record(id="c", language="fr", translation_of="a"),
    ]
    path = write(tmp_path / "a.jsonl", *records)
    run(path)

    assert reconcile(path) == (
        "Compared 3: 3 identical, 0 different, 0 missing here, 0 unreadable, 0 skipped, 0 only here.",
        [],
        True,
    )


def test_each_field_that_differs_is_named_with_both_values(tmp_path):
    path = write(tmp_path / "a.jsonl", make_record(id="a"))
    run(path)
    edition = Edition.objects.get()
    correction = steps.start_next(edition, make_user(), kind="correction", change_note="The day was wrong.")
    Edition.objects.filter(pk=correction.pk).update(headline="Office opened on Tuesday")

    told, against, agrees = reconcile(path)

    assert not agrees
    assert told == "Compared 1: 0 identical, 1 different, 0 missing here, 0 unreadable, 0 skipped, 0 only here."
    assert [line.split(": ")[2] for line in against] == ["headline", "kind", "change_note"]
    assert "the source says “Mission opens an office”, the newsroom says “Office opened on Tuesday”" in against[0]


def test_what_is_on_one_side_alone_is_named(tmp_path):
    run(write(tmp_path / "old.jsonl", make_record(id="a"), make_record(id="gone", title="Another")))
    path = write(tmp_path / "new.jsonl", make_record(id="a"), make_record(id="came", title="A third"), b"no record")

    told, against, agrees = reconcile(path)

    assert not agrees
    assert told == "Compared 4: 1 identical, 0 different, 1 missing here, 1 unreadable, 0 skipped, 1 only here."
    assert any("came: It is missing here." in line for line in against)
    assert any("gone: It is release" in line for line in against)


def test_other_origins_are_no_concern(tmp_path):
    path = write(tmp_path / "a.jsonl", make_record(id="a"))
    run(path, origin="other")

    assert reconcile(path, origin="other")[2]
    assert not reconcile(path)[2]


def test_files_are_compared_by_their_digests(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "report.pdf").write_bytes(PDF)
    path = write(tmp_path / "a.jsonl", make_record(id="a", attachments=["report.pdf"]))
    run(path, files=folder)

    before = reconcile(path, files=folder)[2]
    (folder / "report.pdf").write_bytes(PDF + b"\n")
    _told, against, after = reconcile(path, files=folder)

    assert (before, after) == (True, False)
    assert ": files: " in against[0]


def test_number_of_queries_does_not_grow_with_the_records(tmp_path, django_assert_max_num_queries):
    path = write(tmp_path / "a.jsonl", *(make_record(id=str(number), title=f"Office {number}") for number in range(50)))
    run(path)

    # The vocabularies, nine; then origins, editions and what they carry; what exists only here.
    with django_assert_max_num_queries(15):
        reconcile(path)
