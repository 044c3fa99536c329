"""Suggestions while typing: terms of the vocabularies, places and headlines. At most three queries."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext

from releases.lists import register
from releases.lists.register import Register
from releases.lists.selection import fetched
from releases.search import bits, leaves
from releases.search.analysis import HEADLINE, PLACE, SHOWN_AS, place_key
from releases.search.bits import Bits
from releases.search.filing import beginning, one
from releases.search.leaves import Row
from releases.search.tables import BLOCK
from releases.search.words import words_of
from taxonomy.models import Structure, Term
from taxonomy.snapshot import Vocabularies, Vocabulary

MOST_TERMS, MOST_PLACES, MOST_HEADLINES = 4, 2, 5
SHORTEST = 2  # letters
SHORTEST_OF_HEADLINE = 3


@dataclass(frozen=True)
class Suggestion:
    """Its kind, label, address, and a note."""

    kind: str
    label: str
    url: str
    detail: str = ""


def suggestions(typed: str, language: str, vocabularies: Vocabularies) -> list[Suggestion]:
    """In the page's language, from what is listed now."""
    words, _ = words_of(typed)
    if not words or len(words[-1]) < SHORTEST:
        return []
    reg, now = register.current()
    listed = reg.listed(now) & reg.in_language(language)
    rows = _rows(typed, words, language, reg)
    return [
        *_terms(words, listed, reg, vocabularies),
        *_places(rows[PLACE], listed),
        *_headlines(rows[HEADLINE.format(language)], words, listed, reg),
    ]


# Terms


def _terms(words: list[str], listed: Bits, reg: Register, vocabularies: Vocabularies) -> Iterator[Suggestion]:
    """Terms with the most releases; unused terms are not suggested."""
    found: list[tuple[int, Term]] = []
    known = names(vocabularies)
    beginnings = [f" {word}" for word in words]
    for facet, vocabulary in by_facet(vocabularies).items():
        terms, rows = reg.matrix(facet, vocabulary)
        for number, term in enumerate(terms):
            every, each = known[facet, term.pk]
            if begins(beginnings, every) and any(begins(beginnings, name) for name in each):
                found.append((bits.count(rows[number] & listed), term))
    found.sort(key=lambda pair: (-pair[0], pair[1].label))
    for count, term in found[:MOST_TERMS]:
        if count:
            yield Suggestion("term", term.label, term.get_absolute_url(), str(term._meta.verbose_name))


def as_words(name: str) -> str:
    return "".join(f" {word}" for word in words_of(name)[0])


def begins(beginnings: list[str], name: str) -> bool:
    """Whether each typed word is a prefix of a word of the name."""
    return all(letters in name for letters in beginnings)


def names(vocabularies: Vocabularies) -> dict[tuple[str, int], tuple[str, list[str]]]:
    """For every term, all its names together and each by itself, as words with a leading space."""
    if "names" not in vocabularies.made:
        vocabularies.made["names"] = {
            (facet, term.pk): ("".join(each), each)
            for facet, vocabulary in by_facet(vocabularies).items()
            for term in vocabulary
            if (each := [as_words(name) for name in dict.fromkeys(_all_names(term))])
        }
    return vocabularies.made["names"]


def _all_names(term: Term) -> Iterator[str]:
    yield from (term.name, *term.names.values())
    if isinstance(term, Structure):
        yield from (term.source_name, *term.source_names.values())
    yield from (former.name for former in term.former_names.all())


def by_facet(vocabularies: Vocabularies) -> dict[str, Vocabulary[Any]]:
    return {
        "field": vocabularies.fields_of_work,
        "country": vocabularies.countries,
        "source": vocabularies.structures,
        "meeting": vocabularies.meetings,
    }


# From the index


def _rows(typed: str, words: list[str], language: str, reg: Register) -> dict[str, list[Row]]:
    """Of places and of headlines. Two queries."""
    wanted = [beginning(PLACE, place_key(typed))]
    if len(words[-1]) >= SHORTEST_OF_HEADLINE:
        part = HEADLINE.format(language)
        wanted += [*(one(part, word) for word in words[:-1]), beginning(part, words[-1])]
    found: dict[str, list[Row]] = defaultdict(list)
    for row in leaves.rows(wanted, reg.size // BLOCK):
        found[row.part].append(row)
    return found


def _places(rows: list[Row], listed: Bits) -> Iterator[Suggestion]:
    """In their most frequent spelling, those in most releases first."""
    mask = bits.to_mask(listed)
    spelled: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        key, _, shown = row.place.partition(SHOWN_AS)
        spelled[key][shown] += int(mask[row.editions].sum())
    counts = {key: sum(each.values()) for key, each in spelled.items()}
    for key in sorted((key for key in counts if counts[key]), key=lambda key: (-counts[key], key))[:MOST_PLACES]:
        shown = min(spelled[key], key=lambda text: (-spelled[key][text], text))
        query = urlencode({"q": f'"{shown}"'})
        yield Suggestion("place", shown, f"{reverse('release-list')}?{query}", gettext("Place"))


def _headlines(rows: list[Row], words: list[str], listed: Bits, reg: Register) -> Iterator[Suggestion]:
    """The newest that contain every word, the last one possibly incomplete."""
    *whole, last = words
    of_words = [[row for row in rows if row.place == word] for word in whole]
    of_words.append([row for row in rows if row.place.startswith(last)])
    found = bits.to_mask(listed)
    for having in of_words:
        of_word = np.zeros(reg.size, np.bool_)
        for row in having:
            of_word[row.editions] = True
        found = found & of_word
    numbers = np.flatnonzero(found)
    newest = numbers[np.argsort(reg.key[numbers])[::-1][:MOST_HEADLINES]]
    for edition in fetched(newest.tolist()):
        yield Suggestion("release", edition.headline, edition.get_absolute_url(), edition.get_type_display())
