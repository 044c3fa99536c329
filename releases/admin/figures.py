"""The page of figures: what the newsroom released, how long it took, what was changed since, and what readers did not find."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from releases.charts.data import Column, Data
from releases.charts.figure import csv_of, svg_of
from releases.counting import changes, searches, times
from releases.counting.listed import Listed
from releases.counting.span import Span, last_twelve_months
from releases.language.quantities import in_words
from releases.lists.selection import ALL_LANGUAGES
from releases.models import Edition
from releases.site.requests import vocabularies_of
from taxonomy.chart_kinds import BARS, LINES

PERMISSION = "releases.see_figures"
MOST_DRAWN = 25  # rows of a chart; the table has all
FEW = 13  # months or years that are shown as bars
AN_HOUR = 3600
LANGUAGES = [(ALL_LANGUAGES, _("All languages")), *settings.LANGUAGES]


class SpanForm(forms.Form):
    first = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last = forms.DateField(label=_("To"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            raise ValidationError(gettext("The period ends before it begins."))
        if first and last and not (MOST_REMOTE[0] <= first.year and last.year <= MOST_REMOTE[1]):
            raise ValidationError(
                gettext("Years lie between %(first)s and %(last)s.") % {"first": MOST_REMOTE[0], "last": MOST_REMOTE[1]}
            )
        return cleaned


MOST_REMOTE = (1900, 2200)  # years


@dataclass(frozen=True)
class Figure:
    """One of them: numbers by name, with their chart and their file."""

    name: str
    title: str
    note: str
    data: Data
    kind: str
    query: str

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw; no time is a time as well."""
        return not (self.data.names if self.name == "times" else any(self.data.values))

    @property
    def chart(self) -> SafeString:
        kind = self.kind if len(self.data.names) > 1 else BARS
        return svg_of(self._drawn, kind, self.name, get_language() or "", self.title)

    @property
    def _drawn(self) -> Data:
        if self.kind == LINES:
            return self.data
        columns = tuple(
            Column(column.name, column.values[:MOST_DRAWN], column.written[:MOST_DRAWN]) for column in self.data.columns
        )
        return Data(self.data.about, self.data.names[:MOST_DRAWN], columns)

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        return [
            (name, [column.written[row] for column in self.data.columns]) for row, name in enumerate(self.data.names)
        ]

    @property
    def left_out(self) -> int:
        return 0 if self.kind == LINES else max(len(self.data.names) - MOST_DRAWN, 0)

    @property
    def file(self) -> str:
        """The query of the page that leads to it as a file."""
        return f"?{self.query}&{urlencode({'csv': self.name})}"


