"""One page of the list of releases: its content, its title, and related addresses."""

import calendar
import datetime
from dataclasses import dataclass

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import Http404, QueryDict
from django.utils.dates import MONTHS
from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from releases.lists.hints import did_you_mean
from releases.lists.marks import Look
from releases.lists.selection import Found
from releases.models import Edition
from releases.site import facets
from releases.site.cards import cards
from releases.site.choices import label_of, period_of, year_of
from releases.site.filters import LANGUAGES, ReleaseFilter, query_string
from releases.site.results import Results
from taxonomy.models import Term
from taxonomy.snapshot import Vocabularies, Vocabulary

PAGE_SIZE = 20
NEWEST, OLDEST, RELEVANCE = "newest", "oldest", "relevance"
SORTS = {
    NEWEST: gettext_lazy("Newest first"),
    OLDEST: gettext_lazy("Oldest first"),
    RELEVANCE: gettext_lazy("Best match first"),
}
# Plural names of types, for headings.
TYPES = {
    Edition.Type.PRESS_RELEASE: gettext_lazy("Press releases"),
    Edition.Type.NEWS: gettext_lazy("News"),
    Edition.Type.PRESS_STATEMENT: gettext_lazy("Press statements"),
    Edition.Type.STORY: gettext_lazy("Stories"),
    Edition.Type.SPOT_REPORT: gettext_lazy("Spot reports"),
    Edition.Type.DAILY_REPORT: gettext_lazy("Daily reports"),
    Edition.Type.MEDIA_ADVISORY: gettext_lazy("Media advisories"),
    Edition.Type.SPEECH: gettext_lazy("Speeches"),
}  # fmt: skip


@dataclass(frozen=True)
class Option:
    """A value of a filter, with the number of releases it would show."""

    value: str
    label: str | Promise
    count: int
    chosen: bool
    depth: int = 0
    query: str = ""  # of the list with this value only, where a link to it makes sense


@dataclass(frozen=True)
class Group:
    """The values of one filter; values without releases are left out unless active."""

    name: str
    label: str | Promise
    options: list[Option]

    @property
    def open(self) -> bool:
        return any(option.chosen for option in self.options)


@dataclass(frozen=True)
class Period:
    """A year or a month with releases, and the address of its list."""

    label: str | Promise
    query: str
    count: int
    chosen: bool
    share: int = 0  # percentage of the largest count among its neighbours


