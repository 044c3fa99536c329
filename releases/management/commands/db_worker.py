from typing import Any

from django_tasks_db.management.commands import db_worker

from releases.alerts.work import tell_readers
from releases.mail.delivery import deliver
from releases.mail.heartbeat import beat
from releases.mail.repeating import repeated
from releases.mail.witnessing import tell_witnesses
from releases.room.changes import Watch
from releases.site import purging
from releases.site.hub import work


class Command(db_worker.Command):
    """The worker of django-tasks, which on start first sends any mail left by a worker that died, tells the witnesses of
    the record, gives its first sign of life, and looks what readers are to be told. Beside it run the hub, and what
    tells caches in front of the site, and what tells journalists of another hour.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        deliver.enqueue()
        tell_witnesses.enqueue()
        beat.enqueue()
        tell_readers.enqueue()
        with work.running(), purging.running(), repeated(Watch, "room"):
            super().handle(*args, **options)
