"""The texts of a release that matter to an editor looking at a list."""

import datetime
from collections import defaultdict

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language

from releases.models import Edition, RecordEntry
from releases.models.record import OPENED
from releases.states import IN_PROGRESS, Phase, State


def last_change() -> Subquery:
    """When a text was last worked on; opening it does not count."""
    entries = RecordEntry.objects.filter(edition=OuterRef("pk")).exclude(step=OPENED).order_by("-pk")
    return Subquery(entries.values("at")[:1])


class ReleaseRow:
    """One line of the list."""

    def __init__(self, editions: list[Edition], now: datetime.datetime) -> None:
        self.editions, self.now = editions, now

    def current(self) -> list[Edition]:
        """Per language, editions in progress, scheduled and public; if there are none, the last one."""
        by_language: dict[str, list[Edition]] = defaultdict(list)
        for edition in self.editions:
            by_language[edition.language].append(edition)
        shown = []
        for texts in by_language.values():
            shown += [text for text in texts if self._matters(text)] or texts[-1:]
        return shown

    def _matters(self, edition: Edition) -> bool:
        return edition.state in IN_PROGRESS or edition.phase(self.now) in (Phase.SCHEDULED, Phase.LIVE)

    def first(self) -> Edition | None:
        """The text that identifies the release to the editor: in their language, in English or any; the newest.

        `narrowing` sorts by the same text.
        """
        preferred = (get_language(), settings.LANGUAGE_CODE)
        return max(
            self.current(),
            key=lambda text: (*(text.language == language for language in preferred), self._matters(text), text.pk),
            default=None,
        )

    def last_change(self) -> datetime.datetime | None:
        return max((at for edition in self.editions if (at := getattr(edition, "changed_at", None))), default=None)

    def next_change(self) -> tuple[datetime.datetime, Edition] | None:
        to_come = [
            (edition.live_from, edition)
            for edition in self.editions
            if edition.state == State.RELEASED and edition.live_from and edition.live_from > self.now
        ]
        return min(to_come, key=lambda change: change[0], default=None)
