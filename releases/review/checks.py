"""Editorial checks of a text before it goes out, as sentences. Makes no queries: `releases.review.findings` gathers the
facts.

Most findings warn, since there may be good reasons. Four block, since there cannot: a link that readers cannot open, a
picture without a text alternative or not among the files, and a placeholder that nobody has filled in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from releases.charts.texts import not_drawn
from releases.language import datelines
from releases.language.datelines import Dateline
from taxonomy.folding import fold

# Lengths beyond which other services truncate: guidance, not limits. In characters.
ROOM = {"headline": 110, "lead": 300}

# Link texts that say nothing out of context, as in a screen reader's list of links; folded, in all languages.
EMPTY_WORDS = frozenset(
    """here|click here|click|link|this link|read more|more|learn more|see here|this page
    |ici|cliquez ici|lien|ce lien|lire la suite|en savoir plus|plus
    |hier|klicken sie hier|hier klicken|dieser link|mehr|mehr lesen|weiterlesen|mehr erfahren
    |qui|clicca qui|cliccare qui|questo link|leggi tutto|per saperne di piu|continua
    |здесь|тут|нажмите здесь|ссылка|по ссылке|подробнее|читать далее|далее
    |aqui|haga clic aqui|pulse aqui|este enlace|leer mas|mas informacion|mas""".replace("\n", "").replace("    |", "|").split("|")
)  # fmt: skip


class Severity(StrEnum):
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True)
class Finding:
    """`field` names the part of the edition concerned."""

    severity: Severity
    field: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class CheckedText:
    """The facts that the checks need about an edition. `untagged_countries`, `broken_links`, `silent_pictures` and
    `outdated_passages` hold names known to editors, `placeholders` the part and the words.
    """

    headline: str
    lead: str
    body: str
    date: str  # ISO 8601
    places: tuple[str, ...]
    has_field_of_work: bool
    untagged_countries: tuple[str, ...] = ()
    broken_links: tuple[str, ...] = ()
    silent_pictures: tuple[str, ...] = ()
    language: str = "en"
    missing_pictures: int = 0  # that the text shows and the edition does not carry
    placeholders: tuple[tuple[str, str], ...] = ()
    outdated_passages: tuple[str, ...] = ()


def findings(text: CheckedText) -> list[Finding]:
    """All findings, in the order of the form."""
    body = LexborHTMLParser(text.body)
    return [
        *_lengths(text),
        *_dateline(text, body),
        *_headings(body),
        *_struck_out(body),
        *_links(text, body),
        *_charts(text),
        *_terms(text),
        *_pictures(text),
        *_standard_texts(text),
    ]


def _lengths(text: CheckedText) -> Iterator[Finding]:
    for field, value in (("headline", text.headline), ("lead", text.lead)):
        if len(value) > ROOM[field]:
            sentence = {
                "headline": _(
                    "The headline is %(length)s characters long; lists and news agencies cut it off after %(room)s."
                ),
                "lead": _("The lead is %(length)s characters long; lists and news agencies cut it off after %(room)s."),
            }[field]
            yield Finding(Severity.WARN, field, sentence % {"length": len(value), "room": ROOM[field]})


def _dateline(text: CheckedText, body: LexborHTMLParser) -> Iterator[Finding]:
    first = body.css_first("p")
    found = datelines.parse(" ".join(first.text().split())) if first else None
    if found is None:
        return
    if not found.agrees_with(text.date):
        said = found.date or f"{found.day:02}.{found.month:02}."
        yield Finding(
            Severity.WARN,
            "date",
            _("The dateline says %(dateline)s, but the date is %(date)s.") % {"dateline": said, "date": text.date},
        )
    if text.places and (strange := _strange_places(found, text.places)):
        yield Finding(
            Severity.WARN,
            "places",
            _("The dateline names %(dateline)s, but the places are %(places)s.")
            % {"dateline": ", ".join(strange), "places": ", ".join(text.places)},
        )


def _strange_places(found: Dateline, places: tuple[str, ...]) -> list[str]:
    """Dateline places that are neither among the places nor part of one: “VIENNA” matches “Vienna, Austria”."""
    known = [fold(place) for place in places]
    return [place for place in found.places if not any(fold(place) in one or one in fold(place) for one in known)]


def _headings(body: LexborHTMLParser) -> Iterator[Finding]:
    """The headline is level 1, so the text begins at level 2."""
    levels = [1, *(int(str(node.tag)[1]) for node in body.css("h2, h3, h4"))]
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield Finding(Severity.WARN, "body", _("A heading in the text skips a level; screen readers announce a gap."))


def _struck_out(body: LexborHTMLParser) -> Iterator[Finding]:
    for passage in body.css("s"):
        if words := " ".join(passage.text().split()):
            yield Finding(
                Severity.WARN,
                "body",
                _("“%(words)s” is struck out, but readers will still see it.") % {"words": Truncator(words).chars(80)},
            )


def _links(text: CheckedText, body: LexborHTMLParser) -> Iterator[Finding]:
    for link in body.css("a[href]"):
        words = " ".join(link.text().split())
        if re.sub(r"[^\w\s]", "", fold(words)).strip() in EMPTY_WORDS:
            yield Finding(
                Severity.WARN, "body", _("The link text “%(words)s” does not say where it leads.") % {"words": words}
            )
    for address in text.broken_links:
        yield Finding(
            Severity.BLOCK,
            "body",
            _("The link to %(address)s leads to a page that readers cannot open.") % {"address": address},
        )


def _charts(text: CheckedText) -> Iterator[Finding]:
    for words, reason in not_drawn(text.body, text.language):
        sentence = _("The table “%(words)s” is not drawn as a chart. %(reason)s") % {"words": words, "reason": reason}
        yield Finding(Severity.WARN, "body", sentence)


def _terms(text: CheckedText) -> Iterator[Finding]:
    if not text.has_field_of_work:
        yield Finding(
            Severity.WARN, "fields_of_work", _("It has no field of work, so readers will not find it by topic.")
        )
    for country in text.untagged_countries:
        yield Finding(
            Severity.WARN,
            "countries",
            _("The headline names %(country)s, which is not listed under countries.") % {"country": country},
        )


def _pictures(text: CheckedText) -> Iterator[Finding]:
    for name in text.silent_pictures:
        yield Finding(Severity.BLOCK, "files", _("The picture %(name)s has no alternative text.") % {"name": name})
    if text.missing_pictures:
        told = _("The text shows a picture that is not among the files. Take it out of the text, or add it again.")
        yield Finding(Severity.BLOCK, "body", told)


def _standard_texts(text: CheckedText) -> Iterator[Finding]:
    for part, words in text.placeholders:
        yield Finding(Severity.BLOCK, part, _("“%(words)s” is still to be filled in.") % {"words": words})
    for name in text.outdated_passages:
        sentence = _("The text holds an earlier wording of the standard passage “%(name)s”. Nothing was changed here.")
        yield Finding(Severity.WARN, "body", sentence % {"name": name})
