"""Filters of the list of releases. Each value shows how many releases it would leave, up to a limit.

A release is listed if any of its editions matches. Whether matches are frequent determines the query: if they are, the
newest releases are tested until the page is full; if they are rare, matches are found by their index first. Each would
be slow in the other case.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from releases.admin import waiting
from releases.admin.counts import MOST_COUNTED, capped_counts, in_words
from releases.admin.editor import editor_of
from releases.admin.situations import SITUATIONS, in_situation
from releases.admin.visibility import visible
from releases.models import Edition, EditionQuerySet


class Having:
    """The rows whose release has one of the editions. Whether there are many is determined once."""

    def __init__(self, editions: EditionQuerySet) -> None:
        self.editions = editions.order_by()

    @cached_property
    def are_many(self) -> bool:
        (count,) = capped_counts([releases_of(self.editions)])
        return count > MOST_COUNTED

    def of(self, rows: QuerySet, key: str = "pk") -> Any:
        """`key` names the release of a row."""
        if self.are_many:
            return rows.filter(Exists(self.editions.filter(release=OuterRef(key))))
        return rows.filter(**{f"{key}__in": releases_of(self.editions)})


def releases_of(editions: EditionQuerySet) -> QuerySet:
    return editions.order_by().values("release").distinct()


class CountedFilter(admin.SimpleListFilter):
    """`narrow` returns the editions that match a value."""

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.request = request

    def narrow(self, editions: EditionQuerySet, value: str) -> EditionQuerySet:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return self.chosen.of(queryset) if self.chosen else queryset

    @cached_property
    def chosen(self) -> Having | None:
        value = self.value()
        return Having(self.editions(value)) if value is not None else None

    def editions(self, value: str) -> EditionQuerySet:
        return self.narrow(visible(self.request), value)

    def choices(self, changelist: Any) -> Iterator[Any]:
        counts = capped_counts(
            releases_of(self._under_the_others(self.editions(str(value)), changelist))
            for value, _label in self.lookup_choices
        )
        everything, *choices = super().choices(changelist)
        yield everything
        for choice, count in zip(choices, counts, strict=True):
            if count or choice["selected"]:
                yield {**choice, "display": f"{choice['display']} ({in_words(count)})"}

    def _under_the_others(self, editions: Any, changelist: Any) -> Any:
        others = [spec.chosen for spec in changelist.filter_specs if spec is not self]
        for other in [*others, changelist.found]:
            if other:
                editions = other.of(editions, "release")
        return editions


class SituationFilter(CountedFilter):
    title = _("state")
    parameter_name = "situation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(name.value), label) for name, label in SITUATIONS.items()]

    def narrow(self, editions: EditionQuerySet, value: str) -> EditionQuerySet:
        return in_situation(editions, value)


class WhoseFilter(CountedFilter):
    title = _("people")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mine", _("my texts in progress")), ("waiting", _("waiting for me"))]

    def narrow(self, editions: EditionQuerySet, value: str) -> EditionQuerySet:
        person = editor_of(self.request)
        if value == "mine":
            return waiting.written_by(person, editions.in_progress())
        return waiting.for_anything(person, editions) if value == "waiting" else editions.none()


class LanguageFilter(CountedFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(settings.LANGUAGES)

    def narrow(self, editions: EditionQuerySet, value: str) -> EditionQuerySet:
        return editions.filter(language=value)


class TypeFilter(CountedFilter):
    title = _("type")
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Edition.Type.choices)

    def narrow(self, editions: EditionQuerySet, value: str) -> EditionQuerySet:
        return editions.filter(type=value)