class Figures:
    """Everything of one period, each part counted when it is shown."""

    def __init__(self, span: Span, request: HttpRequest) -> None:
        self.span = span
        self.query = query_of(span.first, span.last, span.language)
        self.listed = Listed(span, vocabularies_of(request))

    def __iter__(self) -> Iterator[Figure]:
        return (getattr(self, name)() for name in NAMES if name != "months" or not self.span.by_year)

    def months(self) -> Figure:
        counted = self.listed.by_time(years=self.span.by_year)
        return self._figure("months", gettext("Releases by month"), gettext("Month"), {gettext("Releases"): counted})

    def years(self) -> Figure:
        counted = self.listed.by_time(years=True)
        return self._figure("years", gettext("Releases by year"), gettext("Year"), {gettext("Releases"): counted})

    def fields(self) -> Figure:
        return self._by_term("fields", gettext("Releases by field of work"), gettext("Field of work"), "field")

    def countries(self) -> Figure:
        return self._by_term("countries", gettext("Releases by country"), gettext("Country"), "country")

    def structures(self) -> Figure:
        return self._by_term("structures", gettext("Releases by structure"), gettext("Structure"), "source")

    def languages(self) -> Figure:
        counted = self.listed.by_language({code: str(name) for code, name in settings.LANGUAGES})
        note = gettext("Of all languages, whichever is chosen.")
        return self._figure(
            "languages", gettext("Releases by language"), gettext("Language"), {gettext("Releases"): counted}, note
        )

    def times(self) -> Figure:
        """In hours."""
        found = times.quartiles(self.span)
        labels = {"": gettext("All types"), **dict(Edition.Type.choices)}
        order = [kind for kind in labels if kind in found]
        columns = {
            heading: {f"{labels[kind]} ({found[kind][0]})": found[kind][1][rank] for kind in order}
            for rank, heading in enumerate(
                (gettext("A quarter within"), gettext("Half within (median)"), gettext("Three quarters within"))
            )
        }
        note = gettext(
            "Hours from the first draft to the public, of first texts that were written here and became public in this period; in brackets how many."
        )
        return self._figure("times", gettext("From draft to release"), gettext("Type"), columns, note, per=AN_HOUR)

    def changes(self) -> Figure:
        labels = dict(Edition.Kind.choices)
        counted = {str(labels[kind]).capitalize(): by_time for kind, by_time in changes.changes(self.span).items()}
        note = gettext("Texts that became public in this period, by the month in which they did.")
        about = gettext("Year") if self.span.by_year else gettext("Month")
        return self._figure("changes", gettext("Corrections and withdrawals"), about, counted, note)

    def behind(self) -> Figure:
        found = changes.translations_behind()
        counted = {str(name): found.get(code, 0) for code, name in settings.LANGUAGES}
        note = gettext("Now, whichever period is chosen: public translations whose source has changed in public since.")
        return self._figure(
            "behind", gettext("Translations behind"), gettext("Language"), {gettext("Translations"): counted}, note
        )

    def searches(self) -> Figure:
        note = gettext(
            "Words that were asked for on the public site at three different times of a day at least, with the number of ten-minute spans in which they were. Words asked for less often are not kept, nor is who asked; after 400 days all are forgotten."
        )
        return self._figure(
            "searches",
            gettext("Searches that found nothing"),
            gettext("Words"),
            {gettext("Times"): searches.unanswered(self.span)},
            note,
        )

    def _by_term(self, name: str, title: str, about: str, facet: str) -> Figure:
        note = gettext("A broader term has what its narrower ones have; a release with several terms counts for each.")
        return self._figure(name, title, about, {gettext("Releases"): self.listed.by_term(facet)}, note)

    def _figure(
        self,
        name: str,
        title: str,
        about: str,
        counted: dict[str, dict[str, int]],
        note: str = "",
        per: int = 1,
    ) -> Figure:
        names = tuple(next(iter(counted.values())))
        columns = tuple(_column(heading, list(numbers.values()), per) for heading, numbers in counted.items())
        by_time = name in ("months", "years", "changes")
        kind = LINES if by_time and len(names) > FEW else BARS
        return Figure(name, title, note, Data(about, names, columns), kind, self.query)

    @cached_property
    def spans(self) -> list[tuple[str, str]]:
        """Periods that are asked for most, as queries."""
        today, language = timezone.localdate(), self.span.language
        usual = last_twelve_months(today, language)
        this_year, last_year = today.replace(month=1, day=1), today.year - 1
        periods = [
            (gettext("Last twelve months"), usual.first, today),
            (gettext("This year"), this_year, today),
            (
                gettext("Last year"),
                this_year.replace(year=last_year),
                this_year.replace(year=last_year, month=12, day=31),
            ),
            (gettext("All years"), self.listed.earliest or this_year, today),
        ]
        return [(label, "?" + query_of(first, last, language)) for label, first, last in periods]


NAMES = ("months", "years", "fields", "countries", "structures", "languages", "times", "changes", "behind", "searches")


def query_of(first: datetime.date, last: datetime.date, language: str) -> str:
    return urlencode({"first": str(first), "last": str(last), "language": language})


def _column(name: str, numbers: list[int], per: int) -> Column:
    """Of whole numbers, or of tenths of a unit."""
    values = [Decimal(number) if per == 1 else round(Decimal(number) / per, 1) for number in numbers]
    return Column(name, tuple(values), tuple(in_words(value, get_language() or "") for value in values))


def figures_view(request: HttpRequest, around: dict[str, Any]) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    usual = last_twelve_months(timezone.localdate(), ALL_LANGUAGES)
    initial = {"first": usual.first, "last": usual.last, "language": usual.language}
    form = SpanForm({**initial, **{name: request.GET[name] for name in initial if name in request.GET}})
    figures = Figures(Span(**form.cleaned_data), request) if form.is_valid() else None
    if figures and (wanted := request.GET.get("csv")):
        return file_of(figures, wanted)
    context = {**around, "title": gettext("Figures"), "form": form, "figures": figures, "address": reverse(ADDRESS)}
    return TemplateResponse(request, "admin/figures.html", context, status=200 if figures else 400)


ADDRESS = "admin:releases_edition_figures"


def file_of(figures: Figures, name: str) -> HttpResponse:
    if name not in NAMES:
        raise Http404
    figure: Figure = getattr(figures, name)()
    response = HttpResponse(csv_of(figure.data), content_type="text/csv; charset=utf-8")
    span = figures.span
    file = f"{name}-{span.first}-{span.last}-{span.language}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
