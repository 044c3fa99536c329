"""Vocabularies and plain pages in the newsroom: one input per language, and what remains to be reviewed."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import ImportMap, Media

from taxonomy import richtext, snapshot
from taxonomy.models import VOCABULARIES, Chair, Country, FieldOfWork, MeetingSeries, Page, Structure, VocabularyEntry
from taxonomy.models.terms import Term

ENGLISH = "en"
ALL_LANGUAGES = [code for code, _name in settings.LANGUAGES]
OTHER_LANGUAGES = [code for code in ALL_LANGUAGES if code != ENGLISH]
LANGUAGE_NAMES = dict(settings.LANGUAGES)

Texts = tuple[str | Promise, list[str], type[forms.Field]]  # label, languages and field type of a column


class TextsForm(forms.ModelForm):
    """Edits JSON columns of texts by language with one input per language.

    `texts` maps each such column to its languages.
    """

    texts: dict[str, list[str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column, languages in self.texts.items():
            for language in languages:
                self.initial[f"{column}_{language}"] = getattr(self.instance, column).get(language, "")
        for language in OTHER_LANGUAGES:
            self.initial[f"reviewed_{language}"] = language not in self.instance.unreviewed

    def save(self, commit: bool = True) -> models.Model:
        for column, languages in self.texts.items():
            given = {language: self.cleaned_data[f"{column}_{language}"].strip() for language in languages}
            setattr(self.instance, column, {language: text for language, text in given.items() if text})
        self.instance.unreviewed = [code for code in OTHER_LANGUAGES if not self.cleaned_data[f"reviewed_{code}"]]
        self.instance.edited_here = True
        return super().save(commit)


def texts_form(model: type[models.Model], texts: dict[str, Texts], bases: tuple[type, ...] = ()) -> type[TextsForm]:
    """A form class with declared inputs, as the admin requires; `texts` gives label, languages and field type per column."""
    declared: dict[str, forms.Field] = {
        f"{column}_{language}": text_field(kind, in_language(label, language), required=language == ENGLISH)
        for column, (label, languages, kind) in texts.items()
        for language in languages
    }
    reviewed = {
        f"reviewed_{language}": forms.BooleanField(
            label=format_lazy(_("{language} reviewed"), language=LANGUAGE_NAMES[language]), required=False
        )
        for language in OTHER_LANGUAGES
    }
    columns = {column: languages for column, (_label, languages, _kind) in texts.items()}
    meta = type("Meta", (), {"model": model, "fields": "__all__"})
    return type(f"{model.__name__}Form", (TextsForm, *bases), {**declared, **reviewed, "texts": columns, "Meta": meta})


def in_language(label: str | Promise, language: str) -> str | Promise:
    """A label such as “Name: French”, translated lazily."""
    return format_lazy(_("{label}: {language}"), label=label, language=LANGUAGE_NAMES[language])


def text_field(kind: type[forms.Field], label: Any, *, required: bool) -> forms.Field:
    if kind is ProseEditorFormField:
        return kind(
            label=label,
            required=required,
            config={"extensions": richtext.EXTENSIONS},
            preset="configurable",
            widget=AdminProseEditorWidget,
        )
    return forms.CharField(label=label, required=required, max_length=300, widget=forms.TextInput(attrs={"size": 80}))


class RecordedForm(forms.ModelForm):
    """Asks why, for the record of the vocabularies."""

    why = forms.CharField(
        label=_("Reason for the change"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text=_("Stays on the record with your name. Required for a change, not for a new entry."),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        changed = set(self.changed_data) - {"why"}
        if self.instance.pk and changed and not self.cleaned_data.get("why", "").strip():
            self.add_error("why", _("Please say why: every change of a vocabulary stays on the record."))
        return cleaned


class RecordedAdmin(admin.ModelAdmin):
    """Puts every change on the record of the vocabularies, with who made it and why."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.save(by=request.user, why=form.cleaned_data.get("why", ""))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        why = form.cleaned_data.get("why", "")
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            row.delete(by=request.user, why=why)
        for row in rows:
            row.save(by=request.user, why=why)
        formset.save_m2m()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj.delete(by=request.user, why=str(_("Deleted in the newsroom; nothing used it.")))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for row in queryset:
            self.delete_model(request, row)


# What our extensions of the editor import by name, since the names of static files change with their content.
MODULES = Media(
    importmap=ImportMap({f"newsroom/{name}": f"newsroom_admin/{name}.mjs" for name in ("finding", "replacing")})
)


class RichTextAdmin(admin.ModelAdmin):
    """Passes the nonce of the content security policy to the rich text editor's scripts."""

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        media = MODULES + context["media"]
        context["media"] = Media.from_media(media, nonce=getattr(request, "csp_nonce", ""))
        return super().render_change_form(request, context, *args, **kwargs)

    class Media:
        js = ["newsroom_admin/editor.js"]


