"""What a journalist is shown: the list of what was opened to them, and one text with the sign of its hour."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from releases.importing import legacy_links
from releases.language.organisation import organisation
from releases.models import Edition, EditionFile, Opening, RoomEntry
from releases.models.clock import database_time
from releases.models.files import Bytes
from releases.reading.editions import Reading, parts_of
from releases.reading.pictures import ShownFile
from releases.room.marks import marked
from releases.room.opening import is_ready
from releases.states import State
from taxonomy.snapshot import Vocabularies

SHOWN_FOR = datetime.timedelta(days=7)  # after the hour


@dataclass(frozen=True)
class Shown:
    """One opening, as things stand."""

    opening: Opening
    now: datetime.datetime

    @property
    def edition(self) -> Edition:
        return self.opening.edition

    @property
    def is_open(self) -> bool:
        return is_ready(self.edition, self.now)

    @property
    def is_public(self) -> bool:
        return self.edition.live_from is not None and self.edition.live_from <= self.now

    @property
    def is_off(self) -> bool:
        return self.edition.state == State.DISCARDED

    @property
    def is_old(self) -> bool:
        return self.edition.live_from is not None and self.edition.live_from < self.now - SHOWN_FOR

    @property
    def public_address(self) -> str:
        with translation.override(self.edition.language):
            return self.edition.release.get_absolute_url()


def openings_of(openings: Iterable[Opening]) -> list[Shown]:
    """Those that have not been public for long. What the newsroom took back is told of without a word of the text."""
    now = database_time()
    return [shown for shown in (Shown(opening, now) for opening in openings) if not shown.is_old]


class RoomReading(Reading):
    """The text of one journalist: files have an address in the room, and the body may bear their mark."""

    def __init__(self, opening: Opening, vocabularies: Vocabularies) -> None:
        edition = opening.edition
        super().__init__(edition, vocabularies, parts_of([edition]).get(edition.pk))
        self.opening = opening

    @cached_property
    def shown_files(self) -> list[ShownFile]:
        def address(stored: Bytes) -> str:
            return reverse("room-file", args=[self.opening.key, stored.key, stored.name])

        return [ShownFile.at(file, address) for file in self.files]

    @property
    def mark(self) -> str:
        """Whose copy this is; empty if copies are not marked."""
        if not settings.ROOM_WATERMARK:
            return ""
        return f"{organisation().short_name} · {self.opening.journalist} · {self.opening.mark}"

    @property
    def text(self) -> SafeString:
        html = legacy_links.leading_home(super().text)
        return mark_safe(marked(html, self.mark) if self.mark else html)  # noqa: S308  # clean, and the mark is escaped


def changed_since_last_reading(opening: Opening) -> bool:
    """Whether this person read it before it was corrected; asked before the present reading is noted."""
    readings = RoomEntry.objects.filter(
        kind=RoomEntry.Kind.READ, journalist=opening.journalist_id, edition=opening.edition_id
    )
    last = readings.order_by("-pk").values_list("digest", flat=True).first()
    return last is not None and last != opening.edition.seal


def file_of(edition: Edition, key: str, name: str) -> tuple[EditionFile, Bytes] | None:
    """A file that the edition carries, and what of it is asked for."""
    for file in EditionFile.objects.filter(edition=edition):
        if stored := file.named(key, name):
            return file, stored
    return None
