from typing import Any

from django.core.management.base import BaseCommand

from releases.admin import role_groups


class Command(BaseCommand):
    help = (
        "Give the groups of the roles the permissions that docs/workflow.md names; groups of your own are left alone."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        changed = role_groups.apply()
        self.stdout.write(
            f"Set the permissions of: {', '.join(changed)}." if changed else "Every role is as it should be."
        )
