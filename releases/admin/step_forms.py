"""What a step asks for beside the click."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from releases.models import Edition, Release
from releases.workflow import Step


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
        name = {
            "withdraw": "explanation",
            "remove": "explanation",
            "reinstate": "explanation",
            "start_next": "change_note",
        }.get(step.name, "remark")
        return given | {name: self.cleaned_data["remark"]}
