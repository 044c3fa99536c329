"""The list of releases: per line, the state of each text and what changes next. Fast at a million editions."""

import datetime
from collections import defaultdict
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from releases.admin.bulk_steps import OFFERED, action
from releases.admin.counts import CappedPaginator
from releases.admin.filters import (
    Having,
    LanguageFilter,
    SituationFilter,
    TypeFilter,
    WhoseFilter,
)
from releases.admin.read_only import ReadOnlyAdmin
from releases.admin.rows import ReleaseRow
from releases.admin.situations import css_class, situation
from releases.admin.spreadsheet import spreadsheet_view
from releases.admin.visibility import visible, visible_releases
from releases.language.instants import in_zone
from releases.language.numbers import number_in
from releases.lists.newsroom import among_all_states
from releases.models import Edition, Release
from releases.models.clock import database_time


class ReleaseList(ChangeList):
    """Loads the texts of a page in one query."""

    @cached_property
    def found(self) -> Having | None:
        """The matches of the search words, for the counts beside them."""
        words = self.query.split()
        return Having(among_all_states(visible(self.request), " ".join(words))) if words else None

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(request, *args, **kwargs)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        self.more_than_counted = self.paginator.more_than_counted
        editions = defaultdict(list)
        now = database_time()
        found = visible(request).filter(release__in=[release.pk for release in self.result_list])
        for edition in found.defer("body", "notes").order_by("language", "number"):
            editions[edition.release_id].append(edition)
        for release in self.result_list:
            release.row = ReleaseRow(editions[release.pk], now)


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    list_display = ["headline", "number", "texts", "next_change", "date"]
    list_display_links = None
    list_filter = [SituationFilter, WhoseFilter, LanguageFilter, TypeFilter]
    search_fields = ["number"]
    search_help_text = _("Words in the text, or a release number.")
    ordering = ["-number"]
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # our filters have counts of their own, up to a limit
    paginator = CappedPaginator
    sortable_by = ["number"]
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
        words = search_term.split()
        if len(words) == 1 and (number := number_in(words[0])) is not None:
            return queryset.filter(pk=number), False
        if words:
            queryset = Having(among_all_states(visible(request), search_term)).of(queryset)
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

    # Columns

    @admin.display(description=_("headline"))
    def headline(self, release: Any) -> str:
        edition = release.row.first()
        return _link(edition, edition.headline) if edition else ""

    @admin.display(description=_("number"), ordering="number")
    def number(self, release: Any) -> int:
        return release.pk

    @admin.display(description=_("texts"))
    def texts(self, release: Any) -> str:
        now = release.row.now
        return format_html_join(" ", "{}", ((_state(edition, now),) for edition in release.row.current()))

    @admin.display(description=_("next change"))
    def next_change(self, release: Any) -> str:
        change = release.row.next_change()
        return f"{in_zone(change[0])}: {change[1].language}" if change else ""

    @admin.display(description=_("date"))
    def date(self, release: Any) -> Any:
        edition = release.row.first()
        return edition.date if edition else ""


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
