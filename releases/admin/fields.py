"""Form fields of the newsroom: terms in the order chosen, and lists of short texts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from releases.language.numbers import number_in
from releases.models import EditionLink
from releases.models.within import MOST
from taxonomy.models.terms import Term


class WithoutClearAll(AutocompleteSelectMultiple):
    """Each choice has its own remove button; a button to clear all would be invalid markup inside the list."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


class InOrderWidget(WithoutClearAll):
    """Shows the chosen terms in the editor's order; its script moves a new one to the end."""

    class Media:
        js = ["newsroom_admin/order.js"]

    def __init__(self, links: type[EditionLink]) -> None:
        super().__init__(links._meta.get_field("tag"), admin.site, attrs={"data-in-order": "true"})

    def optgroups(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> list[Any]:
        # A forged request may contain anything; values that are not keys are not displayed.
        value = [key for key in value if number_in(str(key)) is not None]
        groups = super().optgroups(name, value, attrs)
        order = {str(chosen): position for position, chosen in enumerate(value)}
        return [
            (label, sorted(options, key=lambda option: order.get(str(option["value"]), 0)), index)
            for label, options, index in groups
        ]


class RowsField(forms.ModelMultipleChoiceField):
    """Rejects values that cannot be keys before querying the database."""

    def clean(self, value: Any) -> Any:
        for key in value or []:
            if number_in(str(key)) is None:
                message = self.error_messages["invalid_pk_value"]
                raise ValidationError(message, code="invalid_pk_value", params={"pk": key})
        return super().clean(value)


class TermsField(RowsField):
    """Terms of one vocabulary, in the order chosen. New terms cannot be typed."""

    def __init__(self, links: type[EditionLink], **kwargs: Any) -> None:
        terms = links._meta.get_field("tag").remote_field.model
        queryset = terms._default_manager.select_related("parent__parent__parent")
        super().__init__(queryset=queryset, widget=InOrderWidget(links), required=False, **kwargs)

    def label_from_instance(self, term: Term) -> str:
        return term.choice_label()

    def clean(self, value: Any) -> list[Term]:  # type: ignore[override]  # a list keeps the order
        if len(value or []) > MOST["terms"]:
            raise ValidationError(gettext("At most %(most)d terms.") % {"most": MOST["terms"]})
        chosen = {str(term.pk): term for term in super().clean(value)}
        return [chosen[key] for key in dict.fromkeys(str(key) for key in value or [])]


class LinesField(forms.CharField):
    """A list of short texts, one per line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 2, "cols": 60}), required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = value if isinstance(value, str) else "\n".join(value or [])
        return [line.strip() for line in text.splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)
