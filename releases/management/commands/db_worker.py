from typing import Any

from django_tasks_db.management.commands import db_worker

from releases.mail.delivery import deliver
from releases.mail.heartbeat import beat
from releases.mail.witnessing import tell_witnesses


class Command(db_worker.Command):
    """The worker of django-tasks, which on start first sends any mail left by a worker that died, tells the witnesses of
    the record, and gives its first sign of life.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        deliver.enqueue()
        tell_witnesses.enqueue()
        beat.enqueue()
        super().handle(*args, **options)
