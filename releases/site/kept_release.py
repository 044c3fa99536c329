"""The page of a release put together from pieces: two queries, and no template.

What depends on the release alone (text, facts, structured data, its other texts) was rendered when somebody first asked
for it. What surrounds every page is rendered once per language. Links to other releases are made for each request.
"""

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.http import HttpResponse
from django.utils.translation import get_language

from releases.importing import legacy_links
from releases.lists import register
from releases.lists.selection import Asked, Selection
from releases.models import Edition, EditionPiece
from releases.models.clock import Now
from releases.models.interval import Interval
from releases.models.prepared import Prepared
from releases.site import links, memento, pieces
from releases.site.beside import Around, Tie, around, ties
from releases.site.cuts import in_parts
from releases.site.moment import Moment, Page
from releases.site.release_page import whole_page
from releases.site.requests import PublicRequest
from releases.site.surroundings import Around as Surroundings
from releases.states import Phase
from taxonomy.snapshot import Vocabularies

KIND = "page"


@dataclass
class Text(Interval):
    """A released text of the release, in any language."""

    pk: int
    release_id: int
    number: int
    language: str
    kind: str
    slug: str
    date: datetime.date
    live_from: datetime.datetime | None
    live_until: datetime.datetime | None


OF_RELEASE = Prepared(
    lambda release, language, kind: Edition.objects.released()
    .filter(release_id=release)
    .order_by("language", "number")
    .annotate(page=FilteredRelation("pieces", condition=Q(pieces__kind=kind, pieces__language=language)))
    .values_list(
        "pk", "release_id", "number", "language", "kind", "slug", "date", "live_from", "live_until",
        Now(), F("page__version"), F("page__content"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """The live text in the language of the page with its piece, and everything public of the release as one digest."""

    text: Text
    others: str
    version: str
    content: str

    def holds(self, vocabularies: Vocabularies) -> bool:
        return self.version == self.wanted(vocabularies)

    def wanted(self, vocabularies: Vocabularies) -> str:
        return f"{pieces.version(vocabularies)}-{self.others}"

    def keep(self, edition: Edition, kind: str, content: str, vocabularies: Vocabularies) -> None:
        """What was rendered of the text after it was found, and of what else is public of its release."""
        if edition.pk != self.text.pk:
            return
        piece = EditionPiece(
            edition_id=edition.pk,
            kind=kind,
            language=edition.language,
            version=self.wanted(vocabularies),
            content=content,
        )
        pieces.store([piece])


def find(number: int, language: str, kind: str) -> Found | None:
    """One query. None if no text in this language is live by the database's clock."""
    rows = OF_RELEASE.rows(release=number, language=language, kind=kind)
    texts = [Text(*row[:9]) for row in rows]
    phases = [text.phase(row[9]) for text, row in zip(texts, rows, strict=True)]
    live = [at for at, phase in enumerate(phases) if phase is Phase.LIVE and texts[at].language == language]
    if not live:
        return None
    public = [f"{text.pk}{phase}" for text, phase in zip(texts, phases, strict=True) if phase is not Phase.SCHEDULED]
    others = hashlib.sha256(" ".join(public).encode()).hexdigest()[:16]
    (at,) = live
    return Found(texts[at], others, rows[at][10] or "", rows[at][11] or "")


def assembled(moment: Moment, number: int, slug: str) -> Page | None:
    """The page, if all its pieces are there and hold; else whoever renders it keeps them. Two queries."""
    frame: dict[int, str] | None = moment.vocabularies.made.get(_frame_key())
    if frame is None:
        return None
    found = find(number, moment.language, KIND)
    if found is None or found.text.slug != slug or not found.holds(moment.vocabularies):
        return None
    piece = json.loads(found.content)
    parts = piece["parts"]
    if piece["linked"]:
        parts[Parts.TEXT] = legacy_links.leading_home(parts[Parts.TEXT])
    parts[Parts.RELATED], parts[Parts.NEIGHBOURS] = _beside(moment, found.text, piece["ties"])
    for at, part in frame.items():
        parts[at] = part
    return Page("".join(parts).encode(), headers=(("Link", piece["link"]), ("Vary", "Accept-Datetime")))


def _beside(moment: Moment, text: Text, told: list[Any]) -> tuple[str, str]:
    """The links at its end. Which releases these are holds until public content changes; what is shown of them is asked each time."""
    key = "beside", text.pk
    which: Around | None = moment.made.get(key)
    if which is None:
        selection = Selection(Asked(language=text.language), moment.vocabularies, register.current(moment.look))
        which = around(text, selection, [Tie(facet, tuple(ids), label) for facet, ids, label in told])
        moment.made.put(key, which, 300)
    rows = which.listed()
    as_html = moment.made.get((key, rows))
    if as_html is None:
        shown = which.shown(rows)
        as_html = links.related_releases(shown), links.neighbours(shown)
        moment.made.put((key, rows), as_html, sum(map(len, as_html)))
    return as_html


class Parts:
    """The places of the pieces in the page, in order, as the templates cut it."""

    FRAME = (0, 2, 4, 12)  # the same on every page in this language
    TEXT, RELATED, NEIGHBOURS = 6, 8, 10
    NUMBER = 13


def rendered(request: PublicRequest, around: Surroundings) -> HttpResponse:
    """The page rendered by its template; its pieces are kept for the next reader."""
    found = find(around.edition.release_id, around.edition.language, KIND)  # before what is rendered is read
    context: dict[str, Any] = whole_page(around.reading, around)
    parts = in_parts("release.html", context, request)
    response = memento.original(HttpResponse("".join(parts)), around.edition)
    if found and len(parts) == Parts.NUMBER:
        _keep(found, parts, around, response["Link"])
    return response


def _keep(found: Found, parts: list[str], around: Surroundings, link: str) -> None:
    edition, vocabularies = around.edition, around.vocabularies
    vocabularies.made[_frame_key()] = {at: parts[at] for at in Parts.FRAME}
    if linked := legacy_links.may_lead_home(edition.body):
        parts[Parts.TEXT] = around.reading.text
    content = {
        "parts": [
            "" if at in (*Parts.FRAME, Parts.RELATED, Parts.NEIGHBOURS) else part for at, part in enumerate(parts)
        ],
        "ties": [(tie.facet, tie.ids, tie.label) for tie in ties(around.reading)],
        "linked": linked,
        "link": link,
    }
    found.keep(edition, KIND, json.dumps(content, ensure_ascii=False), vocabularies)


def _frame_key() -> tuple[str, str]:
    return "frame of a release", get_language() or ""
