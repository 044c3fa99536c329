"""Unknown names are explained once in the newsroom, and a sample is shown before anything is written."""

import pytest
from django.urls import reverse

from releases.models import Edition, ImportedName, ImportRun
from releases.tests.importing import make_record, run, write
from releases.tests.making import make_field
from releases.tests.newsroom_imports import as_importer, page, step, the_worker_works, upload

pytestmark = pytest.mark.django_db(transaction=True)
RECORDS = [
    make_record(id="a", fields_of_work=["Ballots"]),
    make_record(id="b", title="Another", fields_of_work=["Ballots", "Old theme"]),
    make_record(id="c", title="Third"),
]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def importer(client):
    return as_importer(client)


@pytest.fixture
def rehearsal(importer):
    make_field("Elections")
    upload(importer, *RECORDS)
    the_worker_works()
    return ImportRun.objects.get()


def told(client, rehearsal, **answers):
    return client.post(reverse("admin:releases_importrun_names", args=[rehearsal.pk]), answers, follow=True)


def numbers(rehearsal):
    return {term["name"].partition(": ")[2]: number for number, term in enumerate(rehearsal.report["unknown_terms"])}


def test_name_is_explained_once_for_the_whole_run_and_for_further_ones(importer, rehearsal, tmp_path):
    number = numbers(rehearsal)

    told(importer, rehearsal, **{f"ours-{number['Ballots']}": "Elections", f"left-out-{number['Old theme']}": "on"})
    the_worker_works()
    second = ImportRun.objects.latest("pk")
    step(importer, second, "confirm")
    the_worker_works()
    further = run(
        write(tmp_path / "x.jsonl", make_record(id="d", title="D", fields_of_work=["ballots"])), origin="former-site"
    )

    second.refresh_from_db()

    assert (second.totals["created"], second.totals.get("refused", 0)) == (3, 0)
    assert [term.name for term in Edition.objects.get(headline="Another").fields_of_work.all()] == ["Elections"]
    assert "1 created" in further[0]
    assert [term.name for term in Edition.objects.get(headline="D").fields_of_work.all()] == ["Elections"]
    assert {(name.origin, name.name, name.ours) for name in ImportedName.objects.all()} == {
        ("former-site", "Ballots", "elections"),
        ("former-site", "Old theme", ""),
    }


def test_what_one_origin_calls_a_term_says_nothing_of_another(importer, rehearsal, tmp_path):
    told(importer, rehearsal, **{f"ours-{numbers(rehearsal)['Ballots']}": "Elections"})

    assert "1 refused" in run(write(tmp_path / "x.jsonl", RECORDS[0]), origin="elsewhere")[0]


def test_answer_that_names_no_term_is_refused_and_nothing_is_remembered(importer, rehearsal):
    answer = told(importer, rehearsal, **{f"ours-{numbers(rehearsal)['Ballots']}": "Election days"}).content.decode()

    assert "No term is called “Election days”." in answer
    assert not ImportedName.objects.exists()
    assert ImportRun.objects.count() == 1


def test_dry_run_that_no_longer_says_what_the_import_does_cannot_be_confirmed(importer, rehearsal):
    told(importer, rehearsal, **{f"ours-{numbers(rehearsal)['Ballots']}": "Elections"})

    step(importer, rehearsal, "confirm")

    assert not ImportRun.objects.filter(dry_run=False).exists()
    assert "Names were explained since" in page(importer, rehearsal)


def test_sample_is_shown_as_readers_would_see_it_before_anything_is_written(importer, rehearsal):
    shown = page(importer, rehearsal)
    sample = importer.get(reverse("admin:releases_importrun_sample", args=[rehearsal.pk, 0])).content.decode()

    assert "A sample, as readers would see it" in shown
    assert "Third" in sample
    assert "The office opened on Monday." in sample
    assert not Edition.objects.exists()


def test_sample_has_ten_texts_at_most(importer):
    upload(importer, *[make_record(id=f"n{number}", title=f"Headline {number}") for number in range(25)])
    the_worker_works()

    sample = ImportRun.objects.get().report["sample"]

    assert len({text["headline"] for text in sample}) == 10
    assert (
        importer.get(reverse("admin:releases_importrun_sample", args=[ImportRun.objects.get().pk, 10])).status_code
        == 404
    )


def test_nobody_else_may_explain_names_or_see_a_sample(client, rehearsal):
    client.logout()

    for name, arguments in (("names", []), ("sample", [0])):
        address = reverse(f"admin:releases_importrun_{name}", args=[rehearsal.pk, *arguments])
        assert client.post(address).status_code == 302
        assert "/login" in client.get(address).url
