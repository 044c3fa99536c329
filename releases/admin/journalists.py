"""Journalists and their outlets, the terms of the room, its log, and the button that closes it."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from releases.accounts import freshness
from releases.admin.asked_again import AskedAgain
from releases.admin.editor import editor_of
from releases.admin.read_only import ReadOnlyAdmin
from releases.models import Journalist, Opening, Outlet, RoomEntry, RoomSession, RoomTerms
from releases.room import opening, sessions

Kind = RoomEntry.Kind


class NeverDeleted(admin.ModelAdmin):
    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Outlet)
class OutletAdmin(NeverDeleted):
    search_fields = ["name"]


@admin.register(Journalist)
class JournalistAdmin(NeverDeleted, AskedAgain):
    list_display = ["name", "outlet", "email", "language", "is_active", "invited_at"]
    list_filter = ["is_active", "outlet"]
    list_select_related = ["outlet"]
    search_fields = ["name", "email", "outlet__name"]
    fields: ClassVar[Any] = ["name", "outlet", "email", "language", "is_active"]
    change_form_template = "admin/releases/invited.html"
    change_list_template = "admin/releases/journalist/change_list.html"

    def get_fields(self, request: HttpRequest, obj: Journalist | None = None) -> Any:
        return self.fields if obj else [name for name in self.fields if name != "is_active"]

    def get_urls(self) -> list[Any]:
        def page(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"releases_journalist_{name}")

        return [
            page("<int:object_id>/invite/", self.invite_view, "invite"),
            page("room/", self.room_view, "room"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: Journalist, form: Any, change: bool) -> None:
        """All in one transaction with its lines in the log, so that somebody shut out is out."""
        by = editor_of(request)
        with transaction.atomic():
            if not change:
                obj.invited_by = by
                obj.set_unusable_password()
            super().save_model(request, obj, form, change)
            if not change:
                self.invite(request, obj)
                return
            if "is_active" in form.changed_data:
                (opening.reopen_account if obj.is_active else opening.close_account)(obj, by)
            if changed := [name for name in form.changed_data if name != "is_active"]:
                RoomEntry.note(Kind.CHANGED, journalist=obj, by=by, detail=", ".join(changed))
            if "email" in form.changed_data:
                sessions.end_all(obj)

    def invite_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The present password keeps working until the link is used."""
        journalist = Journalist.objects.filter(pk=object_id).first()
        if request.method != "POST" or journalist is None or not self.has_change_permission(request, journalist):
            raise PermissionDenied
        if not freshness.is_fresh(request):
            return freshness.ask_again(request)
        if journalist.is_active:
            self.invite(request, journalist)
        else:
            messages.error(request, gettext("The account is closed."))
        return redirect(reverse("admin:releases_journalist_change", args=[journalist.pk]))

    def invite(self, request: HttpRequest, journalist: Journalist) -> None:
        opening.invite(journalist, editor_of(request))
        messages.success(
            request, gettext("An invitation is on its way to %(address)s.") % {"address": journalist.email}
        )

    def room_view(self, request: HttpRequest) -> HttpResponse:
        """The state of the room, with the button that closes it or opens it again."""
        editor = editor_of(request)
        if not editor.has_perm(opening.PERMISSION):
            raise PermissionDenied
        closed = RoomEntry.room_is_closed()
        if request.method == "POST":
            if not freshness.is_fresh(request):
                return freshness.ask_again(request)
            if "close" in request.POST and not closed:
                opening.close_room(editor)
                messages.success(request, gettext("The room is closed, and nobody is in it any more."))
            elif "open" in request.POST and closed:
                opening.open_room(editor)
                messages.success(request, gettext("The room is open again."))
            return redirect(request.path)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Room for journalists"),
            "closed": closed,
            "sessions": RoomSession.objects.count(),
            "openings": Opening.objects.standing().count(),
        }
        return TemplateResponse(request, "admin/releases/journalist/room.html", context)


class TermsForm(forms.ModelForm):
    """One input for each language of the site."""

    class Meta:
        model = RoomTerms
        fields = ()

    def save(self, commit: bool = True) -> RoomTerms:
        given = {code: self.cleaned_data[f"text_{code}"].strip() for code, _name in settings.LANGUAGES}
        self.instance.texts = {code: text for code, text in given.items() if text}
        terms: RoomTerms = super().save(commit)
        return terms


def inputs() -> dict[str, forms.Field]:
    return {
        f"text_{code}": forms.CharField(
            label=format_lazy(_("{label}: {language}"), label=_("Terms"), language=name),
            required=code == "en",
            max_length=50_000,
            widget=forms.Textarea(attrs={"rows": 8, "cols": 80}),
        )
        for code, name in settings.LANGUAGES
    }


@admin.register(RoomTerms)
class RoomTermsAdmin(NeverDeleted, AskedAgain):
    """Versions are added; the newest holds, and every journalist is asked to accept it."""

    form = type("RoomTermsForm", (TermsForm,), inputs())
    list_display = ["pk", "published_at", "published_by"]
    list_select_related = ["published_by"]

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: RoomTerms | None = None) -> Any:
        fields = ["published_at", "published_by", "wording"] if obj else [*inputs()]
        return [(None, {"fields": fields})]

    def get_readonly_fields(self, request: HttpRequest, obj: RoomTerms | None = None) -> Any:
        return ["published_at", "published_by", "wording"] if obj else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs | {"fields": []})

    @admin.display(description=_("terms"))
    def wording(self, terms: RoomTerms) -> SafeString:
        names = dict(settings.LANGUAGES)
        told = (
            format_html(
                '<h3>{}</h3><div lang="{}">{}</div>',
                names[code],
                code,
                mark_safe(linebreaks(text, autoescape=True)),  # noqa: S308  # it escapes
            )
            for code, text in terms.texts.items()
        )
        return mark_safe("".join(told))  # noqa: S308  # each part is escaped

    def save_model(self, request: HttpRequest, obj: RoomTerms, form: Any, change: bool) -> None:
        obj.published_by = editor_of(request)
        super().save_model(request, obj, form, change)


@admin.register(RoomEntry)
class RoomEntryAdmin(ReadOnlyAdmin):
    """Texts by number only: not everybody who reads the log may see every text."""

    list_display = ["at", "kind", "journalist", "release_number", "by", "detail", "address"]
    list_filter = ["kind"]
    list_select_related = ["journalist__outlet", "edition", "by"]
    search_fields = ["journalist__name", "journalist__email"]
    date_hierarchy = "at"
    fields: ClassVar[Any] = ["at", "kind", "journalist", "release_number", "terms", "by", "digest", "detail", "address"]

    @admin.display(description=_("release"))
    def release_number(self, entry: RoomEntry) -> str:
        return number_of(entry)


@admin.register(Opening)
class OpeningAdmin(ReadOnlyAdmin):
    """To find out whose copy it is by its mark."""

    list_display = ["mark", "journalist", "release_number", "opened_at", "opened_by", "withdrawn_at", "withdrawn_by"]
    list_select_related = ["journalist__outlet", "edition", "opened_by", "withdrawn_by"]
    search_fields = ["mark", "journalist__name", "journalist__outlet__name"]
    fields: ClassVar[Any] = list_display

    @admin.display(description=_("release"))
    def release_number(self, opened: Opening) -> str:
        return number_of(opened)


def number_of(row: RoomEntry | Opening) -> str:
    return f"{row.edition.release_id} {row.edition.language}" if row.edition else "–"
