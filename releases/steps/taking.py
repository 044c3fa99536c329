"""How a step is carried out: the locks around it, the questions before it, and the record entry after it."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from releases.models import Edition, Release, User
from releases.steps.entries import add_entry
from releases.steps.situation import Situation
from releases.steps.table import Step

# PostgreSQL's error code for a deadlock, which it resolves by aborting one transaction.
DEADLOCK = "40P01"


class StepRefused(Exception):
    """The step was not taken; `reasons` are sentences for the editor."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """One transaction, in which a concurrent change becomes StepRefused.

    Constraints and triggers have the last word, for example when a scheduled edition goes live between the check and
    the write.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refusal:
        raise StepRefused([_("The release was changed at the same moment. Check it and try again.")]) from refusal
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != DEADLOCK:
            raise
        raise StepRefused([_("The release was changed at the same moment. Check it and try again.")]) from error


def lock(edition: Edition) -> None:
    """Lock the release, so that steps follow one another, and the edition's row, so that nothing is written between
    check and write: neither by `update()`, nor by adding a term or a contact, whose triggers wait for that row.

    SQLite has no row locks and needs none: its transactions write one at a time.
    """
    Release.objects.select_for_update().get(pk=edition.release_id)
    edition.refresh_from_db(from_queryset=Edition.objects.select_for_update())


def write(edition: Edition, **values: Any) -> None:
    """Set these columns and no others, in the database and on the instance."""
    Edition.objects.filter(pk=edition.pk).update(**values)
    edition.refresh_from_db(fields=list(values))


@contextmanager
def taking(
    step: Step, edition: Edition, by: User | None, remark: str = "", at: datetime.datetime | None = None
) -> Iterator[str]:
    """Lock, read again, check, let the step write, and add to the record. Yields the digest of the text, for steps that seal it."""
    with one_at_a_time():
        lock(edition)
        situation = Situation(edition, by, remark=remark, at=at)
        if reasons := situation.blockers(step):
            raise StepRefused(reasons)
        before = edition.state
        yield situation.digest
        add_entry(edition, step.name, by, before=before, remark=remark, digest=situation.digest)
