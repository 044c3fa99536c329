"""What becomes public and what did, by month or week; and the same as an iCalendar address of one's own."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from releases.admin.editor import editor_of
from releases.admin.icalendar import Entry, written
from releases.admin.situations import css_class, situation
from releases.language.organisation import organisation
from releases.models import Edition, EditionQuerySet, User
from releases.models.clock import database_time

SALT = "releases.calendar"
MOST = 500  # texts on one page, or in one file
BACK, AHEAD = datetime.timedelta(days=30), datetime.timedelta(days=366)
WEEK = datetime.timedelta(days=7)
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Shown:
    edition: Edition
    time: str
    situation: str
    css_class: str


@dataclass(frozen=True)
class Day:
    date: datetime.date
    within: bool  # the month that is shown
    today: bool
    texts: list[Shown] = field(default_factory=list)

    @property
    def name(self) -> str:
        return date_format(self.date, "DATE_FORMAT")


@dataclass(frozen=True)
class Span:
    """The days of a page, whole weeks, with what comes before and after it."""

    first: datetime.date
    last: datetime.date
    title: str
    previous: str
    following: str
    month: int = 0

    def days(self) -> list[datetime.date]:
        return [self.first + number * ONE_DAY for number in range((self.last - self.first).days + 1)]


def span_of(query: Any, today: datetime.date) -> Span:
    """`?week=2026-W48` or `?month=2026-11`; this month without either, or with anything else."""
    if week := _monday(query.get("week", "")):
        return _week(week)
    return _month(_first_day(query.get("month", "")) or today.replace(day=1))


def _week(monday: datetime.date) -> Span:
    sunday = monday + WEEK - ONE_DAY
    title = f"{date_format(monday)} – {date_format(sunday)}"
    return Span(monday, sunday, title, _iso_week(monday - WEEK), _iso_week(monday + WEEK))


def _month(first: datetime.date) -> Span:
    following = (first + 31 * ONE_DAY).replace(day=1)
    last = following - ONE_DAY
    previous = (first - ONE_DAY).replace(day=1)
    return Span(
        first - first.weekday() * ONE_DAY,
        last + (6 - last.weekday()) * ONE_DAY,
        date_format(first, "YEAR_MONTH_FORMAT"),
        f"?month={previous:%Y-%m}",
        f"?month={following:%Y-%m}",
        first.month,
    )


def _iso_week(monday: datetime.date) -> str:
    year, week, _day = monday.isocalendar()
    return f"?week={year}-W{week:02}"


def _monday(written_week: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(f"{written_week}-1", "%G-W%V-%u").replace(tzinfo=datetime.UTC).date()
    except ValueError:
        return None


def _first_day(written_month: str) -> datetime.date | None:
    try:
        found = datetime.datetime.strptime(written_month, "%Y-%m").replace(tzinfo=datetime.UTC).date()
    except ValueError:
        return None
    return found if datetime.date.min.year + 1 < found.year < datetime.date.max.year else None


def calendar_view(request: HttpRequest, around: dict[str, Any]) -> HttpResponse:
    person = editor_of(request)
    if request.method == "POST":
        User.objects.filter(pk=person.pk).update(calendar_generation=F("calendar_generation") + 1)
        return redirect(request.path)
    today, span = timezone.localdate(), span_of(request.GET, timezone.localdate())
    context = {
        **around,
        "title": span.title,
        "span": span,
        "this_week": _iso_week(today - today.weekday() * ONE_DAY),
        "days": days_of(span, person, today),
        "weekdays": [WEEKDAYS_ABBR[number] for number in range(7)],
        "address": request.build_absolute_uri(address_of(person)),
    }
    return TemplateResponse(request, "admin/calendar.html", context)


def days_of(span: Span, person: User, today: datetime.date) -> list[Day]:
    days = {date: Day(date, not span.month or date.month == span.month, date == today) for date in span.days()}
    begin, end = _midnight(span.first), _midnight(span.last + ONE_DAY)
    now = database_time()
    for edition in _between(person, begin, end):
        local = timezone.localtime(edition.live_from)
        shown = Shown(edition, f"{local:%H:%M}", situation(edition, now), css_class(edition, now))
        if day := days.get(local.date()):
            day.texts.append(shown)
    return list(days.values())


def _between(person: User, begin: datetime.datetime, end: datetime.datetime) -> EditionQuerySet:
    """Only what the person may see, whether public or still to come."""
    released = Edition.objects.visible_to(person).released().filter(live_from__gte=begin, live_from__lt=end)
    return released.order_by("live_from", "pk").defer("body", "notes")[:MOST]


def _midnight(date: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(date, datetime.time()))


# The address


def address_of(person: User) -> str:
    """It holds a signature over the number of times that the person asked for a new one."""
    token = signing.Signer(salt=SALT).sign(f"{person.pk}:{person.calendar_generation}")
    return reverse("admin:releases_edition_own_calendar", args=[token])


def own_calendar_view(request: HttpRequest, token: str) -> HttpResponse:
    """For a program that cannot log in. It ends with the account, with its access to the newsroom, and with a new address."""
    person = _person_of(token)
    if person is None:
        raise Http404
    now = database_time()
    entries = [
        Entry(
            key=f"edition-{edition.pk}",
            begins=edition.live_from,
            title=edition.headline,
            address=request.build_absolute_uri(reverse("admin:releases_edition_change", args=[edition.pk])),
        )
        for edition in _between(person, now - BACK, now + AHEAD)
        if edition.live_from is not None
    ]
    name = _("Releases of %(organisation)s") % {"organisation": organisation().short_name}
    response = HttpResponse(written(name, entries, now), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _person_of(token: str) -> User | None:
    try:
        key, _colon, generation = signing.Signer(salt=SALT).unsign(token).partition(":")
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=int(key), calendar_generation=int(generation), is_active=True, is_staff=True).first()
