"""All vocabularies in memory, as of one revision.

Every page needs them, and they are a few hundred rows: loaded once, shared by all requests until `taxonomy.revision`
reports a change. Terms here are shared between threads and must not be modified or saved.
"""

import datetime
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.utils import timezone

from taxonomy.folding import fold
from taxonomy.models import Chair, Country, FieldOfWork, MeetingSeries, Page, Structure, Term, VocabularyEntry
from taxonomy.models.record import Content
from taxonomy.revision import current_token

T = TypeVar("T", bound=Term)

# How many different pasts one process keeps in memory; a renamed term makes one more.
MOST_KEPT = 16


def sort_key(label: str) -> str:
    """The key for alphabetical order: “The Netherlands” sorts under N."""
    return fold(label).removeprefix("the ")


@dataclass
class Vocabulary(Generic[T]):
    """One vocabulary: its terms in order, its tree, and every name and slug that leads to a term."""

    model: type[T]
    terms: tuple[T, ...]
    by_id: dict[int, T] = field(init=False)
    _children: dict[int | None, list[T]] = field(init=False)
    _absorbed: dict[int, list[T]] = field(init=False)
    _by_slug: dict[str, T] = field(init=False)
    _former_slugs: dict[str, T] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {term.pk: term for term in self.terms}
        self._children = defaultdict(list)
        self._absorbed = defaultdict(list)
        for term in self.terms:
            # Foreign keys refer to instances in this snapshot, without queries.
            term.parent = self.by_id.get(term.parent_id)
            if term.merged_into_id:
                self._absorbed[term.merged_into_id].append(term)
            else:
                self._children[term.parent_id].append(term)
        self._by_slug = {term.slug: term for term in self.terms if not term.merged_into_id}
        self._former_slugs = {term.slug: self.current(term) for term in self.terms if term.merged_into_id} | {
            former.slug: self.current(term) for term in self.terms for former in term.former_names.all()
        }

    def __iter__(self) -> Iterator[T]:
        return iter(term for term in self.terms if not term.merged_into_id)

    @property
    def segment(self) -> str:
        return self.model.segment

    def roots(self) -> list[T]:
        return self._children[None]

    def children(self, term: T) -> list[T]:
        return self._children[term.pk]

    def ancestors(self, term: T) -> list[T]:
        """From the root down, without the term itself."""
        ancestors: list[T] = []
        while (parent := term.parent) is not None:
            ancestors.insert(0, parent)
            term = parent
        return ancestors

    def tree(self, terms: Iterable[T] | None = None, depth: int = 0) -> Iterator[tuple[int, T]]:
        """Depth-first: each term with its depth, followed by its descendants."""
        for term in self.roots() if terms is None else terms:
            yield depth, term
            yield from self.tree(self.children(term), depth + 1)

    def current(self, term: T) -> T:
        """The term itself, or the one it was merged into."""
        while term.merged_into_id:
            term = self.by_id[term.merged_into_id]
        return term

    def get(self, slug: str) -> T | None:
        """The term currently at this slug."""
        return self._by_slug.get(slug)

    def moved(self, slug: str) -> T | None:
        """The term that a former slug leads to."""
        return self._former_slugs.get(slug)

    def resolve(self, slug: str) -> T | None:
        """The term for a slug, current or former."""
        return self.get(slug) or self.moved(slug)

    def slugs(self) -> list[str]:
        """Every slug that `resolve` knows."""
        return sorted({*self._by_slug, *self._former_slugs})

    def below(self, term: T) -> frozenset[int]:
        """The ids of the term, its descendants, and all terms merged into any of these."""
        ids, waiting = set(), [term]
        while waiting:
            term = waiting.pop()
            ids.add(term.pk)
            waiting += self._children[term.pk] + self._absorbed[term.pk]
        return frozenset(ids)

    def merged_into(self, term: T) -> frozenset[int]:
        """The ids of the term and of all terms merged into it."""
        return frozenset({term.pk}.union(*(self.merged_into(absorbed) for absorbed in self._absorbed[term.pk])))

    @cached_property
    def _spellings(self) -> dict[str, T]:
        """Every name; current before former, English before other languages."""
        spellings: dict[str, T] = {}
        for names in (_names_in_use, _names_in_other_languages, _former_names):
            for term in self.terms:
                for name in names(term):
                    spellings.setdefault(fold(name), self.current(term))
        return spellings

    def find(self, name: str) -> T | None:
        """The term with this name: its own, as a source, in any language, former, or its slug."""
        return self._spellings.get(fold(name)) or self.resolve(name.strip().lower())

    def containing(self, text: str) -> list[T]:
        """The terms with a name that contains the text, ignoring accents and case."""
        wanted = fold(text)
        found = {term.pk: term for spelling, term in self._spellings.items() if wanted in spelling}
        return [term for term in self.terms if term.pk in found]

    def spellings(self) -> Iterable[tuple[str, T]]:
        """Every folded spelling with its term."""
        return self._spellings.items()

    def names(self) -> list[str]:
        """Every folded spelling, for suggesting the nearest one."""
        return list(self._spellings)

    def alphabetical(self) -> list[T]:
        """By the name in the active language."""
        return sorted(self, key=lambda term: sort_key(term.label))


def _names_in_use(term: Term) -> Iterator[str]:
    yield term.name
    if isinstance(term, Structure):
        yield term.source_name


