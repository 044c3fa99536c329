"""Editions in the newsroom: writing drafts, and taking the steps that lead from them to the public."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from releases import workflow
from releases.admin.forms import EditionForm, copied_for_translation
from releases.admin.steps import editor_of, step_view
from releases.models import Contact, Edition, Release
from releases.models.clock import Now, database_time
from releases.templatetags.newsroom import rich_text
from releases.workflow import PHASE_LABELS, Phase, State
from taxonomy.admin import RichTextAdmin


class ContactInline(admin.TabularInline):
    """Part of the text: whoever may write in the edition may write these, and nobody once it has left the draft."""

    model = Contact
    extra = 0
    fields = ["name", "role", "email", "phone", "position"]

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


class SituationFilter(admin.SimpleListFilter):
    """State, and for released editions where now lies."""

    title = _("state")
    parameter_name = "situation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = [(state.value, state.label) for state in State if state != State.RELEASED]
        return states + [(phase.value, label) for phase, label in PHASE_LABELS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = Now()
        released = queryset.filter(state=State.RELEASED)
        match self.value():
            case Phase.SCHEDULED:
                return released.filter(live_from__gt=now)
            case Phase.LIVE:
                return queryset.filter(pk__in=Edition.objects.live().values("pk"))
            case Phase.SUPERSEDED:
                return released.filter(live_until__lte=now)
            case None:
                return queryset
            case state:
                return queryset.filter(state=state)


@admin.register(Edition)
class EditionAdmin(RichTextAdmin):
    form = EditionForm
    change_form_template = "admin/releases/edition/change_form.html"
    list_display = ["headline", "release_number", "language", "type", "situation", "date", "public_from"]
    list_filter = [SituationFilter, "language", "type"]
    search_fields = ["headline"]
    ordering = ["-pk"]
    list_per_page = 50
    show_full_result_count = False
    date_hierarchy = None
    actions = None
    inlines = [ContactInline]
    fieldsets = [
        (None, {"fields": ["language", "type", "headline", "lead", "body"]}),
        (
            _("Facts"),
            {
                "fields": [
                    "date",
                    "places",
                    "chosen_sources",
                    "chosen_fields_of_work",
                    "chosen_countries",
                    "chosen_meetings",
                    "keywords",
                ]
            },
        ),
        (_("Editions"), {"fields": ["kind", "change_note", "notes", "version", "release_number"]}),
    ]

    # What it shows

    @admin.display(description=_("release"), ordering="release")
    def release_number(self, edition: Edition) -> str:
        return f"{edition.release_id}.{edition.number}"

    @admin.display(description=_("state"))
    def situation(self, edition: Edition) -> str:
        phase = edition.phase(timezone.now())
        words = PHASE_LABELS.get(phase, State(edition.state).label)
        return f"{words}, {edition.get_kind_display()}" if edition.kind in Edition.UNLISTED else str(words)

    @admin.display(description=_("public from"), ordering="live_from")
    def public_from(self, edition: Edition) -> str:
        return in_zone(edition.live_from)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Only where there is something to view."""
        if obj is None or obj.phase(database_time()) is not Phase.LIVE:
            return None
        with translation.override(obj.language):
            return obj.get_absolute_url()

    # Who may do what; steps ask for themselves

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        permitted = super().has_change_permission(request, obj)
        return permitted and (obj is None or obj.state == State.DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> list[str]:
        return ["language"] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        """An edition that is past writing is read, and its terms are what the record holds."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        facts = ["date", "places", "terms", "keywords"]
        return [
            (None, {"fields": ["language", "type", "headline", "lead", "text"]}),
            (_("Facts"), {"fields": facts}),
            (_("Editions"), {"fields": ["kind", "change_note", "notes"]}),
        ]

    @admin.display(description=_("text"))
    def text(self, edition: Edition) -> str:
        """As readers see it, and not as markup."""
        return rich_text(edition.body)

    @admin.display(description=_("terms"))
    def terms(self, edition: Edition) -> str:
        managers = (edition.sources, edition.fields_of_work, edition.countries, edition.meetings)
        return "; ".join(term.label for manager in managers for term in manager.all())

    # Writing

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        number = request.GET.get("release", "")
        release = Release.objects.filter(pk=number).first() if number.isdigit() and len(number) < 19 else None
        if release:
            initial |= copied_for_translation(release) | {"release_number": release.pk}
        return initial

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Two saves of one release wait for each other, so that the second sees what the first wrote."""
        with transaction.atomic():
            if request.method == "POST" and object_id and object_id.isdigit():
                list(Release.objects.select_for_update().filter(editions__pk=object_id))
            return super().changeform_view(request, object_id, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Edition, form: Any, change: bool) -> None:
        if not change:
            number = form.cleaned_data.get("release_number")
            obj.release = Release.objects.get(pk=number) if number else Release.objects.create()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.save_terms()
        form.instance.record_save(request.user, created=not change)

    # Steps

    def get_urls(self) -> list[Any]:
        address = path(
            "<int:object_id>/step/<slug:name>/", self.admin_site.admin_view(self.step), name="releases_edition_step"
        )
        return [address, *super().get_urls()]

    def step(self, request: HttpRequest, object_id: int, name: str) -> HttpResponse:
        return step_view(self, request, object_id, name)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if edition := kwargs.get("obj"):
            context |= panels(edition, request)
        return super().render_change_form(request, context, *args, **kwargs)


def panels(edition: Edition, request: HttpRequest) -> dict[str, Any]:
    """Steps with their reasons, the record, and the other texts of the release."""
    steps = [step for step in workflow.STEPS.values() if step not in workflow.TAKEN_BY_IMPORTS]
    asked = database_time() + datetime.timedelta(minutes=1)
    others = (
        Edition.objects.filter(release_id=edition.release_id).exclude(pk=edition.pk).order_by("language", "-number")
    )
    languages = {other.language for other in others} | {edition.language}
    return {
        "steps": [
            {
                "step": step,
                "blockers": edition.blockers(step, editor_of(request), remark="…", at=asked),
                "url": reverse("admin:releases_edition_step", args=[edition.pk, step.name]),
            }
            for step in steps
        ],
        "record": [(entry, in_zone(entry.at)) for entry in edition.record.select_related("by")],
        "others": [(other, EditionAdmin.situation(None, other)) for other in others],  # type: ignore[arg-type]  # needs no admin
        "missing_languages": [(code, name) for code, name in settings.LANGUAGES if code not in languages],
    }


def in_zone(instant: Any) -> str:
    """An instant as the organisation reads it, with the zone."""
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M} {settings.TIME_ZONE}" if instant else ""
