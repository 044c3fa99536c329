"""Background tasks: stored in the database, run by the worker, `manage.py db_worker`.

Django 6 has tasks built in; django-tasks provides them for Django 5.2. Only this module knows about both.
"""

import datetime
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone
from django_tasks_db.compat import Task
from django_tasks_db.models import DBTaskResult, get_date_max

from releases.models.letters import Letter

try:
    from django.tasks import task
except ImportError:
    from django_tasks import task  # type: ignore[no-redef]

__all__ = ["Backlog", "after_commit", "backlog", "no_later_than", "task"]

SHORTEST_PAUSE = datetime.timedelta(seconds=1)
# Workers poll every second; a task overdue by more than this shows that no worker is running.
PATIENCE = datetime.timedelta(minutes=1)


def after_commit(job: Task[Any, None], *args: object, run_after: datetime.datetime | None = None) -> None:
    """Queue the job once the transaction has committed; `run_after` delays it.

    A failure to queue is logged and undoes nothing.
    """
    planned = job.using(run_after=run_after) if run_after else job
    transaction.on_commit(partial(planned.enqueue, *args), robust=True)


def no_later_than(job: Task[[], None], pause: datetime.timedelta) -> None:
    """Queue the job to run after the pause, unless it is already queued to run by then."""
    at = timezone.now() + max(pause, SHORTEST_PAUSE)
    by_then = Q(run_after__lte=at) | Q(run_after=get_date_max())  # the value stored for a job without a delay
    if not DBTaskResult.objects.filter(by_then, status="READY", task_path=job.module_path).exists():
        job.using(run_after=at).enqueue()


@dataclass(frozen=True)
class Backlog:
    """The state of background work, for the dashboard."""

    waiting: int
    failed: int
    due_since: datetime.datetime | None
    stuck_letters: int = 0

    def is_stuck(self, at: datetime.datetime) -> bool:
        """Whether a task is overdue and no worker has taken it."""
        return self.due_since is not None and at - self.due_since > PATIENCE


def backlog() -> Backlog:
    """Tasks that are due or failed, and mail that is overdue. Two queries."""
    ready = Q(pk__in=DBTaskResult.objects.ready().values("pk"))
    counts = DBTaskResult.objects.aggregate(
        waiting=Count("pk", filter=ready),
        failed=Count("pk", filter=Q(status="FAILED", finished_at__gt=timezone.now() - datetime.timedelta(days=7))),
        due_since=Min("enqueued_at", filter=ready),
    )
    return Backlog(**counts, stuck_letters=Letter.objects.stuck().count())
