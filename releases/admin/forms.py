"""What input may be. A form saves a draft; it never takes a step."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from releases.models import (
    Edition,
    EditionCountry,
    EditionFieldOfWork,
    EditionLink,
    EditionMeeting,
    EditionSource,
    Release,
)
from releases.workflow import Step
from taxonomy import richtext
from taxonomy.models.terms import Term

# Each input of the form with the table that keeps its terms.
TERM_INPUTS: dict[str, type[EditionLink]] = {
    "chosen_sources": EditionSource,
    "chosen_fields_of_work": EditionFieldOfWork,
    "chosen_countries": EditionCountry,
    "chosen_meetings": EditionMeeting,
}


class InOrderWidget(AutocompleteSelectMultiple):
    """Shows the chosen terms in the editor's order; the script beside it moves a new one to the end."""

    class Media:
        js = ["newsroom_admin/order.js"]

    def __init__(self, links: type[EditionLink]) -> None:
        super().__init__(links._meta.get_field("tag"), admin.site, attrs={"data-in-order": "true"})

    def optgroups(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> list[Any]:
        # A forged request may hold anything; what is no key of a term is nothing to show.
        value = [key for key in value if str(key).isdigit()]
        groups = super().optgroups(name, value, attrs)
        order = {str(chosen): position for position, chosen in enumerate(value)}
        return [
            (label, sorted(options, key=lambda option: order.get(str(option["value"]), 0)), index)
            for label, options, index in groups
        ]


class TermsField(forms.ModelMultipleChoiceField):
    """Terms of one vocabulary, in the order in which they were chosen. Nothing new can be typed."""

    def __init__(self, links: type[EditionLink], **kwargs: Any) -> None:
        terms = links._meta.get_field("tag").remote_field.model
        queryset = terms._default_manager.select_related("parent__parent__parent")
        super().__init__(queryset=queryset, widget=InOrderWidget(links), required=False, **kwargs)

    def label_from_instance(self, term: Term) -> str:
        return term.choice_label()

    def clean(self, value: Any) -> list[Term]:  # type: ignore[override]  # a list keeps the order
        chosen = {str(term.pk): term for term in super().clean(value)}
        return [chosen[key] for key in dict.fromkeys(str(key) for key in value or [])]


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 2, "cols": 60}), required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = value if isinstance(value, str) else "\n".join(value or [])
        return [line.strip() for line in text.splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class EditionForm(forms.ModelForm):
    places = LinesField(label=_("Places"), help_text=_("One a line, as in the dateline."))
    keywords = LinesField(label=_("Keywords"), help_text=_("One a line."))
    body = ProseEditorFormField(
        label=_("Text"),
        required=False,
        config={"extensions": richtext.EXTENSIONS},
        preset="configurable",
        widget=AdminProseEditorWidget,
    )
    chosen_sources = TermsField(EditionSource, label=_("Sources"), help_text=_("The first one leads."))
    chosen_fields_of_work = TermsField(EditionFieldOfWork, label=_("Fields of work"))
    chosen_countries = TermsField(EditionCountry, label=_("Countries"))
    chosen_meetings = TermsField(EditionMeeting, label=_("Meetings and conferences"))
    # How many lines the record had when the form was opened: a save after somebody else's is refused.
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    release_number = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Edition
        fields = [
            "language",
            "type",
            "headline",
            "lead",
            "body",
            "date",
            "places",
            "keywords",
            "kind",
            "change_note",
            "notes",
        ]
        widgets = {
            "headline": AdminTextInputWidget(attrs={"class": "vLargeTextField", "maxlength": 300}),
            "lead": forms.Textarea(attrs={"rows": 3, "cols": 80}),
            "change_note": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "notes": forms.Textarea(attrs={"rows": 2, "cols": 80}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.record.count()
            for name, links in TERM_INPUTS.items():
                rows = links._default_manager.filter(content_object=self.instance)
                self.initial.setdefault(name, list(rows.values_list("tag_id", flat=True)))
        if "kind" in self.fields:
            self.fields["kind"].choices = self._kinds()  # type: ignore[attr-defined]  # a choice field

    def _kinds(self) -> list[tuple[str, Any]]:
        """The first edition is the original; withdrawing and removing are steps."""
        kinds = Edition.Kind
        offered = [kinds.ORIGINAL] if self.instance.number == 1 else [kinds.UPDATE, kinds.CORRECTION]
        return [(kind.value, kind.label) for kind in offered]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get("version") != self.instance.record.count():
            raise ValidationError(
                gettext(
                    "Somebody else has saved this edition since you opened it. Your text is still here: copy it, open the edition again and join the two."
                )
            )
        if not self.instance.pk:
            self._clean_translation(cleaned)
        return cleaned

    def _clean_translation(self, cleaned: dict[str, Any]) -> None:
        """A language of a release is begun once; after that there are next editions."""
        number, language = cleaned.get("release_number"), cleaned.get("language")
        if not number:
            return
        if not Release.objects.filter(pk=number).exists():
            raise ValidationError(gettext("There is no release %(number)s.") % {"number": number})
        if Edition.objects.filter(release_id=number, language=language).exists():
            raise ValidationError(gettext("This release has a text in this language already; open that one."))

    def save_terms(self) -> None:
        """Write the terms in their order, where they changed."""
        for name, links in TERM_INPUTS.items():
            wanted = [term.pk for term in self.cleaned_data.get(name, [])]
            rows = links._default_manager.filter(content_object=self.instance)
            if wanted != list(rows.values_list("tag_id", flat=True)):
                rows.delete()
                links._default_manager.bulk_create(
                    links(content_object=self.instance, tag_id=pk, position=position)
                    for position, pk in enumerate(wanted)
                )


class StepForm(forms.Form):
    """What a step asks for beside the click."""

    remark = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3, "cols": 70}))
    at = forms.DateTimeField(
        label=_("Time"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    kind = forms.ChoiceField(
        label=_("What is the next edition?"),
        choices=[(kind.value, kind.label) for kind in (Edition.Kind.CORRECTION, Edition.Kind.UPDATE)],
    )
    replaced_by = forms.ModelChoiceField(
        label=_("Number of the release that replaces it"),
        queryset=Release.objects.all(),
        required=False,
        widget=forms.NumberInput,
    )

    def __init__(self, step: Step, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {
            "remark": True,
            "at": step.needs_time,
            "kind": step.name == "start_next",
            "replaced_by": step.name == "remove",
        }
        for name, wanted in asked.items():
            if not wanted:
                del self.fields[name]
        if step.name in ("withdraw", "remove"):
            self.fields["remark"].label = _("Explanation for the public")
        if step.name == "start_next":
            self.fields["remark"].label = _("Note for readers: what changes and why")
        self.fields["remark"].required = step.needs_remark
        if "at" in self.fields:
            self.fields["at"].help_text = _("In the time zone %s.") % settings.TIME_ZONE

    def arguments(self, step: Step) -> dict[str, Any]:
        """The arguments of the verb."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "remark"}
        name = {"withdraw": "explanation", "remove": "explanation", "start_next": "change_note"}.get(
            step.name, "remark"
        )
        return given | {name: self.cleaned_data["remark"]}


def copied_for_translation(release: Release) -> dict[str, Any]:
    """What a translation begins with: the facts of the text that there is, not its words."""
    source = min(release.editions.all(), key=lambda edition: (edition.language != "en", -edition.number), default=None)
    if source is None:
        return {}
    return {
        "type": source.type,
        "date": source.date,
        "places": source.places,
        **{name: chosen_ids(links, source) for name, links in TERM_INPUTS.items()},
    }


def chosen_ids(links: type[EditionLink], edition: models.Model) -> Iterable[int]:
    return list(links._default_manager.filter(content_object=edition).values_list("tag_id", flat=True))
