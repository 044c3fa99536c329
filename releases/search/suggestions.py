"""Suggestions while typing: terms of the vocabularies, places and headlines. At most three queries."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from releases.models.index import SearchPosting
from releases.search import bits, register
from releases.search.analysis import BEGINNING, BEGINNINGS, HEADLINE, PLACE, place_key
from releases.search.bits import Bits
from releases.search.matches import beginning
from releases.search.postings import BLOCK, BLOCK_BITS
from releases.search.register import Register
from releases.search.selection import fetched
from releases.search.words import words_of
from taxonomy.models import Structure, Term
from taxonomy.snapshot import Vocabularies, Vocabulary

MOST_TERMS, MOST_PLACES, MOST_HEADLINES = 4, 2, 5
SHORTEST = 2  # letters


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
    by_part = _postings(typed, words, language, reg)
    return [
        *_terms(words, listed, reg, vocabularies),
        *_places(by_part[PLACE], listed, reg),
        *_headlines(by_part, words, language, listed, reg),
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


def _postings(
    typed: str, words: list[str], language: str, reg: Register
) -> dict[str, list[tuple[str, str, int, bytes]]]:
    """Rows of places and of headlines. One query."""
    wanted: list[Q] = [beginning(PLACE, place_key(typed))]
    if len(words[-1]) >= BEGINNINGS.start:
        part = HEADLINE.format(language)
        *whole, last = words
        kept = len(last) in BEGINNINGS
        begun = Q(part=BEGINNING.format(language), word=last) if kept else beginning(part, last)
        wanted += [Q(part=part, word__in=whole), begun]
    found: dict[str, list[tuple[str, str, int, bytes]]] = defaultdict(list)
    rows = SearchPosting.objects.filter(reduce(or_, wanted), block__lt=reg.size // BLOCK)
    for part, word, shown, block, editions in rows.values_list("part", "word", "stem", "block", "editions"):
        found[part].append((word, shown, block, bytes(editions)))
    return found


def _places(rows: list[tuple[str, str, int, bytes]], listed: Bits, reg: Register) -> Iterator[Suggestion]:
    """In their most frequent spelling, those in most releases first."""
    mask = bits.to_mask(listed)
    spelled: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for word, shown, block, editions in rows:
        spelled[word][shown] += int(mask[_numbers(block, editions)].sum())
    counts = {word: sum(each.values()) for word, each in spelled.items()}
    for word in sorted((word for word in counts if counts[word]), key=lambda word: (-counts[word], word))[:MOST_PLACES]:
        shown = min(spelled[word], key=lambda text: (-spelled[word][text], text))
        query = urlencode({"q": f'"{shown}"'})
        yield Suggestion("place", shown, f"{reverse('release-list')}?{query}", gettext("Place"))


def _headlines(
    by_part: dict[str, list[tuple[str, str, int, bytes]]],
    words: list[str],
    language: str,
    listed: Bits,
    reg: Register,
) -> Iterator[Suggestion]:
    """The newest that contain every word, the last one possibly incomplete."""
    *whole, last = words
    rows = by_part[HEADLINE.format(language)]
    of_words = [[row for row in rows if row[0] == word] for word in whole]
    of_words.append(by_part[BEGINNING.format(language)] or [row for row in rows if row[0].startswith(last)])
    found = bits.to_mask(listed)
    for having in of_words:
        by_block: dict[int, list[bytes]] = defaultdict(list)
        for _, _, block, editions in having:
            by_block[block].append(editions)
        of_word = np.zeros(reg.size, np.bool_)
        for block, pieces in by_block.items():
            of_word[_numbers(block, b"".join(pieces))] = True
        found = found & of_word
    numbers = np.flatnonzero(found)
    newest = numbers[np.argsort(reg.key[numbers])[::-1][:MOST_HEADLINES]]
    for edition in fetched(newest.tolist()):
        yield Suggestion("release", edition.headline, edition.get_absolute_url(), edition.get_type_display())


def _numbers(block: int, editions: bytes) -> np.ndarray:
    return np.frombuffer(editions, "<u2").astype(np.int64) + (block << BLOCK_BITS)
