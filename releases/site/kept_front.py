"""The front page put together: what frames it is rendered once per language, cards are kept, numbers are filled in."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from releases.site import pieces
from releases.site.cards import Wanted
from releases.site.cuts import in_parts
from releases.site.moment import Moment, Page, made_for
from releases.site.requests import PublicRequest
from releases.site.tiles import Place, participating_states, shade
from taxonomy.snapshot import Vocabularies

# In the order of the page; each is cut out of the template, if it is there at all.
PIECES = ("lead", "next", "coming", "latest", "fields", "from_meetings", "tiles")
FIRST = 6  # part of the page that is one of these; then every second
Counts = Mapping[str, int]  # releases by the id of a term


@dataclass(frozen=True)
class Around:
    """The page with its numbers, but for its cards: which these are, by the part of the page that they fill."""

    parts: list[str]
    cards: Mapping[int, Wanted]

    @property
    def wanted(self) -> set[pieces.Wanted]:
        return {(pk, place.kind) for place in self.cards.values() for pk in place.ids}


def assembled(moment: Moment) -> Page | None:
    """The page, if all its pieces are there; else whoever renders it keeps them. One query, which has the last word on what is listed."""
    around: Around | None = moment.made.get(_name())
    if around is None:
        return None
    found = pieces.kept(around.wanted, moment.vocabularies)
    if found.keys() != around.wanted:
        return None
    parts = list(around.parts)
    for at, place in around.cards.items():
        parts[at] = "".join([found[pk, place.kind] for pk in place.ids])
    return Page("".join(parts).encode())


def response(
    request: PublicRequest,
    shown: Mapping[str, SafeString],
    context: Mapping[str, object],
    cards: Mapping[str, Wanted],
) -> HttpResponse:
    """`context` depends on nothing but the vocabularies, and on whether the leading release was chosen."""
    there = tuple(name for name in PIECES if shown[name])
    key = "front", get_language(), there, context["chosen"]
    frame: list[str] | None = request.vocabularies.made.get(key)
    if frame is None:
        rendered = in_parts("front.html", {**shown, **context}, request)
        if len(rendered) == FIRST + 2 * len(there) + 1:
            request.vocabularies.made[key] = rendered
        return HttpResponse("".join(rendered))
    parts = list(frame)
    parts[FIRST : FIRST + 2 * len(there) : 2] = [shown[name] for name in there]
    around = Around(parts, {FIRST + 2 * at: cards[name] for at, name in enumerate(there) if name in cards})
    made_for(request).put(_name(), around, sum(map(len, parts)))
    return HttpResponse("".join(parts))


def _name() -> Hashable:
    return "front page", get_language()


def fields(vocabularies: Vocabularies, counts: Counts) -> SafeString:
    """Every field of work with its number of releases."""
    key = "front fields", get_language()
    if key not in vocabularies.made:
        vocabularies.made[key] = [
            (
                str(term.pk),
                f'<li class="depth-{depth}">\n<a href="{escape(term.get_absolute_url())}">{escape(term.label)}</a> '
                '<span class="number">',
            )
            for depth, term in vocabularies.fields_of_work.tree()
        ]
    lines = [f"{before}{counts.get(pk) or ''}</span>\n</li>\n" for pk, before in vocabularies.made[key]]
    return mark_safe("".join(lines))  # noqa: S308  # made of what is escaped


def tiles(vocabularies: Vocabularies, counts: Counts) -> SafeString:
    """The participating States with their numbers."""
    key = "front tiles", get_language()
    if key not in vocabularies.made:
        vocabularies.made[key] = [
            (str(place.country.pk), *_around(place)) for place in participating_states(vocabularies)
        ]
    lines = [
        f"{before}{shade(count := counts.get(pk, 0))}{between}{count}</span>\n</a>\n</li>\n"
        for pk, before, between in vocabularies.made[key]
    ]
    return mark_safe("".join(lines))  # noqa: S308  # likewise


def _around(place: Place) -> tuple[str, str]:
    """What stands before its shade, and between that and its number."""
    country = place.country
    return (
        f'<li class="c{place.column} r{place.row} n',
        f'">\n<a href="{escape(country.get_absolute_url())}">\n<abbr aria-hidden="true">{escape(country.code)}</abbr>\n'
        f'<span class="country">{escape(country.label)}</span>\n<span class="number">',
    )
