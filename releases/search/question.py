"""Parses a search query: words, "phrases", -exclusions, OR, and prefixes with an asterisk. Makes no queries.

There are no syntax errors: an operator that makes no sense is ignored.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from releases.search.languages import language_of
from releases.search.words import searchable, stem, words_of

MOST_GROUPS = 10
LONGEST_QUESTION = 200
SHORTEST_BEGINNING = 3
SHORTEST_CORRECTED = 4
SHORTEST_JOINED = 3  # of two words that may be written as one
LONGEST_NAME = 12  # words

Name = tuple[str, ...]
# Alternative spellings of a name, by the stems of its words: {("kiev",): {("kyiv",)}}.
Spellings = Mapping[Name, frozenset[Name]]

_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟", '"'))
_PIECE = re.compile(r'(?P<minus>[-−]?)(?:"(?P<phrase>[^"]*)"?|(?P<chunk>[^\s"]+))')
OR = ("OR", "|")


# Terms by the stems of their names, as facet and ids, narrower ones among them.
Terms = Mapping[Name, tuple[tuple[str, frozenset[int]], ...]]


@dataclass(frozen=True)
class Sought:
    """One word, or several in sequence. A quoted item matches exactly, any other in all inflected forms."""

    words: Name
    exact: bool = False
    beginning: bool = False
    respelled: bool = False  # an alternative spelling of the previous item
    carried: tuple[str, frozenset[int]] | None = None  # instead of words, the terms that have this name

    @property
    def is_word(self) -> bool:
        return len(self.words) == 1

    @property
    def is_correctable(self) -> bool:
        return self.is_word and not self.exact and not self.beginning and len(self.words[0]) >= SHORTEST_CORRECTED


@dataclass(frozen=True)
class Question:
    """At least one item of each group must match, and none of the unwanted."""

    groups: tuple[tuple[Sought, ...], ...] = ()
    unwanted: tuple[Sought, ...] = ()

    @property
    def items(self) -> Iterator[Sought]:
        yield from (item for group in (*self.groups, self.unwanted) for item in group)

    def corrected(self, instead: Mapping[str, str]) -> "Question":
        """The same with other words in place of some."""

        def item(before: Sought) -> Sought:
            return replace(before, words=tuple(instead.get(word, word) for word in before.words))

        return replace(self, groups=tuple(tuple(map(item, group)) for group in self.groups))


@dataclass
class _Piece:
    item: Sought
    plain: bool = False  # a single word that may be part of a name
    empty: bool = False  # a word that says nothing by itself
    minus: bool = False
    after_or: bool = False


def parse(text: str, language: str, spellings: Spellings | None = None, terms: Terms | None = None) -> Question:
    """The query in a language, which determines its stop words.

    >>> parse('election OR vote -"polling station" moni*', "en").groups[1]
    (Sought(words=('moni',), exact=False, beginning=True, respelled=False, carried=None),)
    """
    pieces = _pieces(text[:LONGEST_QUESTION], language)
    wanted = [piece for piece in pieces if not piece.minus]
    telling = [piece for piece in wanted if not piece.empty] or wanted
    carried = _carried(wanted, language, terms or {})
    groups: list[list[Sought]] = []
    together = _joined(pieces)
    for items, those in _with_names(telling, language, spellings or {}):
        items += together.get(id(those[0]), []) if items == [those[0].item] else []
        items += [term for piece in those for term in carried.get(id(piece), ())]
        if those[0].after_or and groups:
            groups[-1] += items
        else:
            groups.append(items)
    kept = {tuple(item for item in group if not item.respelled): tuple(dict.fromkeys(group)) for group in groups}
    return Question(
        tuple(kept.values())[:MOST_GROUPS], tuple(piece.item for piece in pieces if piece.minus)[:MOST_GROUPS]
    )


def _carried(pieces: list[_Piece], language: str, terms: Terms) -> dict[int, list[Sought]]:
    """For each piece, the terms whose whole name it is a part of. Releases that carry a term need not name it."""
    found: dict[int, list[Sought]] = {}
    for start in range(len(pieces)):
        for run, stems in _names_at(pieces[start:], language):
            for term in terms.get(stems, ()):
                for piece in run:
                    found.setdefault(id(piece), []).append(Sought((), respelled=True, carried=term))
    return found


def _names_at(pieces: list[_Piece], language: str) -> Iterator[tuple[list[_Piece], Name]]:
    """The first words, and ever more after them, that may be a name, with their stems."""
    stems: Name = ()
    for length, piece in enumerate(pieces[:LONGEST_NAME], 1):
        if not piece.plain or (length > 1 and piece.after_or):
            break
        stems += tuple(stem(word, language) for word in piece.item.words)
        yield pieces[:length], stems


def _pieces(text: str, language: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    after_or = False
    for found in _PIECE.finditer(text.translate(_QUOTES)):
        chunk, phrase = found["chunk"], found["phrase"]
        if chunk in OR and not found["minus"]:
            after_or = bool(pieces)
            continue
        made = _quoted(phrase) if phrase is not None else _unquoted(chunk, language)
        for piece in made:
            piece.minus = bool(found["minus"])
            piece.after_or = (piece.after_or or after_or) and not piece.minus
        pieces += made
        after_or = after_or and not made
    return pieces


def _quoted(phrase: str) -> list[_Piece]:
    words, _ = words_of(phrase)
    return [_Piece(Sought(tuple(words), exact=True))] if words else []


def _unquoted(chunk: str, language: str) -> list[_Piece]:
    words, joined = words_of(chunk)
    stop_words = language_of(language).stop_words
    if not words:
        return []
    if chunk.endswith("*") and len(words) == 1 and len(words[0]) >= SHORTEST_BEGINNING:
        return [_Piece(Sought(tuple(words), beginning=True))]
    if "'" in searchable(chunk):  # l’OSCE, the Council’s
        words = [word for word in words if word not in stop_words] or words
    if len(words) == 1:
        return [_Piece(Sought(tuple(words)), plain=True, empty=words[0] in stop_words)]
    apart = _Piece(Sought(tuple(words)), plain=bool(joined))  # Grande-Bretagne is a name as others are
    if joined:  # co-operation also matches cooperation
        together = [_Piece(Sought((word,), respelled=True), after_or=True) for _, word in joined[:1]]
        return [apart, *together]
    return [apart]


def _with_names(
    pieces: list[_Piece], language: str, spellings: Spellings
) -> Iterator[tuple[list[Sought], list[_Piece]]]:
    """Each item, or several in sequence that form a name, with the alternative spellings; and what it was made of."""
    while pieces:
        names = [named for named in _names_at(pieces, language) if named[1] in spellings]
        run, stems = names[-1] if names else (pieces[:1], ())
        name = tuple(word for piece in run for word in piece.item.words)
        others = [Sought(other, respelled=True) for other in sorted(spellings.get(stems, ())) if other != name]
        yield ([Sought(name), *others] if names else [run[0].item]), run
        pieces = pieces[len(run) :]


def _joined(pieces: list[_Piece]) -> dict[int, list[Sought]]:
    """For two words in sequence, the one that others write: cybersecurity for cyber security."""
    found: dict[int, list[Sought]] = {}
    for one, other in pairwise(pieces):
        if all(map(_may_be_joined, (one, other))) and not other.after_or and one.item != other.item:
            word = Sought((one.item.words[0] + other.item.words[0],), respelled=True)
            for piece in (one, other):
                found.setdefault(id(piece), []).append(word)
    return found


def _may_be_joined(piece: _Piece) -> bool:
    simple = piece.plain and piece.item.is_word and not piece.empty and not piece.minus
    return simple and len(piece.item.words[0]) >= SHORTEST_JOINED
