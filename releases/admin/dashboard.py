"""The dashboard: what awaits this person, what becomes public next, and what just did.

Each section makes one query over few rows: work in progress, scheduled or new releases. None counts old ones.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from releases.admin import waiting
from releases.admin.editor import editor_of
from releases.admin.situations import css_class, in_situation, situation
from releases.admin.visibility import visible
from releases.language.instants import in_zone
from releases.mail.background import Backlog, backlog
from releases.models import Edition, User
from releases.models.clock import database_time
from releases.states import IN_PROGRESS, Phase, State
from releases.steps import table

MOST = 10  # per section; the list has the rest
NEW = datetime.timedelta(days=2)
TO_BE_TRANSLATED = datetime.timedelta(days=14)
CHANGED_LATELY = datetime.timedelta(days=60)


@dataclass(frozen=True)
class DeskItem:
    """One line: the text, its situation, and what an editor needs to know about it here."""

    edition: Edition
    situation: str
    css_class: str
    note: str = ""
    time: str = ""


@dataclass(frozen=True)
class DeskSection:
    name: str
    title: str
    nothing: str
    items: list[DeskItem]
    more: str = ""  # the address of the full list, if there are more


@dataclass(frozen=True)
class Day:
    title: str
    items: list[DeskItem]


@dataclass(frozen=True)
class Untranslated:
    edition: Edition
    languages: list[tuple[str, Any]] = field(default_factory=list)


class Desk:
    """The dashboard of one person at one instant, evaluated by the template section by section."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: User = editor_of(request)
        self.now = database_time()
        self.zone = settings.TIME_ZONE

    @property
    def may_see(self) -> bool:
        return self.user.has_perm("releases.view_edition")

    @property
    def may_break_glass(self) -> bool:
        return self.user.has_perm(table.BREAK_GLASS.permission)

    @property
    def may_write(self) -> bool:
        return self.user.has_perm("releases.add_edition")

    def parts(self) -> list[DeskSection]:
        parts = [self.returned(), self.mine(), self.new()]
        if self.user.has_perm(table.APPROVE.permission):
            parts.insert(0, self.waiting())
        return [*self.urgent(), *self.word(), *parts]

    def urgent(self) -> list[DeskSection]:
        """Released without approval; shown to everybody until a second person has confirmed it."""
        editions = visible(self.request).awaiting_confirmation().order_by("live_from")
        part = self._part("urgent", _("Released urgently, awaiting confirmation"), "", editions)
        return [part] if part.items else []

    def mine(self) -> DeskSection:
        editions = waiting.written_by(self.user, visible(self.request).in_progress()).order_by("-pk")
        return self._part("mine", _("My texts"), _("You have no texts in progress."), editions, "?whose=mine")

    def returned(self) -> DeskSection:
        sent_back = waiting.sent_back(self.user, visible(self.request)).order_by("-pk")
        return self._part("returned", _("Sent back to me"), _("Nothing has been sent back."), sent_back)

    def waiting(self) -> DeskSection:
        others = waiting.for_approval(self.user, visible(self.request)).order_by("pk")
        title = _("Waiting for my approval")
        return self._part("waiting", title, _("Nothing is waiting for you."), others, "?whose=waiting")

    def word(self) -> list[DeskSection]:
        """Texts on which their word is asked for; nothing is said where there are none."""
        editions = waiting.for_a_word(self.user, visible(self.request)).order_by("pk")
        part = self._part("word", _("Waiting for my word"), "", editions, "?whose=waiting")
        return [part] if part.items else []

    def new(self) -> DeskSection:
        """What became public recently, without the texts it replaced."""
        recent = visible(self.request).live(self.now).filter(live_from__gt=self.now - NEW)
        return self._part(
            "new", _("Recently released"), _("Nothing has been released recently."), recent.order_by("-live_from")
        )

    def days(self) -> list[Day]:
        """What becomes public, by day in the organisation's zone."""
        to_come = in_situation(visible(self.request), Phase.SCHEDULED).order_by("live_from")[: 5 * MOST]
        days: dict[datetime.date, list[DeskItem]] = {}
        for edition in to_come.defer("body", "notes"):
            local = timezone.localtime(edition.live_from)
            days.setdefault(local.date(), []).append(self._item(edition, time=f"{local:%H:%M}"))
        return [Day(name_of(day), items) for day, items in days.items()]

    def untranslated(self) -> list[Untranslated]:
        """The newest releases, with the languages in which no edition has been started."""
        listed = visible(self.request).listed().filter(live_from__gt=self.now - TO_BE_TRANSLATED, number=1)
        newest = {edition.release_id: edition for edition in listed.defer("body").order_by("live_from")[:MOST]}
        there: dict[int, set[str]] = {release: set() for release in newest}
        texts = Edition.objects.filter(release__in=newest).exclude(state=State.DISCARDED)
        for release, language in texts.order_by().values_list("release", "language").distinct():
            there[release].add(language)
        found = [
            Untranslated(edition, [(code, name) for code, name in settings.LANGUAGES if code not in there[release]])
            for release, edition in newest.items()
        ]
        return [item for item in found if item.languages][::-1]

    def behind(self) -> list[DeskItem]:
        """Translations whose source has since changed in public."""
        changed = visible(self.request).live_or_past().filter(live_from__gt=self.now - CHANGED_LATELY, number__gt=1)
        translations = visible(self.request).behind(changed)
        current = translations.filter(Q(state__in=IN_PROGRESS) | Q(pk__in=translations.live().values("pk")))
        found = current.order_by("-pk").defer("body", "notes")[:MOST]
        return list(self._items(found))

    @cached_property
    def work(self) -> Backlog:
        return backlog()

    def work_is_stuck(self) -> bool:
        return self.work.is_stuck(timezone.now())

    # Building the sections

    def _part(self, name: str, title: str, nothing: str, editions: QuerySet, query: str = "") -> DeskSection:
        found = list(editions.defer("body", "notes")[: MOST + 1])
        more = reverse("admin:releases_release_changelist") + query if len(found) > MOST and query else ""
        return DeskSection(name, title, nothing, list(self._items(found[:MOST])), more)

    def _items(self, editions: Iterable[Any]) -> Iterable[DeskItem]:
        for edition in editions:
            yield self._item(edition, note=getattr(edition, "note", ""), time=in_zone(edition.live_from))

    def _item(self, edition: Edition, note: str = "", time: str = "") -> DeskItem:
        return DeskItem(edition, situation(edition, self.now), css_class(edition, self.now), note, time)


def name_of(day: datetime.date) -> str:
    return _("%(weekday)s, %(date)s") % {"weekday": date_format(day, "l"), "date": date_format(day)}
