"""Terms whose name, or former name, stands in a text, in any inflected form with the same stems."""

import re
from collections import defaultdict

from releases.models.carried import carried_terms
from releases.search.words import stem, words_of
from taxonomy.snapshot import Vocabularies

# Terms of every vocabulary under one key.
TermKey = str
# The stems of a name, as found in a text.
Name = tuple[str, ...]
SHORT = 3
CAPITALS = re.compile(r"\b[A-ZА-ЯЁ]{2,3}\b")


def key_of(part: str, term: int) -> TermKey:
    return f"{part}:{term}"


def names_in(text: str, language: str, vocabularies: Vocabularies) -> dict[TermKey, Name]:
    """Names of two or three letters must be in capitals: “US” is a country, “us” is a word."""
    known = vocabularies.made.setdefault(("names", language), {})
    if not known:
        known.update(_names(language, vocabularies))
    stems = [stem(word, language) for word in words_of(text)[0]]
    capitals = {word.lower() for word in CAPITALS.findall(text)}
    found: dict[TermKey, Name] = {}
    lengths = sorted({len(name) for name in known})
    for place in range(len(stems)):
        for length in lengths:
            name = tuple(stems[place : place + length])
            if name in known and (len("".join(name)) > SHORT or name[0] in capitals):
                for key in known[name]:
                    found.setdefault(key, name)
    return found


def _names(language: str, vocabularies: Vocabularies) -> dict[Name, set[TermKey]]:
    names: dict[Name, set[TermKey]] = defaultdict(set)
    for part in carried_terms().values():
        vocabulary = getattr(vocabularies, part.vocabulary)
        for spelling, term in vocabulary.spellings():
            stems = tuple(stem(word, language) for word in words_of(spelling)[0])
            if stems:
                names[stems].add(key_of(part.name, term.pk))
    return names
