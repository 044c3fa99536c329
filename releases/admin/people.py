"""Accounts. Roles are groups; nobody can grant more than the roles contain, and only superusers can create or change superusers."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from releases.models import User

FOR_SUPERUSERS = ("is_superuser", "user_permissions")


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ["username", "first_name", "last_name", "is_active", "is_staff"]
    filter_horizontal: ClassVar[Any] = ["groups", "user_permissions"]
    autocomplete_fields: ClassVar[Any] = ["structures"]
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Roles"), {"fields": ["is_active", "is_staff", "groups", "languages", "structures"]}),
        (_("For superusers"), {"fields": ["is_superuser", "user_permissions"], "classes": ["collapse"]}),
        (_("Important dates"), {"fields": ["last_login", "date_joined"]}),
    ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        if db_field.name == "languages":
            return forms.MultipleChoiceField(
                label=capfirst(db_field.verbose_name),
                help_text=db_field.help_text,
                choices=settings.LANGUAGES,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[arg-type]  # the stubs ask for more

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        fixed = ("last_login", "date_joined")
        return fixed if request.user.is_superuser else (*fixed, *FOR_SUPERUSERS)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        permitted = super().has_change_permission(request, obj)
        return permitted and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People in the record are kept; accounts of leavers are deactivated."""
        return False
