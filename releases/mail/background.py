"""Work that nobody waits for: it is kept in the database and done by the worker, `manage.py db_worker`.

Django 6 has tasks built in, and django-tasks is the same for Django 5.2: this is the one place that knows of both.
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
# A worker asks for work every second; what has been due for longer than this waits for a worker that is not there.
PATIENCE = datetime.timedelta(minutes=1)


def after_commit(job: Task[Any, None], *args: object, run_after: datetime.datetime | None = None) -> None:
    """Queue the job once the transaction has ended well; `run_after` keeps it for later.

    A failure to queue is logged and undoes nothing.
    """
    planned = job.using(run_after=run_after) if run_after else job
    transaction.on_commit(partial(planned.enqueue, *args), robust=True)


def no_later_than(job: Task[[], None], pause: datetime.timedelta) -> None:
    """Have the job done after the pause, if it is not to be done by then already."""
    at = timezone.now() + max(pause, SHORTEST_PAUSE)
    by_then = Q(run_after__lte=at) | Q(run_after=get_date_max())  # which is what stands with a job for now
    if not DBTaskResult.objects.filter(by_then, status="READY", task_path=job.module_path).exists():
        job.using(run_after=at).enqueue()


@dataclass(frozen=True)
class Backlog:
    """How the work stands, for the dashboard."""

    waiting: int
    failed: int
    due_since: datetime.datetime | None
    stuck_letters: int = 0

    def is_stuck(self, at: datetime.datetime) -> bool:
        """Whether something is due and no worker has taken it."""
        return self.due_since is not None and at - self.due_since > PATIENCE


def backlog() -> Backlog:
    """What is due, what failed, and mail that should have arrived long ago. Two queries."""
    ready = Q(pk__in=DBTaskResult.objects.ready().values("pk"))
    counts = DBTaskResult.objects.aggregate(
        waiting=Count("pk", filter=ready),
        failed=Count("pk", filter=Q(status="FAILED", finished_at__gt=timezone.now() - datetime.timedelta(days=7))),
        due_since=Min("enqueued_at", filter=ready),
    )
    return Backlog(**counts, stuck_letters=Letter.objects.stuck().count())
