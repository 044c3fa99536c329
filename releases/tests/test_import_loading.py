"""Imports into a newsroom with content: editors' changes, duplicates, other languages, a history."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from releases import steps
from releases.importing import bulk_insert, journal
from releases.models import Edition, ImportRun, LegacyAddress, Provenance, Release
from releases.tests.importing import make_record, run, write
from releases.tests.making import make_live_edition, make_structure

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path):
    def load_records(*records, **options):
        told, reasons, _ = run(write(tmp_path / "releases.jsonl", *records), **options)
        return told, reasons

    return load_records


def live() -> list[str]:
    return [edition.headline for edition in Edition.objects.live()]


# Changed by editors


@pytest.fixture
def changed_here(load, admin_user):
    """An imported record whose text an editor has since corrected."""
    load(make_record())
    correction = steps.start_next(Edition.objects.live().get(), admin_user, kind="correction", change_note="A figure.")
    correction.headline = "Our own headline"
    correction.save()
    steps.record_save(correction, admin_user, created=False)
    steps.place_on_record(correction, None)
    return make_record(title="Their next headline")


def test_conflict_is_refused_unless_asked_otherwise(load, changed_here):
    told, reasons = load(changed_here)

    assert told.endswith(" 1 refused.")
    assert reasons[0].endswith("It has changed at its origin and has also been changed here.")
    assert live() == ["Our own headline"]


def test_conflict_can_be_skipped(load, changed_here):
    assert (
        load(changed_here, on_conflict="keep")[0] == "Read 1: 0 created, 0 updated, 0 unchanged, 0 refused, 1 skipped."
    )
    assert live() == ["Our own headline"]


def test_conflict_can_become_the_next_edition_and_what_stood_here_stays_in_the_history(load, changed_here):
    assert load(changed_here, on_conflict="edition")[0].startswith("Read 1: 0 created, 1 updated")
    assert live() == ["Their next headline"]
    assert Edition.objects.readable().filter(headline="Our own headline").exists()


def test_draft_that_an_editor_works_on_is_never_thrown_away(load, admin_user):
    load(make_record())
    draft = steps.start_next(Edition.objects.live().get(), admin_user)

    told, reasons = load(make_record(title="Another"), on_conflict="edition")

    assert told.endswith(" 1 refused.")
    assert "while editors are working on it here" in reasons[0]
    draft.refresh_from_db()
    assert draft.state == "draft"


# Duplicates


@pytest.mark.parametrize(
    ("duplicates", "counts"),
    [
        ("keep", "2 created, 0 updated, 0 unchanged, 0 refused."),
        ("skip", "1 created, 0 updated, 0 unchanged, 0 refused, 1 skipped."),
        ("refuse", "1 created, 0 updated, 0 unchanged, 1 refused."),
    ],
)
def test_same_text_under_another_id_is_kept_skipped_or_refused(load, duplicates, counts):
    same = make_record(id="again", body=make_record()["body"].replace("<p>", "<p class='x'>").replace(" ", "  "))

    assert load(make_record(), same, duplicates=duplicates)[0] == f"Read 2: {counts}"


def test_text_that_an_editor_wrote_here_is_recognised(load):
    edition = make_live_edition()
    record = make_record(title=edition.headline, body=edition.body)

    _, reasons = load(record, duplicates="refuse")

    assert reasons[0].endswith(f"Its text is the same as that of release {edition.release_id} here.")


# Withdrawn, removed, historic


def test_revoked_record_comes_in_as_withdrawn(load):
    load(make_record(kind="withdrawn", change_note="The figures were wrong."))
    edition = Edition.objects.live().get()

    assert (edition.kind, edition.change_note) == ("withdrawn", "The figures were wrong.")
    assert not Edition.objects.listed().exists()


def test_record_that_was_revoked_since_is_withdrawn_by_its_next_edition(load):
    load(make_record())

    assert load(make_record(kind="withdrawn", change_note="Wrong."))[0].startswith("Read 1: 0 created, 1 updated")
    assert [edition.kind for edition in Edition.objects.live()] == ["withdrawn"]


def history_of_three():
    first = {"title": "First", "date": "1999-05-03", "body": "<p>One</p>", "live_from": "1999-05-03T10:00:00+00:00"}
    second = first | {"title": "Second", "edition": 2, "kind": "correction", "change_note": "One.", "live_from": "1999-05-04T10:00:00+00:00"}  # fmt: skip
    return make_record(
        title="Third", edition=3, kind="update", live_from="1999-05-05T10:00:00+00:00", history=[first, second]
    )


def test_history_comes_in_with_its_record(load):
    load(history_of_three())
    day = datetime.datetime(1999, 5, 4, tzinfo=datetime.UTC)

    assert list(Edition.objects.order_by("number").values_list("number", "kind", "headline")) == [
        (1, "original", "First"),
        (2, "correction", "Second"),
        (3, "update", "Third"),
    ]
    assert [edition.headline for edition in Edition.objects.live(day)] == ["First"]
    assert live() == ["Third"]


def test_history_that_overlaps_is_refused(load):
    record = history_of_three()
    record["history"][0]["live_until"] = "1999-05-06T10:00:00+00:00"

    assert "ends after edition 2 begins" in load(record)[1][0]


def test_removed_record_leads_to_the_release_that_replaces_it_also_if_that_comes_later(load):
    gone = make_record(id="gone", title="", body="", kind="removed", change_note="Moved.", release=7, replaced_by=9)
    told, _ = load(gone, make_record(release=9))

    assert told.startswith("Read 2: 2 created")
    assert Edition.objects.get(kind="removed").replaced_by_id == Provenance.objects.get(identifier="office").release_id


def test_number_of_a_release_is_kept_where_it_is_free(load):
    load(make_record(release=4711), make_record(id="bureau", language="fr", release=4711))

    assert [release.pk for release in Release.objects.all()] == [4711]
    load(make_record(id="next", title="Next"))
    assert Release.objects.latest("pk").pk == 4712, "what comes after has a higher number"


def test_number_that_is_taken_here_gives_way_and_its_texts_stay_together(load):
    taken = make_live_edition().release_id
    load(make_record(release=taken), make_record(id="bureau", language="fr", release=taken))

    assert Release.objects.count() == 2
    assert Release.objects.exclude(pk=taken).get().editions.count() == 2


# Files


def test_files_that_a_record_names_come_from_the_folder(load, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "note.txt").write_text("A note for journalists.")
    record = make_record(attachments=["note.txt", {"path": "nowhere.pdf", "title": "Lost"}])
    told, _ = load(record, files=folder)

    assert told.startswith("Read 1: 1 created")
    assert [file.name for file in Edition.objects.get().files.all()] == ["note.txt"]


def test_file_outside_the_folder_is_not_taken(load, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    load(make_record(attachments=["../secret.txt", str(tmp_path / "secret.txt")]), files=folder)

    assert not Edition.objects.get().files.exists()


# Refused by the database only


def test_record_that_the_database_refuses_costs_only_itself(load):
    """It is in the first batch to be written, so the import's own row must be written again too."""
    wrong = make_record(id="wrong", title="Wrong", live_from="1999-05-03", live_until="1999-05-02")
    told, reasons = load(make_record(id="one"), wrong, make_record(id="two", title="Two", node=2))

    assert told == "Read 3: 2 created, 0 updated, 0 unchanged, 1 refused."
    assert "The database refused it" in reasons[0]
    assert Provenance.objects.filter(run=ImportRun.objects.get()).count() == 2


