"""Forms of the newsroom. They save drafts and never take steps."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField

from releases.admin.chart_choices import TextWidget
from releases.admin.fields import LinesField, TermsField
from releases.admin.unsaved_text import BRING_BACK
from releases.language.numbers import MOST_DIGITS
from releases.models import Edition, EditionLink, EditionQuerySet
from releases.models.carried import carried_terms
from releases.models.record import KEPT_ASIDE
from releases.review.checks import ROOM
from taxonomy import richtext

STALE = "stale"  # the error code for a concurrent save
CHOSEN = "chosen_"  # prefix of the name under which a text carries the terms
# Each form field, with the part whose terms it edits.
TERM_INPUTS = {f"{CHOSEN}{part.name}": part for part in carried_terms().values()}
F = TypeVar("F", bound=type[forms.ModelForm])


def with_term_inputs(form: F) -> F:
    """Declares them, as Django would if they were written out in the class."""
    for name, part in TERM_INPUTS.items():
        declared = TermsField(part.model, label=part.label, help_text=part.help_text)
        form.declared_fields[name] = form.base_fields[name] = declared
    return form


def version_of(edition: Edition) -> int:
    """The id of the edition's current saved text; 0 if none was ever saved here."""
    current = edition.saved_texts.exclude(entry__step=KEPT_ASIDE).order_by("pk")
    return current.values_list("pk", flat=True).last() or 0


@with_term_inputs
class EditionForm(forms.ModelForm):
    places = LinesField(label=_("Places"), help_text=_("One per line, as in the dateline."))
    keywords = LinesField(label=_("Keywords"), help_text=_("One per line."))
    body = ProseEditorFormField(
        label=_("Text"),
        required=False,
        config={"extensions": richtext.EXTENSIONS},
        preset="configurable",
        widget=TextWidget,
    )
    # The saved text with which the form was opened: a save over a later one is merged, and never overwrites it.
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    release_number = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=10**MOST_DIGITS)
    # The editions visible to the person filling in the form; all others do not exist for them.
    visible: EditionQuerySet = Edition.objects.none()

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
        help_texts = {
            "headline": format_lazy(
                _("Search engines and e-mail show up to {room} characters in full."), room=ROOM["headline"]
            ),
            "lead": format_lazy(
                _("One or two sentences, up to {room} characters; shown in lists and above the text."),
                room=ROOM["lead"],
            ),
        }
        widgets = {
            "headline": AdminTextInputWidget(
                attrs={"class": "vLargeTextField", "maxlength": 300, "data-room": ROOM["headline"]}
            ),
            "lead": forms.Textarea(attrs={"rows": 3, "cols": 80, "data-room": ROOM["lead"]}),
            "change_note": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "notes": forms.Textarea(attrs={"rows": 2, "cols": 80}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = version_of(self.instance)
            for name, part in TERM_INPUTS.items():
                rows = part.model._default_manager.filter(content_object=self.instance)
                self.initial.setdefault(name, list(rows.values_list("tag_id", flat=True)))
        if "kind" in self.fields:
            self.fields["kind"].choices = self._kinds()  # type: ignore[attr-defined]  # a choice field

    def _kinds(self) -> list[tuple[str, Any]]:
        """The first edition is the original; withdrawing and removing are steps."""
        first, kinds = self.instance.number == 1, Edition.Kind
        return [(kind.value, kind.label) for kind in ([kinds.ORIGINAL] if first else Edition.FOLLOWING)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if BRING_BACK in self.data:
            raise ValidationError(gettext("Your unsaved text has been restored. Check it, then save it."))
        if self.instance.pk and (cleaned.get("version") or 0) != version_of(self.instance):
            raise ValidationError(gettext("Someone else has saved this edition since you opened it."), code=STALE)
        if not self.instance.pk:
            self._clean_translation(cleaned)
        return cleaned

    def _clean_translation(self, cleaned: dict[str, Any]) -> None:
        """Each language of a release is started once; after that there are next editions."""
        number, language = cleaned.get("release_number"), cleaned.get("language")
        if not number:
            return
        if not self.visible.filter(release=number).exists():
            raise ValidationError(gettext("There is no release %(number)s.") % {"number": number})
        if Edition.objects.filter(release_id=number, language=language).exists():
            raise ValidationError(gettext("This release already has a text in this language; open that one instead."))

    def save_terms(self) -> None:
        """Write the terms in order, if they changed."""
        for name, part in TERM_INPUTS.items():
            wanted = [term.pk for term in self.cleaned_data.get(name, [])]
            rows = part.model._default_manager.filter(content_object=self.instance)
            if wanted != list(rows.values_list("tag_id", flat=True)):
                rows.delete()
                part.model._default_manager.bulk_create(
                    part.model(content_object=self.instance, tag_id=pk, position=position)
                    for position, pk in enumerate(wanted)
                )


def copied_for_translation(editions: EditionQuerySet) -> dict[str, Any]:
    """Initial data of a translation: the facts of the existing text, not its words."""
    source = min(editions, key=lambda edition: (edition.language != "en", -edition.number), default=None)
    if source is None:
        return {}
    return {
        "type": source.type,
        "date": source.date,
        "places": source.places,
        **{name: chosen_ids(part.model, source) for name, part in TERM_INPUTS.items()},
    }


def chosen_ids(links: type[EditionLink], edition: models.Model) -> Iterable[int]:
    return list(links._default_manager.filter(content_object=edition).values_list("tag_id", flat=True))
