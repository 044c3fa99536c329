"""The query language of a list: list page and feeds share it, so that an address that works on one works on the other."""

import datetime
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from releases.models import Edition, EditionCountry, EditionFieldOfWork, EditionLink, EditionQuerySet, EditionSource
from releases.search import register
from releases.search.marks import Look
from releases.search.narrowing import among
from releases.search.question import LONGEST_QUESTION
from releases.search.selection import ALL_LANGUAGES, Asked, Selection
from taxonomy.models import Term
from taxonomy.snapshot import Vocabularies, Vocabulary

LANGUAGES = [(ALL_LANGUAGES, _("All languages")), *settings.LANGUAGES]


class TermsField(forms.Field):
    """Slugs, in use or former ones, that become terms of one vocabulary."""

    widget = forms.SelectMultiple
    vocabulary: Vocabulary

    def to_python(self, value: list[str] | None) -> list[Term]:
        terms = {slug: self.vocabulary.resolve(slug) for slug in value or [] if slug}
        if unknown := [slug for slug, term in terms.items() if term is None]:
            raise ValidationError(gettext("“%(slug)s” is not known here."), params={"slug": unknown[0][:80]})
        return list(dict.fromkeys(term for term in terms.values() if term is not None))


class TermsFilter(django_filters.Filter):
    """Editions that carry any of the terms or one below them."""

    field_class = TermsField

    def __init__(self, name: str, links: type[EditionLink], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.vocabulary_name = name
        self.links = links

    def filter(self, queryset: EditionQuerySet, value: list[Term]) -> EditionQuerySet:
        if not value:
            return queryset
        vocabulary = self.vocabulary_of(self.parent)
        ids = {pk for term in value for pk in vocabulary.below(term)}
        return queryset.filter(pk__in=self.links._default_manager.filter(tag_id__in=ids).values("content_object_id"))

    def vocabulary_of(self, parent: "ReleaseFilter") -> Vocabulary:
        return getattr(parent.vocabularies, self.vocabulary_name)


class ReleaseFilter(django_filters.FilterSet):
    """`q field country source type language from to`; a value that makes no sense is reported and left out."""

    q = django_filters.CharFilter(label=_("Words"), method="filter_words", max_length=LONGEST_QUESTION)
    field = TermsFilter("fields_of_work", EditionFieldOfWork, label=_("Fields of work"))
    country = TermsFilter("countries", EditionCountry, label=_("Countries"))
    source = TermsFilter("structures", EditionSource, label=_("Source"))
    type = django_filters.MultipleChoiceFilter(label=_("Type"), choices=Edition.Type)
    language = django_filters.ChoiceFilter(label=_("Language"), choices=LANGUAGES, method="filter_language")

    def __init__(
        self,
        data: QueryDict,
        vocabularies: Vocabularies,
        editions: EditionQuerySet | None = None,
        look: Look | None = None,
    ) -> None:
        """Of what is listed now, unless other public editions are given; with a look at the marks if it has just been taken."""
        self.vocabularies = vocabularies
        self.look = look
        super().__init__(data, queryset=Edition.objects.listed() if editions is None else editions)

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """`from` is a word of Python's, so that it cannot be declared above."""
        return super().get_filters() | {
            "from": django_filters.DateFilter(label=_("From"), field_name="date", lookup_expr="gte"),
            "to": django_filters.DateFilter(label=_("To"), field_name="date", lookup_expr="lte"),
        }

    @property
    def form(self) -> forms.Form:
        form = super().form
        for name, declared in self.term_filters():
            form.fields[name].vocabulary = declared.vocabulary_of(self)
        return form

    @cached_property
    def values(self) -> dict[str, Any]:
        """What was asked for and makes sense, by filter; nothing where nothing was asked."""
        self.form.is_valid()
        return self.form.cleaned_data | {"language": self.in_language}

    @property
    def qs(self) -> EditionQuerySet:
        return self.narrowed()

    def narrowed(self, ignoring: Container[str] = ()) -> EditionQuerySet:
        """What is listed now under the filters, less those ignored. In no order."""
        queryset = self.queryset.all()
        for name, value in self.values.items():
            if name not in ignoring:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    def filter_language(self, queryset: EditionQuerySet, name: str, value: str) -> EditionQuerySet:
        return queryset if value == ALL_LANGUAGES else queryset.filter(language=value)

    def filter_words(self, queryset: EditionQuerySet, name: str, value: str) -> EditionQuerySet:
        return among(queryset, self.selection.found_by_words) if self.selection.asks_for_words else queryset

    @cached_property
    def selection(self) -> Selection:
        """The same as `qs`, in memory and at one instant, which can be counted and put in order at once."""
        values = self.values
        terms = {
            name: frozenset(pk for term in chosen for pk in declared.vocabulary_of(self).below(term))
            for name, declared in self.term_filters()
            if (chosen := values.get(name))
        }
        return Selection(
            Asked(
                text=values.get("q") or "",
                language=self.in_language,
                terms=terms,
                types=tuple(values.get("type") or ()),
                first=values.get("from"),
                last=values.get("to"),
            ),
            self.vocabularies,
            register.current(self.look),
        )

    def term_filters(self) -> Iterator[tuple[str, TermsFilter]]:
        return ((name, declared) for name, declared in self.filters.items() if isinstance(declared, TermsFilter))

    @property
    def in_language(self) -> str:
        """The one asked for, else that of the address."""
        return self.form.cleaned_data.get("language") or get_language() or settings.LANGUAGE_CODE

    @property
    def year(self) -> int | None:
        """The one within which all dates asked for lie, if they do."""
        first, last = self.values.get("from"), self.values.get("to")
        return first.year if first and last and first.year == last.year else None

    @property
    def problems(self) -> list[str]:
        """What was left out and why, as sentences."""
        self.form.is_valid()
        return [
            gettext("%(label)s: %(value)s") % {"label": self.form.fields[name].label, "value": message}
            for name, messages in self.form.errors.items()
            for message in messages
        ]

    def chosen(self) -> Iterator["Choice"]:
        """What the list is narrowed by, each with the address of the list without it."""
        for name, value in self.form.cleaned_data.items():
            if name in ("from", "to") and self.period:
                continue  # one chip for both, below
            for item in value if isinstance(value, list) else [value] if value else []:
                yield Choice(self.form.fields[name].label, self.label_of(name, item), self._without(name, item))
        if self.period:
            yield Choice(_("Date"), self.period, query_string(self.data, {"from": [], "to": []}))

    def label_of(self, name: str, value: Any) -> str:
        """How a value of a filter is called in the active language."""
        match value:
            case Term():
                return value.label
            case datetime.date():
                return date_format(value)
        return str({"type": dict(Edition.Type.choices), "language": dict(LANGUAGES)}.get(name, {}).get(value, value))

    def _without(self, name: str, value: Any) -> str:
        """A term may have been asked for by a former slug; that is taken away with it."""
        given = self.data.getlist(name)
        if isinstance(value, Term):
            vocabulary = self.filters[name].vocabulary_of(self)
            rest = [slug for slug in given if vocabulary.resolve(slug) != value]
        else:
            rest = [other for other in given if other != value] if len(given) > 1 else []
        return query_string(self.data, {name: rest})

    @property
    def period(self) -> str:
        """The year or the month, where the dates are its first and its last day."""
        first, last = self.values.get("from"), self.values.get("to")
        if not (first and last and first.day == 1 and (last + datetime.timedelta(days=1)).day == 1):
            return ""
        if (first.year, first.month) == (last.year, last.month):
            return date_format(first, "YEAR_MONTH_FORMAT")
        whole_year = (first.year, first.month, last.month) == (last.year, 1, 12)
        return str(first.year) if whole_year else ""


class Choice:
    """A chosen filter, as a chip that can be taken away."""

    def __init__(self, kind: Any, label: str, query_without: str) -> None:
        self.kind = kind
        self.label = label
        self.query_without = query_without


def query_string(data: QueryDict, changes: Mapping[str, Sequence[str]]) -> str:
    """The query string with other values for some of its keys, without empty ones and what belongs to one page of the list."""
    query = QueryDict(mutable=True)
    for name, values in {**dict(data.lists()), "page": [], "anchor": [], **changes}.items():
        if given := [value for value in values if value]:
            query.setlist(name, given)
    return query.urlencode()