# The record of the import


def test_each_text_is_on_the_record_with_its_import(load):
    load(make_record())
    import_ = ImportRun.objects.get()

    assert Provenance.objects.get().run == import_
    assert str(import_.pk) in Edition.objects.get().record.get().remark
    assert (import_.state, import_.totals["created"]) == ("finished", 1)


def test_database_knows_after_an_import_how_its_tables_are_filled(load):
    load(*(make_record(id=f"{number}", title=f"Office {number}") for number in range(30)))

    statement = {
        "sqlite": "SELECT stat FROM sqlite_stat1 WHERE tbl = 'releases_edition' AND idx = 'releases_edition_by_state'",
        "postgresql": "SELECT reltuples::int::text FROM pg_class WHERE relname = 'releases_edition'",
    }
    with connection.cursor() as cursor:
        cursor.execute(statement[connection.vendor])
        assert cursor.fetchone()[0].split()[0] == "30"


def test_import_that_changes_nothing_leaves_nothing_behind(load):
    load(make_record())
    before = list(ImportRun.objects.values())

    load(make_record())

    assert list(ImportRun.objects.values()) == before


def test_dry_run_foretells_refusals_that_depend_on_each_other(load):
    make_structure("One")
    records = [
        make_record(node=1), make_record(id="two", node=1), make_record(id="fr", language="fr", translation_of="office"),
        make_record(id="fr2", language="fr", translation_of="office", title="Again"), make_record(id="lost", translation_of="nowhere"),
        make_record(id="copy"), make_record(title="Contradiction"), make_record(id="ru", language="ru", translation_of="later"),
        make_record(id="later", title="Later", body="<p>Other.</p>"), make_record(id="unknown", source="Nobody"),
    ]  # fmt: skip
    foretold, reasons = load(*records, dry_run=True, duplicates="refuse")

    assert not Release.objects.exists()
    assert (foretold.removeprefix("Dry run, nothing was changed. "), reasons) == load(*records, duplicates="refuse")