class Listing:
    """The list for one set of query parameters."""

    def __init__(self, data: QueryDict, vocabularies: Vocabularies, look: Look | None = None) -> None:
        self.data = data
        self.vocabularies = vocabularies
        self.filter = ReleaseFilter.kept(data, vocabularies, look)

    # Content

    @cached_property
    def sort(self) -> str:
        """The requested order; by default, relevance if words were given, else newest first."""
        asked = self.data.get("sort")
        if asked in SORTS and (asked != RELEVANCE or self.filter.selection.asks_for_words):
            return asked
        return self.usual_sort

    @property
    def usual_sort(self) -> str:
        return RELEVANCE if self.filter.selection.asks_for_words else NEWEST

    @cached_property
    def page(self) -> Page:
        return page_of(self._in_order, self.data)

    @cached_property
    def cards(self) -> list[SafeString]:
        """The releases of this page; if words were given, with what was found highlighted."""
        selection, ids = self.filter.selection, list(self.page.object_list)
        if selection.asks_for_words:
            return Results(selection.questions, self.vocabularies).cards(ids)
        return cards(ids, self.vocabularies)

    # Suggestions

    @cached_property
    def did_you_mean(self) -> str:
        selection = self.filter.selection
        if not selection.asks_for_words:
            return ""
        return did_you_mean(selection, get_language() or "")

    @property
    def query_meant(self) -> str:
        return query_string(self.data, {"q": [self.did_you_mean]})

    @cached_property
    def _in_order(self) -> Found:
        return Found(self.filter.selection, self.sort, anchor_in(self.data))

    # Title

    @cached_property
    def heading(self) -> str:
        """The list in words, such as “Press releases about Elections on Georgia, 2004”."""
        values = self.filter.values
        heading = _join([str(TYPES[Edition.Type(kind)]) for kind in values.get("type") or []]) or _("Releases")
        about = {
            "field": _("%(list)s about %(terms)s"),
            "country": _("%(list)s on %(terms)s"),
            "source": _("%(list)s from %(terms)s"),
        }
        for name, phrase in about.items():
            if terms := values.get(name):
                heading = phrase % {"list": heading, "terms": _join([_called(term) for term in terms])}
        if words := values.get("q"):
            heading = _("%(list)s containing “%(words)s”") % {"list": heading, "words": words}
        if dates := self._dates():
            heading = _("%(list)s, %(dates)s") % {"list": heading, "dates": dates}
        return heading

    def _dates(self) -> str:
        first, last = (
            label_of(name, self.filter.values[name]) if self.filter.values.get(name) else "" for name in ("from", "to")
        )
        period = period_of(self.filter)
        if period or not (first or last):
            return period
        if first and last:
            return _("%(first)s to %(last)s") % {"first": first, "last": last}
        return _("since %(first)s") % {"first": first} if first else _("until %(last)s") % {"last": last}

    # Filters

    @cached_property
    def counts(self) -> facets.Counts:
        vocabularies = {name: declared.vocabulary for name, declared in self.filter.term_filters()}
        return facets.counts(self.filter.selection, vocabularies, year_of(self.filter))

    @cached_property
    def groups(self) -> list[Group]:
        values = self.filter.values
        types = [
            Option(kind.value, kind.label, self._count("type", kind.value), kind.value in (values.get("type") or []))
            for kind in Edition.Type
        ]
        groups = [Group("type", _("Type"), _worth_showing(types))]
        for name, term_filter in self.filter.term_filters():
            chosen, counts = values.get(name) or [], self.counts.get(name, {})
            options = [
                Option(slug, label, counts.get(key, 0), term in chosen, depth)
                for depth, term, key, slug, label in self._terms(name, term_filter.vocabulary)
                if key in counts or term in chosen
            ]
            groups.append(Group(name, term_filter.label, options))
        return groups

    def _terms(self, name: str, vocabulary: Vocabulary[Term]) -> list[tuple[int, Term, str, str, str]]:
        """Depth, term, key of its count, slug and name, in the order of the filter; the same until the vocabularies change."""
        key = "filter", name, get_language()
        if key not in self.vocabularies.made:
            terms = vocabulary.tree() if name != "country" else ((0, term) for term in vocabulary.alphabetical())
            self.vocabularies.made[key] = [
                (depth, term, str(term.pk), term.slug, str(term.label)) for depth, term in terms
            ]
        return self.vocabularies.made[key]

    @cached_property
    def languages(self) -> list[Option]:
        """All of them, the page's own first."""
        chosen = self.filter.values["language"]
        return [
            Option(
                code, label, self._count("language", code), code == chosen,
                query=query_string(self.data, {"language": [code]}),
            )
            for code, label in LANGUAGES
        ]  # fmt: skip

    @property
    def sorts(self) -> list[tuple[str, str | Promise]]:
        """The orders applicable here; the default needs no parameter."""
        return [
            ("" if sort == self.usual_sort else sort, label)
            for sort, label in SORTS.items()
            if sort != RELEVANCE or self.filter.selection.asks_for_words
        ]

    @cached_property
    def years(self) -> list[Period]:
        years = sorted(self.counts.get("year", {}), key=int, reverse=True)
        return [self._period(year, int(year), (1, 12), "year", year) for year in years]

    @cached_property
    def months(self) -> list[Period]:
        """The months of the selected year."""
        year = year_of(self.filter)
        months = sorted(map(int, self.counts.get("month", {}))) if year else []
        return [self._period(MONTHS[month], year, (month, month), "month", str(month)) for month in months if year]

    @property
    def periods(self) -> list[list[Period]]:
        return [periods for periods in (self.years, self.months) if periods]

    @cached_property
    def _query_of_period(self) -> str:
        """The query of a year or month, in which the two days are left open."""
        return query_string(self.data, {"from": ["FIRST"], "to": ["LAST"]})

    def _period(self, label: str | Promise, year: int, months: tuple[int, int], facet: str, key: str) -> Period:
        first, last = months
        days = (datetime.date(year, first, 1), datetime.date(year, last, calendar.monthrange(year, last)[1]))
        chosen = (self.filter.values.get("from"), self.filter.values.get("to")) == days
        query = self._query_of_period.replace("=FIRST", f"={days[0]}").replace("=LAST", f"={days[1]}")
        count, most = self._count(facet, key), max(self.counts[facet].values())
        return Period(label, query, count, chosen, share=max(1, 100 * count // most))

    def _count(self, facet: str, key: str) -> int:
        return self.counts.get(facet, {}).get(key, 0)

    # Addresses

    @property
    def query(self) -> str:
        """The query string of the list's first page."""
        return query_string(self.data, {})

    @cached_property
    def query_in_pages(self) -> str:
        """The query string that keeps the list as it is now: releases published while a reader turns pages move nothing."""
        if self.sort != NEWEST or not self.page.paginator.count:
            return self.query
        anchor = self.data.get("anchor") or self._in_order.anchor_of(self.page.object_list[0])
        return query_string(self.data, {"anchor": [anchor]})

    @property
    def canonical_query(self) -> str:
        """Only parameters that affect the content, without those appended by others."""
        query = QueryDict(mutable=True)
        for name in sorted(self.filter.filters):
            value = self.filter.values.get(name) if name in self.data else None
            for item in value if isinstance(value, list) else [value] if value else []:
                query.appendlist(name, item.slug if isinstance(item, Term) else str(item))
        if self.sort != self.usual_sort:
            query["sort"] = self.sort
        if self.page.number > 1:
            query["page"] = str(self.page.number)
        return query.urlencode()

    @property
    def worth_indexing(self) -> bool:
        """Whether search engines should index it: the plain list and lists with one filter, but no combinations."""
        narrowed = [name for name, value in self.filter.values.items() if value and name in self.data]
        simple = not self.filter.problems and "q" not in narrowed and self.sort == NEWEST
        return simple and len({name for name in narrowed if name not in ("from", "to")}) <= 1


def page_of(editions: Found, data: QueryDict) -> Page:
    """The requested page. Raises Http404 beyond the last one."""
    try:
        return Paginator(editions, PAGE_SIZE).page(data.get("page", 1))  # type: ignore[arg-type]  # needs only a length and slicing
    except (PageNotAnInteger, EmptyPage) as error:
        raise Http404(_("The list has no such page.")) from error


def anchor_in(data: QueryDict) -> tuple[datetime.date, int] | None:
    """The release that headed the list when the reader started turning pages; an invalid value has no effect."""
    day, _dot, number = data.get("anchor", "").partition(".")
    try:
        date = datetime.date.fromisoformat(day)
    except ValueError:
        return None
    if not (number.isascii() and number.isdigit() and len(number) <= 15):
        return None
    return date, int(number)


def _worth_showing(options: list[Option]) -> list[Option]:
    return [option for option in options if option.count or option.chosen]


def _called(term: Term) -> str:
    """As used in a sentence: a structure under its name as a source."""
    return getattr(term, "source_label", term.label)


def _join(names: list[str]) -> str:
    """Joined as “Elections, Media laws or Youth”."""
    *first, last = names or [""]
    return _("%(names)s or %(last)s") % {"names": ", ".join(first), "last": last} if first else last
