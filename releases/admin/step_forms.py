"""Forms of the steps: what a step needs to know."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from releases.admin.fields import RowsField
from releases.models import Edition, Release, User
from releases.steps import table
from releases.steps.conditions import EXPLANATION, TIME_TO_COME
from releases.steps.table import Step

# The remark on these steps is public, and named differently in the function's parameters.
FOR_THE_PUBLIC = _("Public explanation")
SAID: dict[str, tuple[str, Any]] = {
    table.WITHDRAW.name: ("explanation", FOR_THE_PUBLIC),
    table.REMOVE.name: ("explanation", FOR_THE_PUBLIC),
    table.REINSTATE.name: ("explanation", FOR_THE_PUBLIC),
    table.REWORD_NOTICE.name: ("explanation", FOR_THE_PUBLIC),
    table.START_NEXT.name: ("change_note", _("Note for readers: what changed and why")),
}


class StepForm(forms.Form):
    remark = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3, "cols": 70}))
    at = forms.DateTimeField(
        label=_("Time"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    kind = forms.ChoiceField(
        label=_("Kind of edition"),
        choices=[(kind.value, kind.label) for kind in Edition.FOLLOWING],
        help_text=_("A minor change needs no note for readers."),
    )
    replaced_by = forms.ModelChoiceField(
        label=_("Number of the release that replaces it"),
        queryset=Release.objects.all(),
        required=False,
        widget=forms.NumberInput,
    )

    people = RowsField(
        label=_("Visible to"),
        queryset=User.objects.filter(is_active=True, is_staff=True).order_by("last_name", "username"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("You and everyone who has worked on it are always included."),
    )

    def __init__(
        self,
        step: Step,
        *args: Any,
        releases: QuerySet[Release] | None = None,
        must_say: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if releases is not None:
            self.fields["replaced_by"].queryset = releases  # type: ignore[attr-defined]  # a choice of models
        asked = {
            "remark": True,
            "at": TIME_TO_COME in step.conditions,
            "kind": step == table.START_NEXT,
            "replaced_by": step == table.REMOVE,
            "people": step == table.LIMIT_ACCESS,
        }
        for name, wanted in asked.items():
            if not wanted:
                del self.fields[name]
        self.fields["remark"].required = must_say or EXPLANATION in step.conditions
        if step.name in SAID:
            self.fields["remark"].label = SAID[step.name][1]
        if "at" in self.fields:
            self.fields["at"].help_text = _("Time zone: %s.") % settings.TIME_ZONE

    @staticmethod
    def before(said: dict[str, list[str]]) -> dict[str, Any]:
        """Initial values, as they were typed before."""
        return {name: values if name == "people" else values[-1] for name, values in said.items() if values}

    def arguments(self, step: Step) -> dict[str, Any]:
        """Keyword arguments for the step's function."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "remark"}
        name = SAID[step.name][0] if step.name in SAID else "remark"
        return given | {name: self.cleaned_data["remark"]}