def test_dry_run_foretells_what_becomes_of_changed_records(load, changed_here):
    for on_conflict in ("keep", "refuse", "edition"):
        foretold = load(changed_here, dry_run=True, on_conflict=on_conflict)[0]
        assert live() == ["Our own headline"]
        assert foretold.removeprefix("Dry run, nothing was changed. ") == load(changed_here, on_conflict=on_conflict)[0]


def test_embargo_that_moves_at_its_origin_is_refused_while_it_waits_here(load):
    soon = timezone.now() + datetime.timedelta(days=1)
    load(make_record(embargo_until=soon.isoformat()))

    assert "unschedule it first" in load(make_record(title="Other", embargo_until=soon.isoformat()))[1][0]


def test_former_host_is_kept_with_the_address(load):
    load(make_record(url="https://www.former.example/item/9"))

    assert list(LegacyAddress.objects.values_list("host", "path")) == [("former.example", "/item/9")]


def test_what_the_database_refuses_of_many_rows_is_raised_as_of_one():
    """COPY bypasses Django; an unexpected exception would end the import instead of costing one record."""
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk_insert.insert(Release, ("number",), [(1,), (1,)])


def test_text_that_translates_another_than_before_is_refused(load):
    other = make_record(id="other", title="Another", body="<p>Another text.</p>")
    french = make_record(id="bureau", language="fr", title="Un bureau", translation_of="office")
    load(make_record(), other, french)

    for original in ("other", "nowhere"):
        _, reasons = load(french | {"title": "Le bureau", "translation_of": original})
        assert [reason.rpartition(": ")[2] for reason in reasons] == [
            "It is a translation of a different text from the one it translated when it was imported."
        ]
    told, _ = load(french | {"title": "Le bureau"})
    assert told.startswith("Read 1: 0 created, 1 updated")


def test_text_that_changed_its_language_is_refused(load):
    load(make_record())

    _, reasons = load(make_record(language="fr"))

    assert reasons[0].endswith("It was in 'en' when it was first imported.")


def _touch(path):
    path.parent.mkdir(parents=True)
    path.touch()


def test_ledgers_of_two_databases_are_two(monkeypatch):
    here = journal.ledger_path("f" * 64)
    assert journal.ledger_path("f" * 64) == here
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")

    assert journal.ledger_path("f" * 64) != here


def test_import_that_was_cut_off_goes_on_where_it_stopped_and_one_that_ended_does_not(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "FOLDER", tmp_path)
    mine = {"origin": "site", "fingerprint": "f" * 64}
    ended = ImportRun.objects.create(state=ImportRun.State.FINISHED, **mine)
    cut_off = ImportRun.objects.create(state=ImportRun.State.RUNNING, **mine)
    assert ended.pk < cut_off.pk

    assert journal.interrupted(**mine) is None, "without its ledger nobody knows how far it came"
    _touch(journal.ledger_path(mine["fingerprint"]))

    assert journal.interrupted(**mine) == cut_off
    assert journal.interrupted("elsewhere", mine["fingerprint"]) is None
    assert journal.interrupted("site", "e" * 64) is None
    ImportRun.objects.filter(pk=cut_off.pk).update(state=ImportRun.State.FINISHED)
    assert journal.interrupted(**mine) is None


def test_import_from_a_pipe_is_never_resumed(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "FOLDER", tmp_path)
    ImportRun.objects.create(state=ImportRun.State.RUNNING, origin="site", fingerprint="")
    _touch(journal.ledger_path(""))

    assert journal.interrupted("site", "") is None


def test_changed_record_does_not_take_the_address_of_another_release(load):
    first = make_record(url="https://former.example/item/1")
    other = make_record(id="other", title="Another", body="<p>Another text.</p>", url="https://former.example/item/2")
    load(first, other)

    told, reasons = load(first | {"title": "Changed", "url": "https://former.example/item/2"})

    assert told.endswith("1 refused.")
    assert "/item/2" in reasons[0]
    assert LegacyAddress.objects.get(path="/item/2").release_id == Provenance.objects.get(identifier="other").release_id
