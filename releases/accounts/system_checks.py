from typing import Any

from django.conf import settings
from django.core import checks

from releases.accounts.factors import OFF


def second_factor_is_asked_for(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.SECOND_FACTOR != OFF:
        return []
    return [
        checks.Warning(
            "A password alone lets people release: SECOND_FACTOR is off.",
            hint="Set SECOND_FACTOR=roles, or all.",
            id="releases.W020",
        )
    ]