class ToReview(admin.SimpleListFilter):
    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("yes", _("has names to review"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.exclude(unreviewed=[]) if self.value() == "yes" else queryset


class TermAdmin(RecordedAdmin):
    list_display = ["path", "slug", "to_review"]
    list_filter = [ToReview]
    search_fields = ["name"]
    ordering = ["position"]
    autocomplete_fields = ["parent", "merged_into"]
    prepopulated_fields = {"slug": ["name"]}
    list_select_related = ["parent__parent__parent"]
    extra_fields: list[str] = []

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("parent__parent__parent")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Not by what carries a term, which may be a text that the reader of the list is not to know of."""
        carriers = {relation.name for relation in self.opts.related_objects}
        return lookup.split("__")[0] not in carriers and super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By any name in any language, ignoring accents and case; merged terms are not offered as choices."""
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(merged_into__isnull=True)
        if search_term.strip():
            vocabulary = snapshot.current().of(self.model)
            queryset = queryset.filter(pk__in=[term.pk for term in vocabulary.containing(search_term)])
        return queryset, False

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        names = [(f"names_{language}", f"reviewed_{language}") for language in OTHER_LANGUAGES]
        sources = [f"source_names_{language}" for language in OTHER_LANGUAGES]
        fieldsets: list[Any] = [(None, {"fields": ["name", "slug", *self.extra_fields, "parent", "position"]})]
        fieldsets.append((_("Names in other languages"), {"fields": names}))
        if issubclass(self.model, Structure):
            fieldsets.append((_("Source names"), {"fields": ["source_name", *sources]}))
        return [*fieldsets, (_("Merge"), {"fields": ["merged_into"]}), (_("Record"), {"fields": ["why"]})]

    @admin.display(description=_("name"), ordering="position")
    def path(self, term: Term) -> str:
        return term.choice_label()

    @admin.display(description=_("to review"))
    def to_review(self, term: Term) -> str:
        return ", ".join(term.unreviewed)


NAMES: dict[str, Texts] = {"names": (_("Name"), OTHER_LANGUAGES, forms.CharField)}
SOURCE_NAMES: dict[str, Texts] = {"source_names": (_("Source name"), OTHER_LANGUAGES, forms.CharField)}
EXTRA_FIELDS: dict[type[Term], list[str]] = {
    FieldOfWork: [],
    Country: ["code", "code3", "group", "since"],
    Structure: ["kind", "host", "since", "until"],
    MeetingSeries: [],
}


def register_vocabulary(model: type[Term]) -> None:
    former = model.former_names.rel.related_model
    inline = type(
        f"{former.__name__}Inline",
        (admin.TabularInline,),
        {"model": former, "extra": 0, "fields": ["name", "language", "until", "slug"]},
    )
    columns = NAMES | SOURCE_NAMES if model is Structure else NAMES
    attributes: dict[str, object] = {
        "form": texts_form(model, columns, (RecordedForm,)),
        "inlines": [inline],
        "extra_fields": EXTRA_FIELDS[model],
        "autocomplete_fields": [*TermAdmin.autocomplete_fields, *(["host"] if model is Structure else [])],
    }
    admin.site.register(model, type(f"{model.__name__}Admin", (TermAdmin,), attributes))


for vocabulary in VOCABULARIES:
    register_vocabulary(vocabulary)


@admin.register(Chair)
class ChairAdmin(RecordedAdmin):
    form = RecordedForm
    list_display = ["year", "country", "held_by"]
    list_select_related = ["country"]
    autocomplete_fields = ["country"]


@admin.register(Page)
class PageAdmin(RichTextAdmin):
    form = texts_form(
        Page,
        {
            "titles": (_("Title"), ALL_LANGUAGES, forms.CharField),
            "bodies": (_("Text"), ALL_LANGUAGES, ProseEditorFormField),
        },
    )
    list_display = ["label", "slug", "position"]

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        of_language = [
            (
                LANGUAGE_NAMES[language],
                {
                    "fields": [
                        f"titles_{language}",
                        f"bodies_{language}",
                        *([f"reviewed_{language}"] if language != ENGLISH else []),
                    ]
                },
            )
            for language in ALL_LANGUAGES
        ]
        return [(None, {"fields": ["slug", "position"]}), *of_language]


@admin.register(VocabularyEntry)
class VocabularyEntryAdmin(admin.ModelAdmin):
    """The record of the vocabularies, to read."""

    list_display = ["position", "at", "by", "vocabulary", "named", "step", "why"]
    list_filter = ["step", "vocabulary", "at"]
    list_select_related = ["by"]
    ordering = ["-position"]
    list_display_links = ["position"]
    search_fields = ["why"]
    date_hierarchy = "at"

    @admin.display(description=_("name"))
    def named(self, entry: VocabularyEntry) -> str:
        said = entry.after or entry.before or {}
        return str(said.get("name") or said.get("year") or entry.row)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
