"""The query language of a list: list page and feeds share it, so that an address that works on one works on the other."""

from collections.abc import Callable, Iterator
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from releases.models import Edition, EditionCountry, EditionFieldOfWork, EditionLink, EditionQuerySet, EditionSource
from taxonomy.models import Term
from taxonomy.snapshot import Vocabularies, Vocabulary

ALL_LANGUAGES = "all"
LANGUAGES = [(ALL_LANGUAGES, _("All languages")), *settings.LANGUAGES]
LONGEST_QUERY = 200
MOST_WORDS = 10


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
        vocabulary: Vocabulary = getattr(self.parent.vocabularies, self.vocabulary_name)
        ids = {pk for term in value for pk in vocabulary.below(term)}
        return queryset.filter(pk__in=self.links._default_manager.filter(tag_id__in=ids).values("content_object_id"))


class ReleaseFilter(django_filters.FilterSet):
    """`q field country source type language from to`; a value that makes no sense is reported and left out."""

    q = django_filters.CharFilter(label=_("Words"), method="filter_words", max_length=LONGEST_QUERY)
    field = TermsFilter("fields_of_work", EditionFieldOfWork, label=_("Fields of work"))
    country = TermsFilter("countries", EditionCountry, label=_("Countries"))
    source = TermsFilter("structures", EditionSource, label=_("Source"))
    type = django_filters.MultipleChoiceFilter(label=_("Type"), choices=Edition.Type)
    language = django_filters.ChoiceFilter(label=_("Language"), choices=LANGUAGES, method="filter_nothing")

    def __init__(self, data: QueryDict, vocabularies: Vocabularies) -> None:
        self.vocabularies = vocabularies
        super().__init__(data, queryset=Edition.objects.listed().newest_first())

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
        for name, declared in self.filters.items():
            if isinstance(declared, TermsFilter):
                form.fields[name].vocabulary = getattr(self.vocabularies, declared.vocabulary_name)
        return form

    def filter_queryset(self, queryset: EditionQuerySet) -> EditionQuerySet:
        queryset = super().filter_queryset(queryset)
        return queryset if self.in_language == ALL_LANGUAGES else queryset.filter(language=self.in_language)

    def filter_nothing(self, queryset: EditionQuerySet, name: str, value: str) -> EditionQuerySet:
        return queryset

    def filter_words(self, queryset: EditionQuerySet, name: str, value: str) -> EditionQuerySet:
        """Every word in headline or lead. SQLite tells capitals from small letters outside English."""
        for word in value.split()[:MOST_WORDS]:
            queryset = queryset.filter(Q(headline__icontains=word) | Q(lead__icontains=word))
        return queryset

    @property
    def in_language(self) -> str:
        """The one asked for, else that of the address."""
        return self.form.cleaned_data.get("language") or get_language() or settings.LANGUAGE_CODE

    @property
    def problems(self) -> list[str]:
        """What was left out and why, as sentences."""
        self.form.is_valid()
        return [
            f"{self.form.fields[name].label}: {message}"
            for name, messages in self.form.errors.items()
            for message in messages
        ]

    def chosen(self) -> Iterator["Choice"]:
        """What the list is narrowed by, each with the address of the list without it."""
        for name, value in self.form.cleaned_data.items():
            for slug, label in self._described(name, value):
                yield Choice(self.form.fields[name].label, label, without(self.data, name, slug))

    def _described(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        if not value:
            return
        describe: dict[str, Callable[[Any], tuple[str, str]]] = {
            "type": lambda item: (item, str(Edition.Type(item).label)),
            "language": lambda item: (item, str(dict(LANGUAGES)[item])),
        }
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Term):
                yield item.slug, item.label
            else:
                yield describe.get(name, lambda item: (str(item), str(item)))(item)


class Choice:
    """A chosen filter, as a chip that can be taken away."""

    def __init__(self, kind: Any, label: str, query_without: str) -> None:
        self.kind = kind
        self.label = label
        self.query_without = query_without


def without(data: QueryDict, name: str, value: str) -> str:
    """The query string less one value of one filter, and back on the first page."""
    rest = data.copy()
    values = rest.getlist(name)
    rest.setlist(name, [other for other in values if other != value] if len(values) > 1 else [])
    rest.pop("page", None)
    return rest.urlencode()


def release_filter(request: HttpRequest) -> ReleaseFilter:
    return ReleaseFilter(request.GET, request.vocabularies)  # type: ignore[attr-defined]  # see middleware


def query_without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
