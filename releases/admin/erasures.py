"""Lawful erasures: one person proposes, another carries out or declines."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from releases.accounts import freshness
from releases.admin.fields import LinesField
from releases.models import Erasure
from releases.steps import erasing
from releases.steps.taking import StepRefused


class ErasureForm(forms.ModelForm):
    words = LinesField(
        label=_("Words to erase"),
        help_text=_("One per line, in every form in which they occur. They are forgotten once the erasure is settled."),
    )
    files = LinesField(  # type: ignore[assignment]  # Django takes it from the class; uploads there are none
        label=_("Files to erase"), help_text=_("The SHA-256 of each, one per line.")
    )

    class Meta:
        model = Erasure
        fields = ["words", "files", "reason"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors and (reasons := erasing.against(**self.cleaned_data)):
            raise ValidationError(reasons)
        return cleaned


@admin.register(Erasure)
class ErasureAdmin(admin.ModelAdmin):
    form = ErasureForm
    list_display = ["pk", "state", "reason", "proposed_by", "proposed_at", "settled_by", "settled_at", "places"]
    list_select_related = ["proposed_by", "settled_by"]

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Erasure, form: Any, change: bool) -> None:
        proposed = erasing.propose(request.user, **form.cleaned_data)  # type: ignore[arg-type]  # nobody is anonymous here
        obj.pk = proposed.pk

    def log_addition(self, *args: Any) -> None:  # type: ignore[override]
        """The erasure is its own record; the log of the admin site would keep more words than it must."""

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        erasure = self.get_object(request, object_id)
        if request.method == "POST" and erasure is not None:
            if not freshness.is_fresh(request):
                return freshness.ask_again(request)
            return self.settle(request, erasure)
        kwargs["extra_context"] = self.found(erasure) if erasure is not None else {}
        return super().change_view(request, object_id, *args, **kwargs)

    def found(self, erasure: Erasure) -> dict[str, Any]:
        """What it would change, for the second person."""
        if erasure.state != Erasure.State.PROPOSED:
            return {"erasure": erasure, "instructions": erasing.INSTRUCTIONS}
        found = erasing.find(erasure)
        return {
            "erasure": erasure,
            "found": found,
            "editions": [edition for edition, _values in found.editions.values()],
            "left": erasing.remaining(erasure.words) if erasure.words else [],
        }

    def settle(self, request: HttpRequest, erasure: Erasure) -> HttpResponse:
        if not request.user.has_perm("releases.add_erasure"):
            raise PermissionDenied
        try:
            if "carry_out" in request.POST:
                places = erasing.carry_out(erasure, request.user)  # type: ignore[arg-type]  # nobody is anonymous here
                messages.success(request, gettext("Erased in %(places)d places.") % {"places": places})
            elif "decline" in request.POST:
                erasing.decline(erasure, request.user)  # type: ignore[arg-type]
                messages.success(request, gettext("The erasure was declined."))
        except StepRefused as refused:
            messages.error(request, " ".join(refused.reasons))
        return HttpResponseRedirect(request.path)
