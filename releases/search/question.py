"""Parses a search query: words, "phrases", -exclusions, OR, and prefixes with an asterisk. Makes no queries.

There are no syntax errors: an operator that makes no sense is ignored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from releases.search.stopwords import says_nothing
from releases.search.words import searchable, stem, words_of

MOST_GROUPS = 10
LONGEST_QUESTION = 200
SHORTEST_BEGINNING = 3

Name = tuple[str, ...]
# Alternative spellings of a name, by the stems of its words: {("kiev",): {("kyiv",)}}.
Spellings = Mapping[Name, frozenset[Name]]

_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟", '"'))
_PIECE = re.compile(r'(?P<minus>[-−]?)(?:"(?P<phrase>[^"]*)"?|(?P<chunk>[^\s"]+))')
OR = ("OR", "|")


@dataclass(frozen=True)
class Sought:
    """One word, or several in sequence. A quoted item matches exactly, any other in all inflected forms."""

    words: Name
    exact: bool = False
    beginning: bool = False
    respelled: bool = False  # an alternative spelling of the previous item


@dataclass(frozen=True)
class Question:
    """At least one item of each group must match, and none of the unwanted."""

    groups: tuple[tuple[Sought, ...], ...] = ()
    unwanted: tuple[Sought, ...] = ()

    @property
    def asks_for_order(self) -> bool:
        """Whether word positions matter."""
        return any(len(item.words) > 1 for group in (*self.groups, self.unwanted) for item in group)


@dataclass
class _Piece:
    item: Sought
    plain: bool = False  # a single word that may be part of a name
    empty: bool = False  # a word that says nothing by itself
    minus: bool = False
    after_or: bool = False


def parse(text: str, language: str, spellings: Spellings | None = None) -> Question:
    """The query in a language, which determines its stop words.

    >>> parse('election OR vote -"polling station" moni*', "en").groups[1]
    (Sought(words=('moni',), exact=False, beginning=True, respelled=False),)
    """
    pieces = _pieces(text[:LONGEST_QUESTION], language)
    wanted = [piece for piece in pieces if not piece.minus]
    telling = [piece for piece in wanted if not piece.empty]
    groups: list[list[Sought]] = []
    waiting = _with_names(telling or wanted, language, spellings or {})
    for items, after_or in waiting:
        if after_or and groups:
            groups[-1] += items
        else:
            groups.append(list(items))
    kept = dict.fromkeys(tuple(dict.fromkeys(group)) for group in groups)
    return Question(tuple(kept)[:MOST_GROUPS], tuple(piece.item for piece in pieces if piece.minus)[:MOST_GROUPS])


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
    if not words:
        return []
    if chunk.endswith("*") and len(words) == 1 and len(words[0]) >= SHORTEST_BEGINNING:
        return [_Piece(Sought(tuple(words), beginning=True))]
    if "'" in searchable(chunk):  # l’OSCE, the Council’s
        words = [word for word in words if not says_nothing(word, language)] or words
    if len(words) == 1:
        return [_Piece(Sought(tuple(words)), plain=True, empty=says_nothing(words[0], language))]
    apart = _Piece(Sought(tuple(words)))
    if joined:  # co-operation also matches cooperation
        together = [_Piece(Sought((word,), respelled=True), after_or=True) for _, word in joined[:1]]
        return [apart, *together]
    return [apart]


def _with_names(pieces: list[_Piece], language: str, spellings: Spellings) -> list[tuple[list[Sought], bool]]:
    """Each item, or several in sequence that form a name, with the alternative spellings of that name."""
    longest = max(map(len, spellings), default=1)
    found: list[tuple[list[Sought], bool]] = []
    start = 0
    while start < len(pieces):
        for length in range(min(longest, len(pieces) - start), 0, -1):
            run = pieces[start : start + length]
            name = tuple(word for piece in run for word in piece.item.words)
            stems = tuple(stem(word, language) for word in name)
            joined_by_or = any(piece.after_or for piece in run[1:])
            if all(piece.plain for piece in run) and not joined_by_or and stems in spellings:
                others = [Sought(other, respelled=True) for other in sorted(spellings[stems]) if other != name]
                found.append(([Sought(name), *others], run[0].after_or))
                break
        else:
            length = 1
            found.append(([pieces[start].item], pieces[start].after_or))
        start += length
    return found
