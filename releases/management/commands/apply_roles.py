from typing import Any

from django.core.management.base import BaseCommand

from releases.admin import role_groups


class Command(BaseCommand):
    help = (
        "Reset the groups of the roles to the permissions listed in docs/workflow.md; your own groups are left alone."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        changed = role_groups.apply()
        self.stdout.write(
            f"Permissions reset: {', '.join(changed)}." if changed else "Every role already has the right permissions."
        )
