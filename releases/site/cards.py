"""A release as a card in lists. A public text never changes, so its card is rendered once per language and kept beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from releases.models import Edition
from releases.reading.editions import Reading, readings
from releases.site import pieces
from releases.site.links import day
from taxonomy.snapshot import Vocabularies

LONGEST_LEAD = 45  # words


@dataclass(frozen=True)
class Wanted:
    """Cards of these editions, in this order, for one place on a page."""

    ids: Sequence[int]
    level: str = "h2"
    headline_only: bool = False
    leading: bool = False  # its picture is large

    @property
    def kind(self) -> str:
        return f"card {self.level}{' short' if self.headline_only else ''}{' leading' if self.leading else ''}"


Frame = tuple[str, str]  # what stands before the headline, and the attributes of what is in a foreign language


def card(reading: Reading, wanted: Wanted) -> SafeString:
    """As HTML, with everything escaped. The facts are in the language of the page, whatever that of the text."""
    lead = "" if wanted.headline_only else shortened(reading.edition.lead)
    return put_together(around(reading, wanted), reading.edition.headline, lead, wanted.level)


def shortened(lead: str) -> str:
    return Truncator(lead).words(LONGEST_LEAD, truncate=" …")


def around(reading: Reading, wanted: Wanted) -> Frame:
    edition, level, headline_only = reading.edition, wanted.level, wanted.headline_only
    foreign = f' dir="{reading.direction}" lang="{edition.language}"' if reading.foreign else ""
    source = reading.sources[0].source_label if reading.sources and not headline_only else ""
    before = (
        f'<article class="card">\n<p class="facts">{day(edition.date)}\n'
        f'<span class="type">{escape(edition.get_type_display())}</span>\n'
        + (f'<span class="source">{escape(source)}</span>\n' if source else "")
        + f'</p>\n{_picture(reading, wanted)}<{level} class="headline"{foreign}><a href="{escape(reading.url)}">'
    )
    return before, foreign


def _picture(reading: Reading, wanted: Wanted) -> str:
    """The lead picture. It stands beside the headline and says nothing that a list must tell in words."""
    shown = reading.lead_picture
    if shown is None or wanted.headline_only:
        return ""
    return f"{shown.large() if wanted.leading else shown.small()}\n"


def put_together(frame: Frame, headline: str, lead: str, level: str = "h2") -> SafeString:
    before, foreign = frame
    return mark_safe(  # noqa: S308  # made of what is escaped
        f"{before}{conditional_escape(headline)}</a></{level}>\n"
        + (f'<p class="lead"{foreign}>{conditional_escape(lead)}</p>\n' if lead else "")
        + "</article>\n"
    )


def cards(ids: Sequence[int], vocabularies: Vocabularies, level: str = "h2") -> list[SafeString]:
    """In this order, without those that are no longer listed. One query if all are kept."""
    return places([Wanted(ids, level)], vocabularies)[0]


def places(wanted: Sequence[Wanted], vocabularies: Vocabularies) -> list[list[SafeString]]:
    """For several places on a page with one query."""
    kinds = {place.kind: place for place in wanted}

    def made(missing: set[pieces.Wanted]) -> dict[pieces.Wanted, str]:
        editions = Edition.objects.listed().filter(pk__in={pk for pk, _ in missing})
        shown = {reading.edition.pk: reading for reading in readings(editions, vocabularies, "sources", "files")}
        return {(pk, kind): card(shown[pk], kinds[kind]) for pk, kind in missing if pk in shown}

    found = pieces.of_listed({(pk, place.kind) for place in wanted for pk in place.ids}, vocabularies, made)
    return [
        [mark_safe(html) for pk in place.ids if (html := found.get((pk, place.kind)))]  # noqa: S308  # made by `card`, now or before
        for place in wanted
    ]


def kept_cards(ids: Sequence[int], vocabularies: Vocabularies, level: str = "h2") -> list[bytes]:
    """The same, as bytes and without those that nobody has made yet. One query."""
    kind = Wanted(ids, level).kind
    found = pieces.kept({(pk, kind) for pk in ids}, vocabularies)
    return [found[pk, kind].encode() for pk in ids if (pk, kind) in found]
