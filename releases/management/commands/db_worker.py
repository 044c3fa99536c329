from typing import Any

from django_tasks_db.management.commands import db_worker

from releases.mail.delivery import deliver


class Command(db_worker.Command):
    """The worker of django-tasks, which on start first sends any mail left by a worker that died."""

    def handle(self, *args: Any, **options: Any) -> None:
        deliver.enqueue()
        super().handle(*args, **options)
