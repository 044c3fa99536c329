"""What the agencies' formats have in common: which version it is, whether it may be used, and what must be said of it to an editor."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from releases.language.organisation import organisation
from releases.models import Edition
from releases.reading.editions import Reading, parts_of
from releases.site.identifiers import guid
from taxonomy.models import Term
from taxonomy.snapshot import Vocabularies

USABLE, WITHHELD, CANCELED = "usable", "withheld", "canceled"
STATUS = {Edition.Kind.WITHDRAWN: WITHHELD, Edition.Kind.REMOVED: CANCELED}
# What an agency says first, in words of the trade; a kill orders to delete what was received.
SIGNALS = {
    Edition.Kind.CORRECTION: "correction",
    Edition.Kind.UPDATE: "update",
    Edition.Kind.WITHDRAWN: "withhold",
    Edition.Kind.REMOVED: "kill",
}


@dataclass
class Item:
    """A text with its translations that may be used now. `edition.first_live_from` must have been read."""

    reading: Reading
    translations: list[Edition]

    @property
    def edition(self) -> Edition:
        return self.reading.edition

    @property
    def status(self) -> str:
        return STATUS.get(Edition.Kind(self.edition.kind), USABLE)

    @property
    def signal(self) -> str:
        """Empty for what an editor need not be told."""
        return SIGNALS.get(Edition.Kind(self.edition.kind), "")

    @property
    def note(self) -> str:
        """For the editor who takes it in, such as “CORRECTION: …”."""
        if not (self.signal and self.edition.change_note):
            return ""
        with translation.override(self.edition.language):
            return f"{self.edition.get_kind_display().upper()}: {self.edition.change_note}"

    @property
    def guid(self) -> str:
        return guid(self.edition)

    @property
    def address(self) -> str:
        return settings.SITE_URL + (self.reading.url if self.status != CANCELED else number_address(self.edition))

    @property
    def notice(self) -> str:
        """Whose it is."""
        return f"© {self.edition.date.year} {organisation(self.edition.language).name}"


def items_of(editions: Iterable[Edition], vocabularies: Vocabularies) -> list[Item]:
    """Two queries for all."""
    editions = list(editions)
    parts = parts_of(editions)
    numbers = {edition.release_id for edition in editions}
    usable = Edition.objects.listed().filter(release__in=numbers).order_by("language")
    siblings = list(usable.defer("body", "notes")) if numbers else []
    return [
        Item(
            Reading(edition, vocabularies, parts.get(edition.pk)),
            [other for other in siblings if other.release_id == edition.release_id and other.language != edition.language],
        )
        for edition in editions
    ]  # fmt: skip


def number_address(edition: Edition) -> str:
    with translation.override(edition.language):
        return reverse("release-number", args=[edition.release_id])


def term_uri(term: Term) -> str:
    """The term in our own scheme, which is its page; without the language of whoever asks."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_URL + term.get_absolute_url()


def type_uri(edition: Edition) -> str:
    return f"{settings.SITE_URL}/releases/?type={edition.type}"
