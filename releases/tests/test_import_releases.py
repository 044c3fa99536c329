"""The import command: every record is counted once, nothing is written twice, nothing becomes public too early."""

import datetime
import json

import pytest
from django.core.management import call_command
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from releases import steps
from releases.models import Edition, ImportRun, LegacyAddress, Provenance, Release
from releases.tests.importing import SHARED, make_record, run, write
from releases.tests.making import approved, make_country, make_field, make_structure

pytestmark = pytest.mark.django_db

TOMORROW = (timezone.now() + datetime.timedelta(days=1)).isoformat()


@pytest.fixture
def load(tmp_path):
    """A function that imports records from one file and returns the line of counts and the reasons."""

    def load_records(*records, **options):
        told, reasons, succeeded = run(write(tmp_path / "releases.jsonl", *records), **options)
        assert succeeded == (", 0 refused." in told), "the exit status is 0 only if nothing was refused"
        return told, reasons

    return load_records


def texts() -> list[tuple[str, str, str]]:
    return list(Edition.objects.order_by("pk").values_list("language", "headline", "state"))


# One record


def test_record_becomes_a_released_edition_with_all_that_it_says(load):
    field, country, structure = make_field("Elections"), make_country("Moldova"), make_structure("Mission to Moldova")
    told, _ = load(
        make_record(
            type="news", lead="A lead", place=["CHISINAU"], source="OSCE Mission to Moldova", fields_of_work=["elections"],
            countries=["Moldova"], keywords=["office"], url="https://former.example/item/9.html", node=4711,
            contacts=[{"name": "Media desk", "email": "desk@osce.example"}],
        )
    )  # fmt: skip
    edition = Edition.objects.live().get()

    assert told == "Read 1: 1 created, 0 updated, 0 unchanged, 0 refused."
    assert (edition.type, edition.headline, edition.lead) == ("news", "Mission opens an office", "A lead")
    assert (edition.date, edition.places, edition.keywords) == (datetime.date(1999, 5, 3), ["CHISINAU"], ["office"])
    assert edition.live_from == datetime.datetime(1999, 5, 2, 22, tzinfo=datetime.UTC), "midnight in Vienna"
    assert [*edition.fields_of_work.all(), *edition.countries.all(), *edition.sources.all()] == [
        field,
        country,
        structure,
    ]
    assert edition.contacts.get().email == "desk@osce.example"
    assert set(LegacyAddress.objects.values_list("path", flat=True)) == {"/item/9.html", "/node/4711"}
    assert edition.record.get().remark == f"Imported from import (import {ImportRun.objects.get().pk})."


@pytest.mark.promise(57)
def test_second_run_changes_nothing(load):
    load(make_record())
    before = texts()

    told, _ = load(make_record())

    assert told == "Read 1: 0 created, 0 updated, 1 unchanged, 0 refused."
    assert texts() == before


def test_record_that_changed_is_the_next_edition(load):
    load(make_record())

    told, _ = load(make_record(title="Mission opens two offices"))

    assert told == "Read 1: 0 created, 1 updated, 0 unchanged, 0 refused."
    assert [edition.headline for edition in Edition.objects.live()] == ["Mission opens two offices"]
    assert Edition.objects.live_or_past().count() == 2


def test_text_that_an_editor_changed_here_is_reported_and_kept(load, admin_user):
    load(make_record())
    correction = steps.start_next(
        Edition.objects.live().get(), admin_user, kind="correction", change_note="A figure was wrong."
    )
    correction.headline = "Our own headline"
    correction.save()
    steps.release_now(approved(correction), admin_user)

    told, reasons = load(make_record(title="Another headline"))

    assert told == "Read 1: 0 created, 0 updated, 0 unchanged, 1 refused."
    assert reasons[0].endswith("It has changed at its origin and has also been changed here.")
    assert [edition.headline for edition in Edition.objects.live()] == ["Our own headline"]


def test_same_id_of_another_origin_is_another_text(load):
    load(make_record())
    load(make_record(), origin="elsewhere")

    assert Release.objects.count() == 2


def test_id_that_occurs_twice_counts_once_if_it_says_the_same_and_is_refused_if_not(load):
    told, reasons = load(make_record(), make_record(), make_record(title="Another"))

    assert told == "Read 3: 1 created, 0 updated, 1 unchanged, 1 refused."
    assert "was already used at" in reasons[0]
    assert len(texts()) == 1


def test_empty_text_with_a_lead_is_taken_in(load):
    told, _ = load(make_record(body="", lead="The office opened."))

    assert told.startswith("Read 1: 1 created")


