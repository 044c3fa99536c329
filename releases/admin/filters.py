"""Filters of the list of releases. Each value shows how many releases it would leave under the others."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import numpy as np
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from releases.admin import waiting
from releases.admin.editor import editor_of
from releases.admin.narrowing import SITUATION_NAMES, Mask, Narrowed
from releases.admin.situations import SITUATIONS
from releases.admin.visibility import visible
from releases.lists.columns import ids_of
from releases.lists.texts import LANGUAGES, TYPES, Codes, Texts
from releases.models import Edition, EditionQuerySet, User


class NewsroomFilter(admin.SimpleListFilter):
    """Narrows in memory, and so leaves the queryset of the list alone."""

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.request = request

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset

    def chosen(self, narrowed: Narrowed) -> Mask | None:
        """The texts that the value in the address leaves; None if there is no value."""
        value = self.value()
        return None if value is None else self.leaves(str(value), narrowed)

    def leaves(self, value: str, narrowed: Narrowed) -> Mask:
        raise NotImplementedError

    def counts(self, narrowed: Narrowed) -> list[int]:
        """For each choice."""
        raise NotImplementedError

    def choices(self, changelist: Any) -> Iterator[Any]:
        everything, *choices = super().choices(changelist)
        yield everything
        for choice, count in zip(choices, self.counts(changelist.narrowed), strict=True):
            if count or choice["selected"]:
                yield {**choice, "display": f"{choice['display']} ({count})"}


class CodedFilter(NewsroomFilter):
    """Each text has one of the values, by its place among all names."""

    names: tuple[str, ...]

    def codes(self, narrowed: Narrowed) -> Codes:
        raise NotImplementedError

    def leaves(self, value: str, narrowed: Narrowed) -> Mask:
        codes = self.codes(narrowed)
        return codes == self.names.index(value) if value in self.names else np.zeros(len(codes), np.bool_)

    def counts(self, narrowed: Narrowed) -> list[int]:
        return narrowed.counts(str(self.parameter_name), self.codes(narrowed), len(self.names))


class SituationFilter(CodedFilter):
    title = _("state")
    parameter_name = "situation"
    names = SITUATION_NAMES

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(zip(SITUATION_NAMES, SITUATIONS.values(), strict=True))

    def codes(self, narrowed: Narrowed) -> Codes:
        return narrowed.situations


class LanguageFilter(CodedFilter):
    title = _("language")
    parameter_name = "language"
    names = LANGUAGES

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(settings.LANGUAGES)

    def codes(self, narrowed: Narrowed) -> Codes:
        return narrowed.texts.languages


class TypeFilter(CodedFilter):
    title = _("type")
    parameter_name = "type"
    names = TYPES

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Edition.Type.choices)

    def codes(self, narrowed: Narrowed) -> Codes:
        return narrowed.texts.types


class WhoseFilter(NewsroomFilter):
    title = _("people")
    parameter_name = "whose"
    WHOSE: dict[str, tuple[Any, Callable[[User, EditionQuerySet], EditionQuerySet]]] = {
        "mine": (_("my texts in progress"), waiting.in_progress_by),
        "waiting": (_("waiting for me"), waiting.for_anything),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, (label, _) in self.WHOSE.items()]

    def leaves(self, value: str, narrowed: Narrowed) -> Mask:
        return self._among(narrowed.texts, value)

    def counts(self, narrowed: Narrowed) -> list[int]:
        name = str(self.parameter_name)
        return [narrowed.count(name, self._among(narrowed.texts, value)) for value in self.WHOSE]

    def _among(self, texts: Texts, value: str) -> Mask:
        return np.isin(texts.ids, self._ids[value]) if value in self._ids else np.zeros(len(texts), np.bool_)

    @cached_property
    def _ids(self) -> dict[str, Any]:
        """Few texts each, found by the database."""
        person = editor_of(self.request)
        return {value: ids_of(of(person, visible(self.request)), "pk") for value, (_, of) in self.WHOSE.items()}
