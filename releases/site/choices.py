"""The active filters of a list as a reader sees them: the name of each value, and a link that removes it."""

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
    """An active filter, shown as a removable chip."""

    kind: str | Promise
    label: str
    query_without: str


def choices(chosen: ReleaseFilter) -> Iterator[Choice]:
    """Each with the address of the list without it; both dates are one choice if they bound a year or a month."""
    period = period_of(chosen)
    for name, item in _asked(chosen):
        if not (period and name in ("from", "to")):
            yield Choice(chosen.form.fields[name].label, label_of(name, item), _without(chosen, name, item))
    if period:
        yield Choice(_("Date"), period, query_string(chosen.data, {"from": [], "to": []}))


def _asked(chosen: ReleaseFilter) -> Iterator[tuple[str, Value]]:
    """The language counts only if it was requested."""
    for name, value in chosen.values.items():
        if value and (name != "language" or value == chosen.data.get(name)):
            yield from ((name, item) for item in (value if isinstance(value, list) else [value]))


def _without(chosen: ReleaseFilter, name: str, value: Value) -> str:
    """Removes a term under whatever slug it was requested by, current or former."""
    given = chosen.data.getlist(name)
    if isinstance(value, Term):
        vocabulary = chosen.filters[name].vocabulary
        rest = [slug for slug in given if vocabulary.resolve(slug) != value]
    else:
        rest = [other for other in given if other != value] if len(given) > 1 else []
    return query_string(chosen.data, {name: rest})


def label_of(name: str, value: Value) -> str:
    """The name of a filter value in the active language."""
    match value:
        case Term():
            return value.label
        case datetime.date():
            return date_format(value)
    return str({"type": dict(Edition.Type.choices), "language": dict(LANGUAGES)}.get(name, {}).get(value, value))


def period_of(chosen: ReleaseFilter) -> str:
    """The year or month, if the date range is exactly that."""
    first, last = chosen.values.get("from"), chosen.values.get("to")
    if not (first and last and first.day == 1 and (last + datetime.timedelta(days=1)).day == 1):
        return ""
    if (first.year, first.month) == (last.year, last.month):
        return date_format(first, "YEAR_MONTH_FORMAT")
    whole_year = (first.year, first.month, last.month) == (last.year, 1, 12)
    return str(first.year) if whole_year else ""


def year_of(chosen: ReleaseFilter) -> int | None:
    """The year that contains the whole date range, if there is one."""
    first, last = chosen.values.get("from"), chosen.values.get("to")
    return first.year if first and last and first.year == last.year else None