def _names_in_other_languages(term: Term) -> Iterator[str]:
    yield from term.names.values()
    if isinstance(term, Structure):
        yield from term.source_names.values()


def _former_names(term: Term) -> Iterator[str]:
    for former in term.former_names.all():
        yield former.name


@dataclass(frozen=True)
class Past:
    """Every change of a row that existed before, oldest first."""

    entries: tuple[VocabularyEntry, ...] = ()

    def since(self, instant: datetime.datetime) -> int:
        """How many changes came after the instant."""
        return len(self.entries) - bisect_right(self.entries, instant, key=lambda entry: entry.at)

    def before(self, undone: int) -> dict[tuple[str, int], Content]:
        """Each row that the last changes touched, as it was before them."""
        found: dict[tuple[str, int], Content] = {}
        for entry in self.entries[len(self.entries) - undone :]:
            found.setdefault((entry.vocabulary, entry.row), entry.before or {})
        return found


def _as_it_was(term: T, before: dict[tuple[str, int], Content]) -> T:
    """A copy, never the shared instance, which belongs to another tree."""
    then = copy(term)
    for column, value in before.get((term._meta.model_name or "", term.pk), {}).items():
        setattr(then, column, value)
    return then


@dataclass
class Vocabularies:
    """All of them as they are, or, from `at()`, as they were; `past` are the changes between then and now."""

    token: str | None
    fields_of_work: Vocabulary[FieldOfWork]
    countries: Vocabulary[Country]
    structures: Vocabulary[Structure]
    meetings: Vocabulary[MeetingSeries]
    pages: tuple[Page, ...]
    chairs: tuple[Chair, ...]
    past: Past = field(default_factory=Past)
    # Values that other modules derive from this snapshot; discarded with it.
    made: dict[Hashable, Any] = field(default_factory=dict)

    def by_segment(self, segment: str) -> Vocabulary[Any] | None:
        """The vocabulary at an address; field operations are the structures with an address of their own."""
        return (self._by_segment | {Structure.field_operations_segment: self.structures}).get(segment)

    @property
    def _by_segment(self) -> dict[str, Vocabulary[Any]]:
        vocabularies = (self.fields_of_work, self.countries, self.structures, self.meetings)
        return {vocabulary.segment: vocabulary for vocabulary in vocabularies}

    def of(self, model: type[T]) -> Vocabulary[T]:
        """The vocabulary of this model's terms."""
        return self._by_segment[model.segment]

    def at(self, instant: datetime.datetime | None) -> "Vocabularies":
        """The vocabularies as they were at that instant; themselves if nothing has changed since. No query."""
        undone = self.past.since(instant) if instant else 0
        if not undone:
            return self
        kept: dict[int, Vocabularies] = self.made.setdefault("at", {})
        if undone not in kept:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[undone] = self._without(undone)
        return kept[undone]

    def _without(self, undone: int) -> "Vocabularies":
        """The vocabularies before their last changes, as many as said."""
        before = self.past.before(undone)

        def then(vocabulary: Vocabulary[T]) -> Vocabulary[T]:
            terms = (_as_it_was(term, before) for term in vocabulary.terms)
            return Vocabulary(vocabulary.model, tuple(sorted(terms, key=lambda term: (term.position, term.name))))

        return replace(
            self,
            token=f"{self.token}-{undone}",
            fields_of_work=then(self.fields_of_work),
            countries=then(self.countries),
            structures=then(self.structures),
            meetings=then(self.meetings),
            past=Past(),
            made={},
        )

    def named_for(self, model: type[Term], instant: datetime.datetime | None) -> "Vocabularies":
        """Those whose names a page of something that began at the instant shows: today's, or that day's where the
        setting NAMES_OF_THE_DAY says so.
        """
        return self.at(instant) if model.segment in settings.NAMES_OF_THE_DAY else self

    def page(self, slug: str) -> Page | None:
        return next((page for page in self.pages if page.slug == slug), None)

    def chair(self, year: int | None = None) -> Chair | None:
        """Who holds the Chairpersonship in the year; by default the current year in the organisation's time zone."""
        year = year or timezone.localdate().year
        return next((chair for chair in self.chairs if chair.year == year), None)


def read(token: str | None) -> Vocabularies:
    """Nine small queries."""

    def vocabulary(model: type[T]) -> Vocabulary[T]:
        terms = model._default_manager.prefetch_related("former_names")  # type: ignore[misc]  # each vocabulary has them
        return Vocabulary(model, tuple(terms))

    return Vocabularies(
        token=token,
        fields_of_work=vocabulary(FieldOfWork),
        countries=vocabulary(Country),
        structures=vocabulary(Structure),
        meetings=vocabulary(MeetingSeries),
        pages=tuple(Page.objects.all()),
        chairs=tuple(Chair.objects.select_related("country")),
        past=Past(tuple(VocabularyEntry.objects.filter(before__isnull=False).order_by("position"))),
    )


_kept: Vocabularies | None = None


def current(token: str | None = None) -> Vocabularies:
    """One query if nothing changed; none if the caller has just read the token.

    The token is read before the terms: terms that change in between are read again at the next call, never missed.
    """
    global _kept
    token = token or current_token()
    if _kept is None or token is None or _kept.token != token:
        _kept = read(token)
    return _kept
