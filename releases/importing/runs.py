"""Runs an import that was requested in the newsroom, in the worker: the same as the command, with progress shown in its row."""

from collections.abc import Callable, Mapping
from pathlib import Path

from django.conf import settings

from releases.importing import beside, journal, readers, report
from releases.importing.ledger import Ledger
from releases.importing.load import LoadRun
from releases.importing.outcome import ImportOutcome
from releases.importing.readers import mapping_file
from releases.models import ImportRun
from releases.models.clock import Now

DEFAULTS: dict[str, str] = {
    "format": "auto", "state": "released", "unknown_terms": "refuse", "on_conflict": "refuse", "duplicates": "keep", "language": "", "date_order": "",
}  # fmt: skip


def carry_out(row: ImportRun, progress: Callable[[ImportOutcome], None] | None = None) -> LoadRun:
    """Import the file of the row with its options; counts are updated per batch, and the report is stored at the end.

    An interrupted run resumes where it stopped. A failure is stored in the row, and raised.
    """
    row.state = ImportRun.State.RUNNING
    ImportRun.objects.filter(pk=row.pk).update(state=row.state, started_at=Now(), finished_at=None, problem="")
    try:
        run = _run(row, DEFAULTS | row.options)
        run.progress = progress or (lambda outcome: _show(row, outcome))
        run.load(
            readers.read(Path(settings.MEDIA_ROOT) / row.upload, (DEFAULTS | row.options)["format"], _explained(row))
        )
    except Exception as error:
        ImportRun.objects.filter(pk=row.pk).update(
            state=ImportRun.State.FAILED, problem=str(error)[:2_000], finished_at=Now()
        )
        raise
    asked = {"origin": row.origin, "dry_run": row.dry_run, "import": row.pk}
    ImportRun.objects.filter(pk=row.pk).update(
        state=ImportRun.State.FINISHED,
        finished_at=Now(),
        counts=run.outcome.as_json(),
        report=report.report(run.outcome, run.ledger, asked, most=1_000) | {"sample": run.samples.contents},
    )
    row.refresh_from_db()
    return run


def _run(row: ImportRun, options: Mapping[str, str]) -> LoadRun:
    run = LoadRun(
        origin=row.origin,
        as_draft=options["state"] == "draft",
        keep_unknown_terms=options["unknown_terms"] == "keep",
        on_conflict=options["on_conflict"],
        duplicates=options["duplicates"],
        dry_run=row.dry_run,
        beside=beside.given(readers.files_beside([Path(settings.MEDIA_ROOT) / row.upload])),
        journal=journal.Journal(options, row=row),
        ledger=Ledger() if row.dry_run else _ledger(row),
    )
    if row.position and not row.dry_run:
        run.continue_from(row)
    return run


def _ledger(row: ImportRun) -> Ledger:
    """Stored beside other ledgers, under the run's number; without it, an interrupted run starts over."""
    path = journal.folder() / f"run-{row.pk}.sqlite3"
    if not path.exists():
        row.position = 0
    ledger = Ledger(path)
    ledger.forget_after(row.position)
    return ledger


def _explained(row: ImportRun) -> mapping_file.Foreign:
    options = DEFAULTS | row.options
    return mapping_file.Foreign(language=str(options["language"]), order=str(options["date_order"]))


def _show(row: ImportRun, outcome: ImportOutcome) -> None:
    """For people watching a dry run; a real run stores its counts with each batch anyway."""
    if row.dry_run:
        ImportRun.objects.filter(pk=row.pk).update(counts=outcome.as_json())
