"""What a list is narrowed by, as a reader sees it: each value by its name, and how to take it away."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from releases.models import Edition
from releases.site.filters import LANGUAGES, ReleaseFilter, query_string
from taxonomy.models import Term

Value = Term | datetime.date | str


@dataclass(frozen=True)
class Choice:
    """A chosen filter, as a chip that can be taken away."""

    kind: str | Promise
    label: str
    query_without: str


def choices(chosen: ReleaseFilter) -> Iterator[Choice]:
    """Each with the address of the list without it; one for both dates where they are those of a year or a month."""
    period = period_of(chosen)
    for name, item in _asked(chosen):
        if not (period and name in ("from", "to")):
            yield Choice(chosen.form.fields[name].label, label_of(name, item), _without(chosen, name, item))
    if period:
        yield Choice(_("Date"), period, query_string(chosen.data, {"from": [], "to": []}))


def _asked(chosen: ReleaseFilter) -> Iterator[tuple[str, Value]]:
    """The language is one of them only if it was asked for."""
    for name, value in chosen.values.items():
        if value and (name != "language" or value == chosen.data.get(name)):
            yield from ((name, item) for item in (value if isinstance(value, list) else [value]))


def _without(chosen: ReleaseFilter, name: str, value: Value) -> str:
    """A term may have been asked for by a former slug; that is taken away with it."""
    given = chosen.data.getlist(name)
    if isinstance(value, Term):
        vocabulary = chosen.filters[name].vocabulary
        rest = [slug for slug in given if vocabulary.resolve(slug) != value]
    else:
        rest = [other for other in given if other != value] if len(given) > 1 else []
    return query_string(chosen.data, {name: rest})


def label_of(name: str, value: Value) -> str:
    """How a value of a filter is called in the active language."""
    match value:
        case Term():
            return value.label
        case datetime.date():
            return date_format(value)
    return str({"type": dict(Edition.Type.choices), "language": dict(LANGUAGES)}.get(name, {}).get(value, value))


def period_of(chosen: ReleaseFilter) -> str:
    """The year or the month, where the dates are its first and its last day."""
    first, last = chosen.values.get("from"), chosen.values.get("to")
    if not (first and last and first.day == 1 and (last + datetime.timedelta(days=1)).day == 1):
        return ""
    if (first.year, first.month) == (last.year, last.month):
        return date_format(first, "YEAR_MONTH_FORMAT")
    whole_year = (first.year, first.month, last.month) == (last.year, 1, 12)
    return str(first.year) if whole_year else ""


def year_of(chosen: ReleaseFilter) -> int | None:
    """The one within which all dates asked for lie, if they do."""
    first, last = chosen.values.get("from"), chosen.values.get("to")
    return first.year if first and last and first.year == last.year else None
