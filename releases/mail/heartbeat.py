"""A sign of life of the workers: a task that marks the time and queues itself again. It proves that tasks are done, not
only that a process exists.
"""

import datetime

from releases.mail.background import no_later_than, task
from releases.models.clock import Now, database_time
from releases.models.heartbeat import Heartbeat

PAUSE = datetime.timedelta(seconds=10)
LATE = 60.0  # seconds without a sign of life


@task
def beat() -> None:
    Heartbeat.objects.update_or_create(pk=1, defaults={"at": Now()})
    no_later_than(beat, PAUSE)


def age() -> float | None:
    """Seconds since the last one; None if there never was one."""
    last = Heartbeat.objects.filter(pk=1).values_list("at", flat=True).first()
    return (database_time() - last).total_seconds() if last else None