@pytest.mark.promise(39)
def test_hostile_markup_comes_in_inert(load):
    load(
        make_record(
            title="<img src=x onerror=alert(1)>Office &lt;b&gt;",
            body='<p onclick="x()">One<script>x()</script></p><iframe src="https://elsewhere.example"></iframe>'
            '<a href="javascript:x()">two</a>',
        )
    )
    edition = Edition.objects.get()

    assert "x()" not in edition.body
    assert "elsewhere" not in edition.body
    assert "One" in edition.body


# Time


@pytest.mark.parametrize("key", ["date", "live_from", "embargo_until"])
def test_text_whose_time_is_to_come_is_public_only_then(load, key):
    load(make_record(**{key: TOMORROW}))

    assert not Edition.objects.live().exists()
    assert Edition.objects.live(at=timezone.now() + datetime.timedelta(days=2)).exists()


def test_drafts_wait_for_an_editor(load):
    load(make_record(), state="draft")

    assert texts() == [("en", "Mission opens an office", "draft")]
    assert not Edition.objects.live(at=timezone.now() + datetime.timedelta(days=20_000)).exists()


# Translations


def test_translations_share_a_release_in_whatever_order_they_come(load):
    french = make_record(id="bureau", language="fr", title="La Mission ouvre un bureau", translation_of="office")
    german = make_record(id="amt", language="de", title="Mission eröffnet ein Büro", translation_of="bureau")
    told, _ = load(german, french, make_record())

    assert told.startswith("Read 3: 3 created")
    assert set(Edition.objects.values_list("release", "language")) == {
        (Release.objects.get().pk, language) for language in ("en", "fr", "de")
    }


def test_translation_without_its_original_is_refused(load):
    _, reasons = load(make_record(language="fr", translation_of="nowhere"))

    assert "It is a translation of 'nowhere', but no such text was imported" in reasons[0]


@pytest.fixture
def orphans(load):
    """Two translations of an original that is refused."""
    french = make_record(id="bureau", language="fr", title="La Mission ouvre un bureau", translation_of="office")
    german = make_record(id="amt", language="de", title="Mission eröffnet ein Büro", translation_of="office")
    return lambda original, **options: load(german, original, french, **options)


@pytest.mark.parametrize("fault", [{"date": "soon"}, {"title": None}, {"fields_of_work": ["Unheard of"]}])
def test_translations_of_a_refused_original_come_together_and_it_joins_them_once_it_is_mended(orphans, load, fault):
    told, _ = orphans(make_record(**fault))
    again, _ = orphans(make_record(**fault))
    mended, _ = load(make_record())
    last, _ = orphans(make_record())

    assert told == "Read 3: 2 created, 0 updated, 0 unchanged, 1 refused."
    assert again == "Read 3: 0 created, 0 updated, 2 unchanged, 1 refused."
    assert mended == "Read 1: 1 created, 0 updated, 0 unchanged, 0 refused."
    assert last == "Read 3: 0 created, 0 updated, 3 unchanged, 0 refused."
    assert {edition.language for edition in Release.objects.get().editions.all()} == {"de", "en", "fr"}
    assert "It translates 'office', which was not imported" in Edition.objects.get(language="fr").notes


def test_dry_run_foretells_translations_of_a_refused_original(orphans):
    told, _ = orphans(make_record(date="soon"), dry_run=True)

    assert told == "Dry run, nothing was changed. Read 3: 2 created, 0 updated, 0 unchanged, 1 refused."


def test_translation_that_changes_stays_with_the_original_that_it_waits_for(orphans, load):
    orphans(make_record(date="soon"))

    told, _ = load(make_record(id="amt", language="de", title="Ein Büro", translation_of="office"))

    assert told == "Read 1: 0 created, 1 updated, 0 unchanged, 0 refused."


# Refusals


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (make_record(date="2004-02-30"), "The date '2004-02-30' does not exist"),
        (make_record(date="yesterday"), "The date 'yesterday' cannot be read as a date"),
        (make_record(embargo_until="soon"), "The embargo_until 'soon' cannot be read as a date"),
        (make_record(language="xx"), "The language 'xx' is not one of the site’s languages."),
        (make_record(type="poem"), "The type 'poem' is not known"),
        (make_record(title=" \u200b "), "It has no headline."),
        (make_record(title="x" * 2000), "Its headline is 2000 characters long; the limit is"),
        (make_record(body="<p> </p>"), "It has neither a text nor a lead."),
        (make_record(id=""), "Its id is empty."),
        (make_record(id="x" * 2000), "Its id is 2000 characters long"),
        (make_record(fields_of_work=["Electoins"]), "“Electoins” is not one of the fields of work; the closest match is “Elections”."),
        (make_record(source="Nobody"), "“Nobody” is not one of the structures and institutions"),
        (make_record(title="Null\0 byte", lead="\0"), None),
        (b"{", "The line is not valid JSON"),
        (b"\xff\xfe\x00", "The line is n"),
    ],
)  # fmt: skip
@pytest.mark.promise(58)
def test_bad_record_is_refused_with_file_line_and_reason_and_the_rest_is_taken_in(load, tmp_path, record, reason):
    make_field("Elections")
    told, reasons = load(make_record(id="first"), record, make_record(id="last"))

    if reason is None:
        assert told.startswith("Read 3: 3 created")
    else:
        assert told == "Read 3: 2 created, 0 updated, 0 unchanged, 1 refused."
        assert reasons[0].startswith(f"{tmp_path}/releases.jsonl:2: {reason}")


