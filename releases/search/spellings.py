"""Alternative spellings of names: what readers type for a country or a town, and what texts contain.

Beside them, the terms that a query names: a release that carries a country or a field of work is found by its names.

Countries have theirs in the vocabulary (names in all languages, former and other names). Towns have no vocabulary;
spellings of those named most often in the organisation's releases are in a file here.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from releases.search.question import Name, Spellings, Terms
from releases.search.words import stem, words_of
from taxonomy.models import Term
from taxonomy.snapshot import Vocabularies

TOWNS = Path(__file__).with_name("towns.toml")


def spellings_in(language: str, vocabularies: Vocabularies) -> Spellings:
    kept: dict[str, Spellings] = vocabularies.made.setdefault("spellings", {})
    if language not in kept:
        families = [*(_family(_names_of(country)) for country in vocabularies.countries), *towns()]
        kept[language] = _by_stems(families, language)
    return kept[language]


def _by_stems(families: Iterable[frozenset[Name]], language: str) -> Spellings:
    found: dict[Name, set[Name]] = defaultdict(set)
    for family in families:
        for name in family:
            found[tuple(stem(word, language) for word in name)] |= family
    return {name: frozenset(family) for name, family in found.items()}


@cache
def towns() -> tuple[frozenset[Name], ...]:
    return tuple(_family(town["spellings"]) for town in tomllib.loads(TOWNS.read_text("utf-8"))["town"])


def _family(names: Iterable[str]) -> frozenset[Name]:
    return frozenset(name for text in names if (name := tuple(words_of(text)[0])))


def terms_in(language: str, vocabularies: Vocabularies) -> Terms:
    """Countries and fields of work by all their names, in stems of this language."""
    kept = vocabularies.made.setdefault("named_terms", {})
    if language not in kept:
        found: dict[Name, tuple[tuple[str, frozenset[int]], ...]] = defaultdict(tuple)
        kept[language] = found
        for facet, vocabulary in (("country", vocabularies.countries), ("field", vocabularies.fields_of_work)):
            for term in vocabulary:
                for name in {tuple(stem(word, language) for word in words) for words in _family(_names_of(term))}:
                    found[name] += ((facet, frozenset(vocabulary.below(term))),)
    return kept[language]


def _names_of(term: Term) -> list[str]:
    return [term.name, *term.names.values(), *(former.name for former in term.former_names.all())]
