"""What surrounds a release on its page: its other texts, and the releases beside it."""

import datetime
from functools import cached_property

from django.conf import settings
from django.utils import translation

from releases.lists import register
from releases.lists.marks import Look
from releases.lists.selection import Asked, Selection
from releases.models import Edition
from releases.models.clock import Now, database_time
from releases.models.edition import readable
from releases.reading.editions import Reading, parts_of
from releases.site.beside import Beside, beside, ties
from taxonomy.snapshot import Vocabularies


class Around:
    """For an edition that is live now. Depends on the address only, not on how the reader got there."""

    def __init__(self, edition: Edition, vocabularies: Vocabularies, look: Look | None = None) -> None:
        self.edition = edition
        self.vocabularies = vocabularies
        self.look = look

    # Selecting

    @cached_property
    def _list(self) -> Selection:
        """All releases in the language of the address."""
        asked = Asked(language=translation.get_language() or settings.LANGUAGE_CODE)
        return Selection(asked, self.vocabularies, register.current(self.look))

    @cached_property
    def beside(self) -> Beside:
        """Related releases and neighbours."""
        return beside(self.edition, self._list, ties(self.reading))

    @cached_property
    def _own(self) -> tuple[list[Edition], datetime.datetime]:
        """The public history of this release in all languages, as far as still readable, without bodies; and the database's time.

        Both in one statement: a page is kept by what is public now, and the latest poll may be a second old.
        """
        released = Edition.objects.released().filter(release=self.edition.release_id).defer("body", "notes")
        found = list(released.annotate(asked_at=Now()).order_by("language", "number"))
        now = found[0].asked_at if found else database_time()
        return readable(found, now), now

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.edition, self.vocabularies, parts_of([self.edition]).get(self.edition.pk))

    # Displaying

    @cached_property
    def editions(self) -> list[Edition]:
        """The public editions in this language, newest first, including this one."""
        return sorted(
            (other for other in self._own[0] if other.language == self.edition.language),
            key=lambda other: -other.number,
        )

    @property
    def changes(self) -> list[Edition]:
        """The editions with a note for readers about what changed."""
        return [other for other in self.editions if other.change_note and not other.withdrawn]

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """The languages in which the release is readable now, with addresses."""
        return [(other.language, _address(other)) for other in self.translations]

    @cached_property
    def translations(self) -> list[Edition]:
        """The live edition in each language, including this one."""
        own, now = self._own
        return [other for other in own if other.is_live(now) and not other.removed]


def _address(edition: Edition) -> str:
    with translation.override(edition.language):
        return edition.get_absolute_url()
