from typing import Any

from django.contrib import admin
from django.forms import BaseInlineFormSet
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils.translation import gettext as _

from releases.models import Contact, Edition
from releases.workflow import State


class ContactFormSet(BaseInlineFormSet):
    def add_fields(self, form: Any, index: Any) -> None:
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].widget.attrs["aria-label"] = _("Delete")


class ContactInline(admin.TabularInline):
    """Part of the text: whoever may write in the edition may write these, and nobody once it has left the draft."""

    model = Contact
    formset = ContactFormSet
    extra = 0
    fields = ["name", "role", "email", "phone", "position"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        """In a table the headings of the columns name the inputs for the eye alone."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[arg-type]  # the stubs ask for more
        if field is not None:
            field.widget.attrs["aria-label"] = str(field.label)
        return field

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write(request, obj)


def may_write(request: HttpRequest, edition: Edition | None) -> bool:
    if edition is None:
        return request.user.has_perm("releases.add_edition")
    return edition.state == State.DRAFT and request.user.has_perm("releases.change_edition")
