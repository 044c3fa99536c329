"""Editions in the newsroom: writing drafts, and the pages of their steps."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Script
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from releases import steps
from releases.admin import conflicts, files, presence, translations, unsaved_text
from releases.admin.break_glass import glass_view
from releases.admin.bulk_steps import bulk_view
from releases.admin.calendar import calendar_view, own_calendar_view
from releases.admin.clearances import asking_view, word_view
from releases.admin.comments import comment_view, conversation_view, people_view
from releases.admin.comparisons import compare_view, restore_view
from releases.admin.contacts import ContactInline
from releases.admin.copying import copy_view
from releases.admin.documents import document_view
from releases.admin.editor import editor_of
from releases.admin.featuring import feature_view
from releases.admin.figures import figures_view
from releases.admin.forms import TERM_INPUTS, EditionForm, copied_for_translation
from releases.admin.keys import keys_view
from releases.admin.panels import panels
from releases.admin.pasting import pasting_view
from releases.admin.pictures import picture_view, pictures_panel, text_with_pictures
from releases.admin.preview import preview_view
from releases.admin.preview_links import links_view, revoke_view
from releases.admin.printing import print_view
from releases.admin.replacing import replace_view
from releases.admin.room import room_view, withdraw_view
from releases.admin.starting import choose_copy_view, put_in_view, standard_texts_panel, template_view
from releases.admin.steps import step_view
from releases.admin.suggestions import take_view
from releases.admin.text_parts import may_write
from releases.admin.visibility import visible
from releases.language.numbers import number_in
from releases.models import Edition, Release
from releases.models.carried import carried_terms
from releases.models.clock import database_time
from releases.states import Phase
from taxonomy.admin import RichTextAdmin

NOTHING = "–"  # as Django shows a field without a value


@admin.register(Edition)
class EditionAdmin(RichTextAdmin):
    form = EditionForm
    change_form_template = "admin/releases/edition/change_form.html"
    inlines = [ContactInline, files.FileInline]
    fieldsets = [
        (None, {"fields": ["language", "type", "headline", "lead", "body"]}),
        (
            _("Details"),
            {
                "fields": ["date", "places", *TERM_INPUTS, "keywords"],
            },
        ),
        (_("Editions"), {"fields": ["kind", "change_note", "notes", "version", "release_number"]}),
    ]

    class Media:
        css = {"all": ["newsroom_admin/edit.css"]}
        js = [Script(f"newsroom_admin/{name}.js", defer=True) for name in ("edit", "comments", "placeholders", "keys")]

    # Display

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Only while the edition is live."""
        if obj is None or obj.phase(database_time()) is not Phase.LIVE:
            return None
        with translation.override(obj.language):
            return obj.get_absolute_url()

    # Permissions; steps check their own

    def get_queryset(self, request: HttpRequest) -> Any:
        return visible(request)

    def has_view_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return obj.is_visible_to(request.user) if obj else request.user.has_perm("releases.view_edition")

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return may_write(request, obj) if obj else super().has_change_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Menus list releases instead."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> list[str]:
        return ["language"] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        """An edition that can no longer be edited is displayed, with the terms as recorded."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        facts = ["date", "shown_places", "terms", "shown_keywords"]
        return [
            (None, {"fields": ["language", "type", "headline", "lead", "text"]}),
            (_("Details"), {"fields": facts}),
            (_("Editions"), {"fields": ["kind", "change_note", "notes"]}),
        ]

    @admin.display(description=_("text"))
    def text(self, edition: Edition) -> str:
        """Rendered, not as markup."""
        return text_with_pictures(edition)

    @admin.display(description=_("places"))
    def shown_places(self, edition: Edition) -> str:
        return "; ".join(edition.places) or NOTHING

    @admin.display(description=_("keywords"))
    def shown_keywords(self, edition: Edition) -> str:
        return "; ".join(edition.keywords) or NOTHING

    @admin.display(description=_("terms"))
    def terms(self, edition: Edition) -> str:
        managers = (getattr(edition, name) for name in carried_terms())
        return "; ".join(term.label for manager in managers for term in manager.all()) or NOTHING

    # Writing

    def get_form(self, request: HttpRequest, obj: Edition | None = None, change: bool = False, **kwargs: Any) -> Any:
        """A new class per request, since the releases available for translation depend on the person.

        When the form is read-only, help texts are left out.
        """
        if obj is not None and not self.has_change_permission(request, obj):
            kwargs["help_texts"] = dict.fromkeys(EditionForm.Meta.fields, "")
        form = super().get_form(request, obj, change, **kwargs)
        form.visible = visible(request)  # type: ignore[attr-defined]  # of our own form
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        number = number_in(request.GET.get("release"))
        editions = visible(request).filter(release=number) if number is not None else None
        if editions and editions.exists():
            initial |= copied_for_translation(editions) | {"release_number": number}
        return initial

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Concurrent saves of one release are serialised, so that the second sees the result of the first."""
        with transaction.atomic():
            if request.method == "POST" and object_id and (number := number_in(object_id)) is not None:
                list(Release.objects.select_for_update().filter(editions__pk=number))
                edition = self.get_object(request, object_id)
                if edition and may_write(request, edition) and (answer := self.joined(request, edition)):
                    return answer
            return super().changeform_view(request, object_id, *args, **kwargs)

    def joined(self, request: HttpRequest, edition: Edition) -> HttpResponse | None:
        """The page that asks the second person, if somebody else has saved in the meantime and both changed the same field."""
        return conflicts.join(request, edition, self.form_for(request, edition), self.around(request))

    def save_model(self, request: HttpRequest, obj: Edition, form: Any, change: bool) -> None:
        if not change:
            number = form.cleaned_data.get("release_number")
            obj.release = Release.objects.get(pk=number) if number else Release.objects.create()
        if not change or translations.FOLLOWS in request.POST:
            translations.follow(request, obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.save_terms()
        files.warn(request, formsets)
        editor = editor_of(request)
        translations.keep_limit(form.instance, editor, created=not change)
        steps.record_save(form.instance, editor, created=not change)
        presence.leave(form.instance, editor)
        unsaved_text.remember_saved(editor, form.instance if change else None, request)

    # Additional pages

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Editions are listed by release."""
        query = request.GET.urlencode()
        return redirect(reverse("admin:releases_release_changelist") + (f"?{query}" if query else ""))

    def get_urls(self) -> list[Any]:
        def page(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"releases_edition_{name}")

        return [
            page("glass/", self.glass, "glass"),
            page("together/<slug:name>/", self.bulk, "bulk"),
            page("<int:object_id>/step/<slug:name>/", self.step, "step"),
            page("<int:object_id>/file/<int:file_id>/", self.file, "file"),
            page("<int:object_id>/feature/", self.feature, "feature"),
            page("<int:object_id>/picture/", self.picture, "picture"),
            page("<int:object_id>/presence/", self.presence, "presence"),
            page("<int:object_id>/compare/", self.compare, "compare"),
            page("<int:object_id>/restore/<int:saved_text>/", self.restore, "restore"),
            page("<int:object_id>/links/", self.links, "links"),
            page("<int:object_id>/links/<int:link>/revoke/", self.revoke_link, "revoke_link"),
            page("<int:object_id>/clearance/", self.asking, "asking"),
            page("<int:object_id>/clearance/<int:clearance_id>/", self.word, "word"),
            page("<int:object_id>/comments/", self.comment, "comment"),
            page("<int:object_id>/comments/<int:comment_id>/", self.conversation, "conversation"),
            page("keys/", self.keys, "keys"),
            page("figures/", self.figures, "figures"),
            page("calendar/", self.calendar, "calendar"),
            # For programs that cannot log in; the token says whose it is.
            path("calendar/<str:token>.ics", own_calendar_view, name="releases_edition_own_calendar"),
            page("<int:object_id>/copy/", self.copy, "copy"),
            page("copy/", self.choose_copy, "choose_copy"),
            page("template/", self.template, "template"),
            page("<int:object_id>/passage/", self.put_in, "put_in"),
            page("<int:object_id>/replace/", self.replace, "replace"),
            page("<int:object_id>/print/", self.print, "print"),
            page("<int:object_id>/take/", self.take, "take"),
            page("<int:object_id>/people/", self.people, "people"),
            page("<int:object_id>/room/", self.room, "room"),
            page("<int:object_id>/room/withdraw/", self.room_withdraw, "room_withdraw"),
            page("add/preview/", self.preview_new, "preview_new"),
            page("pasting/", self.pasting, "pasting"),
            page("document/", self.document, "document"),
            page("<int:object_id>/preview/", self.preview, "preview"),
            *super().get_urls(),
        ]

    def around(self, request: HttpRequest) -> dict[str, Any]:
        """The context of every newsroom page, for views that do not know this class."""
        return {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}

    def form_for(self, request: HttpRequest, edition: Edition | None) -> type[EditionForm]:
        return self.get_form(request, edition, change=edition is not None)

    def seen(self, request: HttpRequest, object_id: int) -> Edition:
        """The edition, if this person may see it; otherwise 404, which reveals nothing."""
        edition = self.get_queryset(request).filter(pk=object_id).first()
        if edition is None:
            raise Http404
        if request.method == "GET":
            steps.note_reading(edition, editor_of(request))
        return edition

    def bulk(self, request: HttpRequest, name: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return bulk_view(request, name, self.around(request))

    def glass(self, request: HttpRequest) -> HttpResponse:
        return glass_view(request, self.around(request))

    def step(self, request: HttpRequest, object_id: int, name: str) -> HttpResponse:
        return step_view(request, self.seen(request, object_id), name, self.around(request))

    def file(self, request: HttpRequest, object_id: int, file_id: int) -> HttpResponseBase:
        return files.file_view(request, self.seen(request, object_id), file_id)

    def feature(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return feature_view(request, self.seen(request, object_id), self.around(request))

    def picture(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return picture_view(request, self.seen(request, object_id), self.around(request))

    def presence(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition = self.seen(request, object_id)
        writing = may_write(request, edition)
        return presence.presence_view(request, edition, editor_of(request), may_write=writing)

    def compare(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return compare_view(request, self.seen(request, object_id), self.around(request))

    def restore(self, request: HttpRequest, object_id: int, saved_text: int) -> HttpResponse:
        return restore_view(request, self.seen(request, object_id), saved_text)

    def links(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return links_view(request, self.seen(request, object_id), self.around(request))

    def revoke_link(self, request: HttpRequest, object_id: int, link: int) -> HttpResponse:
        return revoke_view(request, self.seen(request, object_id), link)

    def asking(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return asking_view(request, self.seen(request, object_id), self.around(request))

    def word(self, request: HttpRequest, object_id: int, clearance_id: int) -> HttpResponse:
        return word_view(request, self.seen(request, object_id), clearance_id)

    def comment(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return comment_view(request, self.seen(request, object_id))

    def conversation(self, request: HttpRequest, object_id: int, comment_id: int) -> HttpResponse:
        return conversation_view(request, self.seen(request, object_id), comment_id)

    def calendar(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return calendar_view(request, self.around(request))

    def keys(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return keys_view(request, self.around(request))

    def figures(self, request: HttpRequest) -> HttpResponse:
        return figures_view(request, self.around(request))

    def copy(self, request: HttpRequest, object_id: int) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return copy_view(request, self.seen(request, object_id))

    def choose_copy(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return choose_copy_view(request, self.around(request))

    def template(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return template_view(request, self.around(request))

    def put_in(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return put_in_view(request, self.seen(request, object_id))

    def replace(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return replace_view(request, self.seen(request, object_id), self.around(request))

    def print(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return print_view(request, self.seen(request, object_id), self.around(request))

    def take(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return take_view(request, self.seen(request, object_id))

    def people(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return people_view(request, self.seen(request, object_id))

    def room(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return room_view(request, self.seen(request, object_id), self.around(request))

    def room_withdraw(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return withdraw_view(request, self.seen(request, object_id))

    def preview(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition = self.seen(request, object_id)
        return preview_view(request, edition, self.form_for(request, edition))

    def document(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return document_view(request, self.around(request))

    def pasting(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return pasting_view(request)

    def preview_new(self, request: HttpRequest) -> HttpResponse:
        return preview_view(request, None, self.form_for(request, None))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        edition, editor = kwargs.get("obj"), editor_of(request)
        writing = may_write(request, edition)
        if edition:
            steps.note_reading(edition, editor)
            context |= panels(edition, request)
        if edition and writing:
            presence.arrive(edition, editor)
            context |= pictures_panel(edition)
            context["others_here"] = presence.others_here(edition, editor)
        if writing:
            context |= unsaved_text.keeping(editor, edition, request)
        context |= standard_texts_panel(request, edition)
        context |= translations.beside(request, edition)
        context["title"] = edition.headline if edition else _("New text")
        context["may_write"] = writing
        context["preview_url"] = (
            reverse("admin:releases_edition_preview", args=[edition.pk])
            if edition
            else reverse("admin:releases_edition_preview_new")
        )
        return super().render_change_form(request, context, *args, **kwargs)
