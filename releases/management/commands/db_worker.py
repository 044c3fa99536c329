from typing import Any

from django_tasks_db.management.commands import db_worker

from releases.mail.delivery import deliver


class Command(db_worker.Command):
    """The worker of django-tasks. One that starts looks for mail first, which an earlier one may have left when it died."""

    def handle(self, *args: Any, **options: Any) -> None:
        deliver.enqueue()
        super().handle(*args, **options)
