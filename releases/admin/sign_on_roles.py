from typing import Any

from django.conf import settings
from django.core import checks

from releases.admin.roles import ROLES


def groups_give_known_roles(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    unknown = sorted(set(settings.OIDC_ROLES.values()) - ROLES.keys())
    if not unknown:
        return []
    return [
        checks.Error(
            f"OIDC_ROLES names roles that there are not: {', '.join(unknown)}.",
            hint=f"The roles are {', '.join(ROLES)}.",
            id="releases.E024",
        )
    ]
