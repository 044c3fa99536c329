"""The worker's part: it looks every few seconds, and sends a while at a time, so that the mail of the newsroom comes between."""

import datetime

from django_tasks_db.models import DBTaskResult

from releases.alerts import asking, queueing, sending
from releases.mail.background import no_later_than, task

PAUSE = datetime.timedelta(seconds=5)
AT_MOST = 20.0  # seconds


@task(priority=-10)
def tell_readers() -> None:
    """Queues itself first, so that a failure, which the dashboard shows, ends nothing."""
    no_later_than(tell_readers, PAUSE)
    queueing.look()
    if sending.send(AT_MOST):
        no_later_than(tell_readers, datetime.timedelta())
    asking.forget_old()
    _forget_runs()


def _forget_runs() -> None:
    """Every few seconds leaves a row otherwise; one that failed stays."""
    DBTaskResult.objects.filter(status="SUCCESSFUL", task_path=tell_readers.module_path).delete()
