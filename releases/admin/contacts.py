from typing import Any

from django.contrib import admin
from django.forms import BaseInlineFormSet
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils.translation import gettext as _

from releases.admin.text_parts import PartOfTheText
from releases.models import Contact


class ContactFormSet(BaseInlineFormSet):
    def add_fields(self, form: Any, index: Any) -> None:
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].widget.attrs["aria-label"] = _("Delete")


class ContactInline(PartOfTheText, admin.TabularInline):
    model = Contact
    formset = ContactFormSet
    extra = 0
    fields = ["name", "role", "email", "phone", "position"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        """In a table, column headings label the inputs visually only, so each input gets a label of its own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[arg-type]  # the stubs ask for more
        if field is not None:
            field.widget.attrs["aria-label"] = str(field.label)
        return field
