"""Permissions of inlines that are part of an edition's text."""

from typing import Any

from django.contrib.admin.options import InlineModelAdmin
from django.http import HttpRequest

from releases import steps
from releases.models import Edition, User
from releases.models.within import MOST

MOST_ROWS = max(MOST["contacts"], MOST["files"])  # a forged form may claim any number


def may_write(request: HttpRequest, edition: Edition | None) -> bool:
    if edition is None or not isinstance(request.user, User):
        return request.user.has_perm("releases.add_edition")
    return steps.may_write_in(edition, request.user)


class PartOfTheText(InlineModelAdmin):
    """Editable by those who may edit the edition, while it is a draft."""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{"max_num": MOST_ROWS, "absolute_max": MOST_ROWS} | kwargs)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write(request, obj)
