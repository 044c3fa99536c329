"""“Did you mean”: for words that occur in no listed release, the nearest ones that do."""

import re

from releases.lists.selection import ALL_LANGUAGES, Selection
from releases.search import misspelling
from releases.search.words import searchable

_WORD = re.compile(r"\w+")


def did_you_mean(selection: Selection, language: str) -> str:
    """The query with corrected words; empty if there is no better one."""
    if selection.asked.language != ALL_LANGUAGES:
        language = selection.asked.language
    matches = selection.matches
    instead = matches.corrected(language)
    if not instead and not selection.count:
        wrong = matches.unknown(language)
        instead = misspelling.two_letters_right(wrong, language, matches.counting(language))
    return _replaced(selection.asked.text, instead)


def _replaced(text: str, instead: dict[str, str]) -> str:
    """The text as typed, with the wrong words replaced."""
    if not instead:
        return ""
    return _WORD.sub(lambda found: instead.get(searchable(found[0]), found[0]), text)
