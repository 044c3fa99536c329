"""The list of releases: per line, the state of each text and what changes next. Fast at a million editions."""

import datetime
from collections import defaultdict
from typing import Any

import numpy as np
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import InvalidPage, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from releases.admin.bulk_steps import OFFERED, action
from releases.admin.editor import editor_of
from releases.admin.filters import LanguageFilter, SituationFilter, TypeFilter, WhoseFilter
from releases.admin.narrowing import KEYS, Narrowed
from releases.admin.read_only import ReadOnlyAdmin
from releases.admin.rows import ReleaseRow, last_change
from releases.admin.situations import css_class, situation
from releases.admin.spreadsheet import spreadsheet_view
from releases.admin.visibility import visible, visible_releases
from releases.language.instants import in_zone
from releases.language.numbers import number_in
from releases.lists.narrowing import among
from releases.lists.newsroom import Visible
from releases.models import Edition, Release
from releases.models.clock import database_time

CHECK_ALL = mark_safe('<input type="checkbox" id="action-toggle">')
CHECKBOX = '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">'


class ReleaseList(ChangeList):
    """Narrows and sorts in memory, and loads the texts of a page in one query."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(request, *args, **kwargs)

    def get_filters(self, request: HttpRequest) -> Any:
        """Ours alone: what the admin would look up on its own, such as `editions=7`, tells of texts that are not to be seen."""
        filters = super().get_filters(request)
        if filters[2]:
            raise IncorrectLookupParameters
        return filters

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        """Actions alone make use of it."""
        words, self.query = self.query, ""  # the words are searched for below
        queryset = super().get_queryset(request, exclude_parameters)
        self.query = words
        visible_texts = Visible(editor_of(request))
        everything = Narrowed(visible_texts, {})
        specs: list[Any] = self.filter_specs
        chosen = {spec.parameter_name: spec.chosen(everything) for spec in specs}
        chosen["words"] = matching(visible_texts, words)
        self.narrowed = Narrowed(visible_texts, {name: texts for name, texts in chosen.items() if texts is not None})
        self.numbers = self.narrowed.numbers(self.sorted_by())
        return among(queryset, self.numbers.tolist() if request.method == "POST" else [])

    def sorted_by(self) -> list[tuple[str, bool]]:
        """Columns, each ascending or not."""
        chosen = self.get_ordering_field_columns().items()
        named = (
            (self.list_display[index], way == "asc") for index, way in chosen if 0 <= index < len(self.list_display)
        )
        return [(column, ascending) for column, ascending in named if column in KEYS]

    def get_results(self, request: HttpRequest) -> None:
        self.paginator = Paginator(self.numbers, self.list_per_page)
        self.result_count, self.full_result_count = self.paginator.count, None
        self.show_full_result_count, self.show_admin_actions, self.can_show_all = False, True, False
        self.multi_page = self.result_count > self.list_per_page
        try:
            numbers = self.paginator.page(self.page_num if self.multi_page else 1).object_list
        except InvalidPage as error:
            raise IncorrectLookupParameters from error
        self.result_list = self.rows(numbers.tolist())

    def rows(self, numbers: list[int]) -> list[Any]:
        """Each release with its `row`."""
        found: dict[int, list[Edition]] = defaultdict(list)
        now = database_time()
        editions = visible(self.request).filter(release__in=numbers).defer("body", "notes")
        for edition in editions.annotate(changed_at=last_change()).order_by("language", "number"):
            found[edition.release_id].append(edition)
        releases = Release.objects.in_bulk(numbers)
        for number, release in releases.items():
            release.row = ReleaseRow(found[number], now)  # type: ignore[attr-defined]  # for the columns below
        return [releases[number] for number in numbers if number in releases]


def matching(visible_texts: Visible, words: str) -> Any:
    """The texts with these words, or of the release with that number; None if nothing is asked for."""
    if (number := number_in(words.strip().removeprefix("#"))) is not None:
        return visible_texts.texts.releases == number
    return visible_texts.with_words(words) if words.strip() else None


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    list_display = ["headline", "number", "texts", "language", "next_change", "date", "last_change"]
    list_display_links = None
    list_filter = [SituationFilter, WhoseFilter, LanguageFilter, TypeFilter]
    search_fields = ["number"]
    search_help_text = _("Words in the text, or a release number.")
    ordering = ["-number"]
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # our filters have counts of their own
    sortable_by = list(KEYS)
    actions = [action(name) for name in OFFERED]
    change_list_template = "admin/releases/release/change_list.html"

    class Media:
        css = {"all": ["newsroom_admin/screens.css"]}

    def has_view_permission(self, request: HttpRequest, obj: Release | None = None) -> bool:
        """Those who may see editions see them here, each release with the texts visible to them."""
        return request.user.has_perm("releases.view_edition")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ReleaseList

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return visible_releases(request)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By number, or by the words of the public search, in texts of any state visible to this editor."""
        if search_term.strip():
            visible_texts = Visible(editor_of(request))
            found = matching(visible_texts, search_term)
            if found is not None:
                queryset = among(queryset, np.unique(visible_texts.texts.releases[found]).tolist())
        return queryset, False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_add = request.user.has_perm("releases.add_edition")
        context = {"title": capfirst(self.opts.verbose_name_plural), "may_add": may_add}
        return super().changelist_view(request, context | (extra_context or {}))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirects to one of its texts."""
        number = number_in(object_id)
        editions = Edition.objects.none() if number is None else visible(request).filter(release=number)
        edition = ReleaseRow(list(editions.order_by("language", "number")), database_time()).first()
        if edition is None or not self.has_view_permission(request):
            raise Http404
        return redirect(reverse("admin:releases_edition_change", args=[edition.pk]))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.spreadsheet)
        return [path("spreadsheet/", view, name="releases_release_spreadsheet"), *super().get_urls()]

    def spreadsheet(self, request: HttpRequest) -> HttpResponseBase:
        return spreadsheet_view(self, request)

    # Columns. Those that are sorted are sorted in memory (`narrowing.KEYS`); the admin only wants to hear that they can be.

    @admin.display(description=CHECK_ALL)
    def action_checkbox(self, release: Any) -> SafeString:
        """As the admin makes it, without a template per line, which took a quarter of the page's time."""
        label = gettext("Select release %(number)s") % {"number": release.pk}
        return format_html(CHECKBOX, ACTION_CHECKBOX_NAME, release.pk, label)

    @admin.display(description=_("headline"))
    def headline(self, release: Any) -> str:
        edition = release.row.first()
        return _link(edition, edition.headline) if edition else ""

    @admin.display(description=_("number"), ordering="number")
    def number(self, release: Any) -> int:
        return release.pk

    @admin.display(description=_("texts"), ordering="number")
    def texts(self, release: Any) -> str:
        now = release.row.now
        return format_html_join(" ", "{}", ((_state(edition, now),) for edition in release.row.current()))

    @admin.display(description=_("next change"))
    def next_change(self, release: Any) -> str:
        change = release.row.next_change()
        return f"{in_zone(change[0])}: {change[1].language}" if change else ""

    @admin.display(description=_("language"), ordering="number")
    def language(self, release: Any) -> str:
        """Of the text whose headline is shown."""
        edition = release.row.first()
        return edition.language if edition else ""

    @admin.display(description=_("date"), ordering="number")
    def date(self, release: Any) -> Any:
        edition = release.row.first()
        return edition.date if edition else ""

    @admin.display(description=_("last change"), ordering="number")
    def last_change(self, release: Any) -> str:
        changed_at = release.row.last_change()
        return f"{timezone.localtime(changed_at):%Y-%m-%d %H:%M}" if changed_at else ""


def _link(edition: Edition, words: str) -> str:
    return format_html('<a href="{}">{}</a>', reverse("admin:releases_edition_change", args=[edition.pk]), words)


def _state(edition: Edition, now: datetime.datetime) -> str:
    return format_html(
        '<a class="state {}" href="{}"><span lang="{}">{}</span> {}</a>',
        css_class(edition, now),
        reverse("admin:releases_edition_change", args=[edition.pk]),
        edition.language,
        edition.language,
        situation(edition, now),
    )
