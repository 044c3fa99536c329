"""Which texts of a release matter to an editor who looks at a list."""

import datetime
from collections import defaultdict

from django.conf import settings
from django.utils.translation import get_language

from releases.models import Edition
from releases.states import IN_PROGRESS, Phase, State


class ReleaseRow:
    """What the list says of one release."""

    def __init__(self, editions: list[Edition], now: datetime.datetime) -> None:
        self.editions, self.now = editions, now

    def current(self) -> list[Edition]:
        """In each language what is being worked on, what is to come and what is public; or else the last that there was."""
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
        """The text by which an editor knows the release: in their language, English or any; the newest."""
        preferred = (get_language(), settings.LANGUAGE_CODE)
        return max(
            (edition for edition in self.current()),
            key=lambda edition: (*(edition.language == language for language in preferred), edition.number),
            default=None,
        )

    def next_change(self) -> tuple[datetime.datetime, Edition] | None:
        to_come = [
            (edition.live_from, edition)
            for edition in self.editions
            if edition.state == State.RELEASED and edition.live_from and edition.live_from > self.now
        ]
        return min(to_come, key=lambda change: change[0], default=None)
