"""Rows that an import writes directly are equal to those the model would write: sealed, with an intact record."""

import pytest

from releases.models import Edition, SavedText
from releases.record.contents import content_of, digest_of
from releases.record.verification import verify
from releases.tests.files import PDF
from releases.tests.importing import make_record, run, write
from releases.tests.making import make_country, make_field, make_meeting, make_structure

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    for make in (make_field, make_country, make_structure, make_meeting):
        make()
    (tmp_path / "report.pdf").write_bytes(PDF)
    full = make_record(
        type="news", lead="A lead", place=["CHISINAU"], source="OSCE Permanent Council", fields_of_work=["elections"],
        countries=["Moldova"], meetings=["Summit meetings"], keywords=["office"], attachments=["report.pdf"],
        contacts=[{"name": "Media desk", "email": "desk@osce.example"}],
    )  # fmt: skip
    return write(
        tmp_path / "archive.jsonl",
        full,
        make_record(id="office-fr", language="fr", translation_of="office", title="Ouverture d’un bureau"),
        make_record(id="empty", body="", lead="Only a lead."),
    )


def test_imported_text_is_sealed_as_it_stands(path):
    run(path, files=path.parent)

    editions = list(Edition.objects.order_by("pk"))
    assert len(editions) == 3
    assert any(content_of(edition)["files"] for edition in editions), "the attachment came with it"
    assert [edition.seal for edition in editions] == [digest_of(edition) for edition in editions]
    assert verify().editions == 3


def test_text_that_changed_at_its_origin_goes_on_in_the_same_chain(path):
    run(path)
    write(path, make_record(title="Mission moves its office"))

    told, against, _ = run(path)

    assert "1 updated" in told, against
    walk = verify()
    assert (walk.releases, walk.editions) == (2, 4)


def test_imported_draft_is_kept_whole_so_that_it_can_be_restored(path):
    run(path, state="draft")

    assert [saved.content for saved in SavedText.objects.all()] == [
        content_of(saved.edition) for saved in SavedText.objects.all()
    ]
    assert verify().texts == 3


def test_released_text_needs_no_second_copy(path):
    run(path)

    assert not SavedText.objects.exists()
