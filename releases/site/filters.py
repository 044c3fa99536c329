"""The query parameters of lists, shared by list page, feeds and exports, so that a query valid for one is valid for the others."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from releases.lists import register
from releases.lists.marks import Look
from releases.lists.narrowing import among
from releases.lists.selection import ALL_LANGUAGES, Asked, Selection
from releases.models import Edition, EditionQuerySet
from releases.models.carried import CarriedTerms, carried_terms
from releases.search.question import LONGEST_QUESTION
from taxonomy.models import Term
from taxonomy.snapshot import Vocabularies, Vocabulary

TERMS = carried_terms()
MOST_KEPT = 300  # queries of lists, of some kilobytes each
LANGUAGES = [(ALL_LANGUAGES, _("All languages")), *settings.LANGUAGES]


class SlugsField(forms.Field):
    """Slugs, current or former, of terms in one vocabulary."""

    widget = forms.SelectMultiple

    def __init__(self, *, vocabulary: Vocabulary[Term], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.vocabulary = vocabulary

    def to_python(self, value: list[str] | None) -> list[Term]:
        terms = {slug: self.vocabulary.resolve(slug) for slug in value or [] if slug}
        if unknown := [slug for slug, term in terms.items() if term is None]:
            raise ValidationError(gettext("“%(slug)s” is not a known value."), params={"slug": unknown[0][:80]})
        return list(dict.fromkeys(term for term in terms.values() if term is not None))


class TermsFilter(django_filters.Filter):
    """Editions with any of the terms or of their narrower terms."""

    field_class = SlugsField

    def __init__(self, part: CarriedTerms, **kwargs: Any) -> None:
        super().__init__(**{"label": part.label} | kwargs)
        self.part = part

    @property
    def vocabulary(self) -> Vocabulary[Term]:
        """The current one: the request supplies it."""
        return getattr(self.parent.vocabularies, self.part.vocabulary)

    @property
    def field(self) -> forms.Field:
        self.extra["vocabulary"] = self.vocabulary
        return super().field

    def filter(self, queryset: EditionQuerySet, value: list[Term]) -> EditionQuerySet:
        if not value:
            return queryset
        carrying = self.part.model._default_manager.filter(tag_id__in=self.ids(value))
        return queryset.filter(pk__in=carrying.values("content_object_id"))

    def ids(self, terms: Iterable[Term]) -> frozenset[int]:
        return frozenset(pk for term in terms for pk in self.vocabulary.below(term))


class ListForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        """Without a valid language in the query, the list is in the language of the address."""
        language = self.cleaned_data.get("language") or get_language() or settings.LANGUAGE_CODE
        return self.cleaned_data | {"language": language}


class ReleaseFilter(django_filters.FilterSet):
    """`q field country source type language from to`; an invalid value is reported and ignored."""

    q = django_filters.CharFilter(label=_("Words"), method="filter_words", max_length=LONGEST_QUESTION)
    field = TermsFilter(TERMS["fields_of_work"])
    country = TermsFilter(TERMS["countries"])
    source = TermsFilter(TERMS["sources"], label=_("Source"))
    type = django_filters.MultipleChoiceFilter(label=_("Type"), choices=Edition.Type)
    language = django_filters.ChoiceFilter(label=_("Language"), choices=LANGUAGES, method="filter_language")

    class Meta:
        form = ListForm

    def __init__(
        self,
        data: QueryDict,
        vocabularies: Vocabularies,
        editions: EditionQuerySet | None = None,
        look: Look | None = None,
    ) -> None:
        """Filters what is listed now, unless other public editions are given; `look` is a fresh poll of the marks, if there is one."""
        self.vocabularies = vocabularies
        self.look = look
        super().__init__(data, queryset=Edition.objects.listed() if editions is None else editions)

    @classmethod
    def kept(cls, data: QueryDict, vocabularies: Vocabularies, look: Look | None = None) -> "ReleaseFilter":
        """Of a query that was read before, until the vocabularies change: only its content is of today.

        The filters in it still call the methods of the one that is kept, where nothing may stay that is of today.
        """
        known: OrderedDict[tuple[str, str | None], ReleaseFilter] = vocabularies.made.setdefault(
            "filters", OrderedDict()
        )
        key = data.urlencode(), get_language()
        found = known.get(key)
        if found is None:
            found = known[key] = cls(data, vocabularies)
            found.values  # noqa: B018  # read once, while nobody else has it
            while len(known) > MOST_KEPT:
                known.popitem(last=False)
        fresh = copy(found)
        fresh.data, fresh.look = data, look
        return fresh

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """Adds `from`, a Python keyword, which cannot be a class attribute."""
        return super().get_filters() | {
            "from": django_filters.DateFilter(label=_("From"), field_name="date", lookup_expr="gte"),
            "to": django_filters.DateFilter(label=_("To"), field_name="date", lookup_expr="lte"),
        }

    def filter_language(self, queryset: EditionQuerySet, name: str, value: str) -> EditionQuerySet:
        return queryset if value == ALL_LANGUAGES else queryset.filter(language=value)

    def filter_words(self, queryset: EditionQuerySet, name: str, value: str) -> EditionQuerySet:
        selection = self._selected()  # not the one that stays; see `kept`
        return among(queryset, selection.found_by_words) if selection.asks_for_words else queryset

    @cached_property
    def values(self) -> dict[str, Any]:
        """The valid, non-empty values by filter; language is always among them."""
        self.form.is_valid()
        return self.form.cleaned_data

    @cached_property
    def selection(self) -> Selection:
        """The equivalent of `qs` in memory and at one instant, which can be counted and ordered without queries."""
        return self._selected()

    def _selected(self) -> Selection:
        values = self.values
        asked = Asked(
            text=values.get("q") or "",
            language=values["language"],
            terms={name: terms.ids(chosen) for name, terms in self.term_filters() if (chosen := values.get(name))},
            types=tuple(values.get("type") or ()),
            first=values.get("from"),
            last=values.get("to"),
        )
        return Selection(asked, self.vocabularies, register.current(self.look))

    def term_filters(self) -> Iterator[tuple[str, TermsFilter]]:
        return ((name, declared) for name, declared in self.filters.items() if isinstance(declared, TermsFilter))

    @property
    def problems(self) -> list[str]:
        """What was ignored and why, as sentences."""
        return [
            gettext("%(label)s: %(value)s") % {"label": self.form.fields[name].label, "value": message}
            for name, messages in self.form.errors.items()
            for message in messages
        ]


def query_string(data: QueryDict, changes: Mapping[str, Sequence[str]]) -> str:
    """The query string with some keys changed, and without empty values and paging."""
    query = QueryDict(mutable=True)
    for name, values in {**dict(data.lists()), "page": [], "anchor": [], **changes}.items():
        if given := [value for value in values if value]:
            query.setlist(name, given)
    return query.urlencode()
