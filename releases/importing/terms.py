"""Resolves foreign names to terms: one or several, by current or former names, with suffixes such as “(closed)”."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.utils.text import Truncator

from releases.importing.texts import plain
from taxonomy.folding import fold
from taxonomy.models import Term
from taxonomy.snapshot import Vocabularies, Vocabulary

T = TypeVar("T", bound=Term)

BETWEEN_NAMES = re.compile(r"(\s*[,;|]\s*(?:and\s+)?|\s+and\s+)")
MOST_PARTS = 15  # parts of one name: seven separators
CLOSED = re.compile(
    r"\s*[(\[](?:(?:now\s+)?closed|discontinued|former|completed|fermée?|clos|ancien(?:ne)?|geschlossen|ehemalig|chius[oa]"
    r"|закрыт[аоы]?|бывш\w+|cerrad[oa]|antigu[oa])\b[^)\]]*[)\]]\s*$",
    re.IGNORECASE,
)
KINDS = (
    "fields_of_work",
    "countries",
    "structures",
    "meetings",
)  # the vocabularies, in the order in which they are asked
MOST_REMEMBERED = 50_000
# No edition has more terms, and no term a longer name; fuzzy matching of larger input would take too long.
MOST_NAMES, LONGEST_NAME, LONGEST_LIKE_ANY = 300, 2_000, 200


@dataclass(slots=True)
class Unknown:
    """A name that no vocabulary knows, and the nearest known one."""

    name: str
    kind: str
    nearest: str
    vocabulary: str = ""  # by its segment

    def __str__(self) -> str:
        hint = f"; the closest match is “{self.nearest}”" if self.nearest else ""
        return f"“{Truncator(self.name).chars(100)}” is not one of the {self.kind}{hint}."


@dataclass
class Resolver:
    """Caches what each name resolves to: an archive repeats the same few hundred names a million times."""

    vocabularies: Vocabularies
    # Our names for those of the source; an empty one stands for a name to be left out.
    ours: dict[str, str] = field(default_factory=dict)
    _known: dict[tuple[str, str], tuple[list[Any], list[Unknown]]] = field(default_factory=dict)

    def resolve(self, names: Iterable[str], vocabulary: Vocabulary[T], unknown: list[Unknown]) -> list[T]:
        """The terms in order, without repetitions; unknown names are appended to `unknown`."""
        found: dict[int, T] = {}
        chosen = list(names)
        if len(chosen) > MOST_NAMES:
            unknown.append(
                Unknown(f"A list of {len(chosen)} names", str(vocabulary.model._meta.verbose_name_plural), "")
            )
            return []
        for name in chosen:
            terms, unknown_parts = self._resolved(name, vocabulary)
            found |= {term.pk: term for term in terms if term.pk not in found}
            unknown += unknown_parts
        return list(found.values())

    def anywhere(self, names: Iterable[str]) -> tuple[dict[str, list[str]], list[str]]:
        """Names whose vocabulary is not said, by the vocabulary that knows all of them; and those that none knows."""
        found: dict[str, list[str]] = {}
        unknown: list[str] = []
        for name in list(names)[:MOST_NAMES]:
            for kind in KINDS:
                terms, strange = self._resolved(name, getattr(self.vocabularies, kind))
                if not strange:
                    found.setdefault(kind, []).extend([name] if terms else [])
                    break
            else:
                unknown.append(name)
        return found, unknown

    def _resolved(self, name: str, vocabulary: Vocabulary[T]) -> tuple[list[T], list[Unknown]]:
        key = (vocabulary.segment, name)
        if key not in self._known:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            parts = list(self._parts(name, vocabulary))
            self._known[key] = (
                [term for _, term in parts if term is not None],
                [_unknown(part, vocabulary) for part, term in parts if term is None],
            )
        return self._known[key]

    def _parts(self, name: str, vocabulary: Vocabulary[T]) -> Iterator[tuple[str, T | None]]:
        """What the name means by the importer's own word, whole or in its parts, else by the vocabulary."""
        if len(name) > LONGEST_NAME:
            yield name, None
            return
        whole = plain(name)
        for part, term in _split(self.ours.get(fold(whole), whole), vocabulary):
            ours = self.ours.get(fold(part)) if term is None else None
            yield from [(part, term)] if ours is None else _split(ours, vocabulary)


def _find(name: str, vocabulary: Vocabulary[T]) -> T | None:
    return vocabulary.find(name) or vocabulary.find(CLOSED.sub("", name))


def _split(text: str, vocabulary: Vocabulary[T]) -> list[tuple[str, T | None]]:
    """One name, or several joined by commas or “and”, which may also occur within names: the longest match wins."""
    found: list[tuple[str, T | None]] = []
    parts = BETWEEN_NAMES.split(text)  # name, separator, name, separator, name
    while parts:
        ends = range(min(len(parts), MOST_PARTS), 0, -2)
        longest = next((end for end in ends if _find("".join(parts[:end]), vocabulary)), None)
        # An unknown name extends to the next comma, so that the reason quotes it in full.
        end = longest or next((end for end in range(1, len(parts), 2) if parts[end].strip() != "and"), len(parts))
        name = "".join(parts[:end]).strip()
        if name:
            found.append((name, _find(name, vocabulary)))
        del parts[: end + 1]
    return found


def _unknown(name: str, vocabulary: Vocabulary[Any]) -> Unknown:
    like = fold(name) if len(name) <= LONGEST_LIKE_ANY else ""
    nearest = difflib.get_close_matches(like, vocabulary.names(), n=1) if like else []
    term = vocabulary.find(nearest[0]) if nearest else None
    return Unknown(name, str(vocabulary.model._meta.verbose_name_plural), term.name if term else "", vocabulary.segment)
