"""Departments: who speaks for which when clearance is asked for."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from releases.models import Department


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    list_display = ["name"]
    search_fields = ["name"]
    filter_horizontal: ClassVar[Any] = ["people"]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Requests on the record name it; one that is gone has no people."""
        return False
