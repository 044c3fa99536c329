"""How the list of releases is narrowed. Each choice says how many it would leave, up to a limit."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from releases.admin.counting import capped_counts, in_words
from releases.admin.seeing import visible
from releases.admin.situations import COMMON, SITUATIONS, in_situation
from releases.admin.steps import editor_of
from releases.models import Edition, EditionQuerySet
from releases.models.record import CREATED, EDITED, RecordEntry


class CountedFilter(admin.SimpleListFilter):
    """Releases of which an edition answers to the choice. `narrow` says which do."""

    # Of many rows the newest are looked at until enough are found; few are found by their index first.
    common: tuple[str, ...] = ()

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.request = request

    def narrow(self, editions: EditionQuerySet, value: str) -> EditionQuerySet:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        return self.having(queryset, value) if value is not None else queryset

    def having(self, queryset: QuerySet, value: str) -> QuerySet:
        editions = self.narrow(visible(self.request), value).order_by()
        if value in self.common:
            return queryset.filter(Exists(editions.filter(release=OuterRef("pk"))))
        return queryset.filter(pk__in=editions.values("release"))

    def choices(self, changelist: Any) -> Iterator[Any]:
        others = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters())
        counts = capped_counts(self.having(others, str(value)) for value, _label in self.lookup_choices)
        yield from self._with(changelist, counts)

    def _with(self, changelist: Any, counts: list[int]) -> Iterator[Any]:
        everything, *choices = super().choices(changelist)
        yield everything
        for choice, count in zip(choices, counts, strict=True):
            if count or choice["selected"]:
                yield {**choice, "display": f"{choice['display']} ({in_words(count)})"}


class SituationFilter(CountedFilter):
    title = _("state")
    parameter_name = "situation"
    common = COMMON

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(name.value), label) for name, label in SITUATIONS.items()]

    def narrow(self, editions: EditionQuerySet, value: str) -> EditionQuerySet:
        return in_situation(editions, value)


class WhoseFilter(CountedFilter):
    title = _("people")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mine", _("I am writing in it")), ("ever", _("I wrote in it"))]

    def narrow(self, editions: EditionQuerySet, value: str) -> EditionQuerySet:
        wrote = RecordEntry.objects.filter(by=editor_of(self.request), step__in=(CREATED, EDITED)).order_by()
        written = editions.filter(pk__in=wrote.values("edition"))
        return written.in_progress() if value == "mine" else written


class LanguageFilter(CountedFilter):
    title = _("language")
    parameter_name = "language"
    common = tuple(code for code, _name in settings.LANGUAGES)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(settings.LANGUAGES)

    def narrow(self, editions: EditionQuerySet, value: str) -> EditionQuerySet:
        return editions.filter(language=value)


class TypeFilter(CountedFilter):
    title = _("type")
    parameter_name = "type"
    common = tuple(Edition.Type.values)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Edition.Type.choices)

    def narrow(self, editions: EditionQuerySet, value: str) -> EditionQuerySet:
        return editions.filter(type=value)