def test_unknown_terms_can_be_kept_for_the_editor(load):
    told, _ = load(make_record(fields_of_work=["Electoins"]), unknown_terms="keep")

    assert told.startswith("Read 1: 1 created")
    assert "Electoins" in Edition.objects.get().notes


def test_legacy_address_of_another_release_is_refused(load):
    _, reasons = load(make_record(node=1), make_record(id="other", node=1))

    assert "The legacy address /node/1 already leads to another release." in reasons[0]
    assert Edition.objects.count() == 1, "nothing of a refused record is left behind"


def test_dry_run_says_what_the_real_run_does_and_changes_nothing(load):
    records = [make_record(), make_record(id="two", date="never"), make_record(id="three", translation_of="office", language="fr")]  # fmt: skip
    foretold, reasons = load(*records, dry_run=True)

    assert not Release.objects.exists()
    assert not Provenance.objects.exists()
    assert (foretold.removeprefix("Dry run, nothing was changed. "), reasons) == load(*records)


def test_refused_records_can_be_mended_and_imported_again(load, tmp_path):
    rejects = tmp_path / "rejects.jsonl"
    load(make_record(id="first"), make_record(date="2004-02-30"), rejects=rejects)
    mended = rejects.read_text().replace("2004-02-30", "2004-02-29")
    rejects.write_text(mended)

    assert run(rejects) == ("Read 1: 1 created, 0 updated, 0 unchanged, 0 refused.", [], True)


def test_report_tells_the_same_as_the_command(load, tmp_path):
    report = tmp_path / "report.json"
    load(make_record(colour="blue"), make_record(id="two", date="never"), report=report)
    told = json.loads(report.read_text())

    assert (told["read"], told["created"], told["refused"]) == (2, 1, 1)
    assert told["refusals"][0]["line"] == 2
    assert told["unknown_keys"] == {"colour": 1}


def test_output_is_never_written_over_the_source(tmp_path):
    path = write(tmp_path / "releases.jsonl", make_record())
    before = path.read_bytes()

    _, _, succeeded = run(tmp_path, rejects=path)

    assert not succeeded
    assert path.read_bytes() == before


# Real input


def shared(name: str):
    path = SHARED / name
    return pytest.mark.skipif(
        not path.exists(), reason=f"needs {name} of the shared test data, which is not part of the repository"
    )


@shared("osce")
def test_saved_page_of_a_real_release_becomes_that_release(client):
    call_command("load_taxonomy", verbosity=0)
    page = sorted((SHARED / "osce").glob("*.txt"))

    assert run(*page)[0] == "Read 1: 1 created, 0 updated, 0 unchanged, 0 refused."
    assert run(*page)[0] == "Read 1: 0 created, 0 updated, 1 unchanged, 0 refused."

    edition = Edition.objects.live().get()
    assert (edition.type, edition.language, edition.date) == ("press-release", "en", datetime.date(2004, 1, 21))
    assert edition.headline == "OSCE Chairman-in-Office pledges closer co-operation with NATO"
    assert edition.places == ["BRUSSELS"]
    assert [source.source_name for source in edition.sources.all()] == ["OSCE Chairpersonship"]
    assert edition.fields_of_work.count() == 6
    paragraphs = edition.body.split("\n")
    assert len(paragraphs) == len(set(paragraphs)) == 12
    assert paragraphs[0].startswith("<p>BRUSSELS, 21 January 2004 - ")
    for address in (
        "/releases/?field=border-management",
        "/fields-of-work/arms-control/",
        "/structures/chairpersonship/",
    ):
        cards = LexborHTMLParser(client.get(address).content).css(".card a[href]")
        assert {link.attributes["href"] for link in cards} == {edition.get_absolute_url()}


@shared("digitalgov")
def test_every_record_of_a_real_archive_is_accounted_for():
    archive = SHARED / "digitalgov" / "releases.jsonl"
    told, reasons, _ = run(archive)

    assert told == "Read 1658: 1656 created, 0 updated, 0 unchanged, 2 refused."
    assert all("was already used at" in reason for reason in reasons)
    # Of 220 records without a text, two are refused.
    assert Edition.objects.live().filter(body="").exclude(lead="").count() == 218
    assert run(archive)[0] == "Read 1658: 0 created, 0 updated, 1656 unchanged, 2 refused."
