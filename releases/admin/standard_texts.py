"""Templates of releases and standard passages: who may, keeps them here; every save is a version with a name and a reason."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField

from releases.admin.contacts import ContactFormSet
from releases.admin.editor import editor_of
from releases.admin.fields import WithoutClearAll
from releases.language.instants import in_zone
from releases.models import Boilerplate, ReleaseTemplate, StandardTextVersion, TemplateContact
from releases.models.within import LONGEST, nothing_unseen
from releases.review import comparison
from taxonomy.admin import RichTextAdmin, in_language, text_field

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LONGEST_PASSAGE = 100_000
MOST_CONTACTS = 20

Column = tuple[Any, type[forms.Field], int]  # label, kind of input, characters at most
Changed = tuple[str, comparison.Change]  # with the language, if it is of one


def inputs(columns: dict[str, Column]) -> dict[str, forms.Field]:
    """One input per language for each column of texts by language."""
    return {f"{name}_{code}": _input(*column, code) for name, column in columns.items() for code in LANGUAGES}


def _input(label: Any, kind: type[forms.Field], longest: int, language: str) -> forms.Field:
    if kind is ProseEditorFormField:
        return text_field(kind, in_language(label, language), required=False)
    rows = 1 if longest <= 300 else 3
    return forms.CharField(
        label=in_language(label, language),  # type: ignore[arg-type]  # lazy, as every label
        required=False,
        max_length=longest,
        validators=[nothing_unseen],
        widget=forms.Textarea(attrs={"rows": rows, "cols": 80, "lang": language}),
    )


class StandardTextForm(forms.ModelForm):
    columns: dict[str, Column] = {}
    why = forms.CharField(
        label=_("Reason for the change"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text=_("Stays in the history with your name. Required for a change, not for a new entry."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in self.columns:
            said = getattr(self.instance, column)
            self.initial.update({f"{column}_{code}": said.get(code, "") for code in LANGUAGES})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for column, (_label, _kind, longest) in self.columns.items():
            for code in LANGUAGES:
                if len(cleaned.get(f"{column}_{code}") or "") > min(longest, LONGEST_PASSAGE):
                    self.add_error(f"{column}_{code}", gettext("It is too long."))
        if self.instance.pk and not (cleaned.get("why") or "").strip():
            self.add_error("why", gettext("Please say why: every version stays in the history."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        for column in self.columns:
            said = {code: (self.cleaned_data.get(f"{column}_{code}") or "").strip() for code in LANGUAGES}
            setattr(self.instance, column, {code: text for code, text in said.items() if text})
        return super().save(commit)


def form_for(model: type[Any], columns: dict[str, Column]) -> type[StandardTextForm]:
    meta = type("Meta", (), {"model": model, "fields": "__all__", "exclude": list(columns)})
    attributes = {**inputs(columns), "columns": columns, "Meta": meta}
    return type(f"{model.__name__}Form", (StandardTextForm,), attributes)


class StandardTextAdmin(RichTextAdmin):
    list_display = ["name", "in_use", "shown_languages"]
    list_filter = ["in_use"]
    search_fields = ["name"]
    change_form_template = "admin/releases/standard_text.html"

    class Media:
        css = {"all": ["newsroom_admin/edit.css"]}

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """What was offered once is kept: drafts may hold its words."""
        return False

    @admin.display(description=_("languages"))
    def shown_languages(self, text: Any) -> str:
        return ", ".join(text.languages)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        why = form.cleaned_data.get("why", "")
        StandardTextVersion.keep(form.instance, by=editor_of(request), why=why)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The versions, newest first, with what each changed."""
        text = self.get_object(request, object_id)
        if not self.has_view_permission(request, text):
            raise PermissionDenied
        if text is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Versions of “%(name)s”") % {"name": text},
            "object": text,
            "versions": versions_of(text),
        }
        return TemplateResponse(request, "admin/releases/standard_text_history.html", context)


def versions_of(text: ReleaseTemplate | Boilerplate) -> list[dict[str, Any]]:
    kept = list(text.versions.select_related("by").order_by("pk"))
    contents = [{}, *(version.content for version in kept)]
    shown = [
        {
            "version": version,
            "at": in_zone(version.at),
            "changes": [(code, change) for code, change in _changes(text, before, version.content) if change.changed],
        }
        for version, before in zip(kept, contents, strict=False)
    ]
    return shown[::-1]


def _changes(text: ReleaseTemplate | Boilerplate, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Changed]:
    for name, now in after.items():
        label, was = _label(text, name), before.get(name, "")
        if isinstance(now, dict):
            said = _in_lines if name in text.RICH else str
            for code in LANGUAGES:
                old, new = (said(texts.get(code, "")) for texts in (was or {}, now))
                yield code, comparison.plain(f"{label} ({code})", old, new)
        else:
            yield "", comparison.plain(str(label), _in_words(was), _in_words(now))


def _label(text: ReleaseTemplate | Boilerplate, name: str) -> Any:
    if name == "contacts":
        return TemplateContact._meta.verbose_name_plural
    return text._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # of a column, not of a relation


def _in_lines(html: str) -> str:
    return "\n".join(comparison.blocks(html))


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(", ".join(filter(None, one.values())) if isinstance(one, dict) else one for one in value)
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return str(value)


class TemplateContactInline(admin.TabularInline):
    model = TemplateContact
    formset = ContactFormSet
    extra = 0
    max_num = MOST_CONTACTS
    fields = ["name", "role", "email", "phone", "language", "position"]

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("releases.change_releasetemplate")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_add_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("releases.view_releasetemplate")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[arg-type]  # the stubs ask for more
        if field is not None:
            field.widget.attrs["aria-label"] = str(field.label)
        return field


TEMPLATE_COLUMNS: dict[str, Column] = {
    "headlines": (_("Headline"), forms.CharField, 300),
    "leads": (_("Lead"), forms.CharField, LONGEST["lead"]),
    "bodies": (_("Text"), ProseEditorFormField, LONGEST_PASSAGE),
}
BOILERPLATE_COLUMNS: dict[str, Column] = {"texts": (_("Text"), ProseEditorFormField, LONGEST_PASSAGE)}


@admin.register(ReleaseTemplate)
class ReleaseTemplateAdmin(StandardTextAdmin):
    form = form_for(ReleaseTemplate, TEMPLATE_COLUMNS)
    list_display = ["name", "type", "in_use", "shown_languages"]
    autocomplete_fields: ClassVar[Any] = ["sources", "fields_of_work"]
    inlines = [TemplateContactInline]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        kwargs["widget"] = WithoutClearAll(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[arg-type]  # the stubs ask for more

    def get_fieldsets(self, request: HttpRequest, obj: ReleaseTemplate | None = None) -> Any:
        shared = ["name", "type", "in_use", "position", "sources", "fields_of_work", "why"]
        return [(None, {"fields": shared}), *of_each_language(TEMPLATE_COLUMNS)]


@admin.register(Boilerplate)
class BoilerplateAdmin(StandardTextAdmin):
    form = form_for(Boilerplate, BOILERPLATE_COLUMNS)

    def get_fieldsets(self, request: HttpRequest, obj: Boilerplate | None = None) -> Any:
        return [(None, {"fields": ["name", "in_use", "position", "why"]}), *of_each_language(BOILERPLATE_COLUMNS)]


def of_each_language(columns: dict[str, Column]) -> list[Any]:
    return [(name, {"fields": [f"{column}_{code}" for column in columns]}) for code, name in settings.LANGUAGES]
