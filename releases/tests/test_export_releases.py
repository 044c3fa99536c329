"""`export_releases`: JSON Lines of what the public may read. `test_export_and_import` reads them back."""

import datetime
import io
import json
import sys
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from releases import steps
from releases.files import store
from releases.models import LegacyAddress
from releases.tests.files import PDF, picture
from releases.tests.making import (
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_meeting,
    make_scheduled_edition,
    make_structure,
    make_user,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
NOON = datetime.datetime(2004, 5, 3, 12, tzinfo=datetime.UTC)


@pytest.fixture
def export(tmp_path):
    """A function that runs the command and returns the records."""

    def run(**options: Any) -> list[dict[str, Any]]:
        output = tmp_path / "releases.jsonl"
        call_command("export_releases", output=output, stderr=io.StringIO(), **options)
        return [json.loads(line) for line in output.read_text().splitlines()]

    return run


def ids(records: list[dict[str, Any]]) -> list[str]:
    return [record["id"] for record in records]


def test_record_says_everything_that_the_edition_says(export):
    edition = make_live_edition(
        headline="Council  meets &amp; <b>talks</b>", lead="It met.", body="<p>VIENNA – It met.</p>", places=["VIENNA", "KYIV"],
        keywords=["council"], type="news", sources=[make_structure("Permanent Council")], live_from=NOON,
        fields_of_work=[make_field("Elections"), make_field("Arms control and disarmament, small arms")],
        countries=[make_country("Ukraine")], meetings=[make_meeting("Summit meetings")],
        contacts=[{"name": "Media desk", "email": "desk@osce.example"}], files=[("report.pdf", PDF)],
    )  # fmt: skip
    LegacyAddress.objects.create(path="/node/7", release=edition.release, language="en")
    digest = edition.files.get().digest

    [record] = export()

    assert record == {
        "id": f"{edition.release_id}-en", "language": "en", "release": edition.release_id, "edition": 1, "kind": "original",
        "type": "news", "date": "1999-05-03", "live_from": "2004-05-03T14:00:00+02:00",
        "title": "Council  meets &amp; <b>talks</b>", "lead": "It met.", "body": "<p>VIENNA – It met.</p>",
        "place": ["VIENNA", "KYIV"], "source": ["Permanent Council"],
        "fields_of_work": ["Elections", "Arms control and disarmament, small arms"], "countries": ["Ukraine"],
        "meetings": ["Summit meetings"], "keywords": ["council"],
        "contacts": [{"name": "Media desk", "email": "desk@osce.example"}],
        "attachments": [{"path": f"{digest[:2]}/{digest}.pdf", "name": "report.pdf", "digest": digest}],
        "legacy_addresses": ["/node/7"], "verbatim": True,
    }  # fmt: skip


def test_texts_of_a_release_stand_together_and_name_the_first_as_their_original(export):
    english = make_live_edition()
    make_live_edition(release=english.release, language="de")
    german = make_live_edition(language="de")
    make_live_edition(release=german.release, language="fr")

    records = export()

    assert ids(records) == [
        f"{english.release_id}-en",
        f"{english.release_id}-de",
        f"{german.release_id}-de",
        f"{german.release_id}-fr",
    ]
    assert [record.get("translation_of") for record in records] == [
        None,
        f"{english.release_id}-en",
        None,
        f"{german.release_id}-de",
    ]


def test_original_that_is_not_exported_is_not_named(export):
    english = make_live_edition()
    make_live_edition(release=english.release, language="fr")

    assert "translation_of" not in export(language="fr")[0]


def test_nothing_is_exported_that_the_list_does_not_show(export):
    shown = make_live_edition()
    make_edition()
    make_edition(state="approved")
    make_scheduled_edition()
    make_edition(release=shown.release, number=2, kind="update", headline="Not yet")
    withdrawn, removed = make_live_edition(), make_live_edition()
    steps.withdraw(withdrawn, make_user(), "Called off.")
    steps.remove(removed, make_user(), "By mistake.")

    records = export()

    assert ids(records) == [f"{shown.release_id}-en"]
    assert "Not yet" not in json.dumps(records)


def test_future_end_is_not_exported(export):
    edition = make_live_edition()
    make_edition(release=edition.release, number=2, kind="update", change_note="More.")
    edition.siblings().filter(pk=edition.pk).update(live_until=timezone.now() + HOUR)

    assert "live_until" not in export(editions="all")[0]


def test_all_editions_come_with_their_history_and_the_notices(export):
    first = make_live_edition(headline="Three observers", live_from=NOON, live_until=NOON + HOUR)
    make_live_edition(
        release=first.release, number=2, headline="Four observers", kind="correction", change_note="There are four.",
        live_from=NOON + HOUR,
    )  # fmt: skip
    withdrawn = make_live_edition(headline="Event takes place")
    steps.withdraw(withdrawn, make_user(), "Called off.")
    removed = make_live_edition(headline="Secret")
    steps.remove(removed, make_user(), "By mistake.", replaced_by=first.release)

    corrected, called_off, gone = export(editions="all")

    assert (corrected["title"], corrected["kind"], corrected["change_note"]) == (
        "Four observers",
        "correction",
        "There are four.",
    )
    [before] = corrected["history"]
    assert (before["title"], before["edition"]) == ("Three observers", 1)
    assert (before["live_from"], before["live_until"]) == ("2004-05-03T14:00:00+02:00", "2004-05-03T15:00:00+02:00")
    assert (called_off["kind"], called_off["edition"], len(called_off["history"])) == ("withdrawn", 2, 1)
    assert (gone["kind"], gone["change_note"], gone["replaced_by"]) == ("removed", "By mistake.", first.release_id)
    assert "title" not in gone
    assert "history" not in gone
    assert "Secret" not in json.dumps(gone)


def test_state_on_a_day_is_what_was_listed_at_its_end(export):
    day = datetime.timedelta(days=1)
    first = make_live_edition(headline="Three observers", live_from=NOON, live_until=NOON + 2 * day)
    make_live_edition(
        release=first.release,
        number=2,
        headline="Four observers",
        kind="update",
        change_note="One came.",
        live_from=NOON + 2 * day,
    )
    make_live_edition(headline="Later", live_from=NOON + 5 * day)

    titles = {
        date: [record["title"] for record in export(at=date)]
        for date in ("2004-05-02", "2004-05-03", "2004-05-06", "2004-05-08")
    }

    assert titles == {
        "2004-05-02": [],
        "2004-05-03": ["Three observers"],
        "2004-05-06": ["Four observers"],
        "2004-05-08": ["Four observers", "Later"],
    }


def test_state_on_a_day_does_not_bring_back_what_was_removed_since(export):
    edition = make_live_edition(headline="Secret", live_from=NOON)
    steps.remove(edition, make_user(), "By mistake.")

    assert export(at="2004-05-03", editions="all") == []


@pytest.mark.parametrize("date", ["2099-01-01", "2004-02-30", "yesterday", "2004-05-03T12:00:00"])
def test_day_that_makes_no_sense_or_lies_ahead_is_refused(export, date):
    with pytest.raises(CommandError, match="--at"):
        export(at=date)


def test_filters_are_those_of_the_list(export):
    elections, moldova = make_field("Elections"), make_country("Moldova")
    both = make_live_edition(fields_of_work=[elections], countries=[moldova])
    make_live_edition(fields_of_work=[elections])
    make_live_edition(countries=[moldova], type="news")

    assert ids(export(field=["elections"], country=["moldova"])) == [f"{both.release_id}-en"]
    assert len(export(type=["news"])) == 1
    assert export(**{"from": "2000-01-01"}) == []
    with pytest.raises(CommandError, match="“made-up” is not a known value"):
        export(field=["made-up"])


def test_merged_term_is_named_as_readers_see_it(export):
    old, new = make_field("Rule of law"), make_field("Justice")
    old.merged_into = new
    old.save()
    make_live_edition(fields_of_work=[old])

    assert export()[0]["fields_of_work"] == ["Justice"]


def test_files_are_copied_once_with_an_ending_that_programs_know(export, tmp_path):
    photo = picture()
    first = make_live_edition(files=[("report.pdf", PDF), ("photo.jpg", photo)])
    make_live_edition(files=[("again.pdf", PDF)])
    folder = tmp_path / "files"

    records = export(files=folder)
    copied = sorted(path for path in folder.rglob("*") if path.is_file())
    times = [path.stat().st_mtime_ns for path in copied]
    export(files=folder)

    assert sorted({file["path"] for record in records for file in record["attachments"]}) == [
        str(path.relative_to(folder)) for path in copied
    ]
    assert {store.digest_of(path) for path in copied} == set(first.files.values_list("digest", flat=True))
    assert [path.stat().st_mtime_ns for path in copied] == times


def test_interrupted_export_leaves_no_file_under_its_name(tmp_path):
    make_live_edition(files=[("lost.pdf", PDF + b"lost")])
    [path] = [path for path in store.kept() if path.read_bytes() == PDF + b"lost"]
    path.unlink()

    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_releases", output=tmp_path / "out.jsonl", files=tmp_path / "files", stderr=io.StringIO())

    assert not (tmp_path / "out.jsonl").exists()


def test_number_of_queries_does_not_grow_with_the_texts(export):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            export(editions="all")
        return len(captured)

    elections = make_field("Elections")
    make_live_edition(fields_of_work=[elections], files=[("report.pdf", PDF)])
    export()
    few = queries()
    for _ in range(20):
        make_live_edition(fields_of_work=[elections], contacts=[{"name": "Desk"}])

    assert queries() == few


def test_standard_output_holds_records_alone(capfdbinary):
    make_live_edition()

    call_command("export_releases", stderr=io.StringIO())
    sys.stdout.flush()

    out, _err = capfdbinary.readouterr()
    assert [json.loads(line)["language"] for line in out.splitlines()] == ["en"]
