"""Tokenising: texts and queries are folded, split and stemmed alike, on both databases. Makes no queries.

Everything that databases might do differently (case, accents, hyphens, endings) is done here, once.
"""

import re
import threading
import unicodedata
from functools import lru_cache
from html import unescape
from importlib.metadata import version

from Stemmer import Stemmer

from releases.search.languages import language_of

LONGEST_WORD = 60
# The rules behind every stem: those of the library, which change between its versions, and ours, whose number is raised with
# every change to `stem`. All stems in the index were made by the same rules (`lexicon`).
STEMMING = f"PyStemmer {version('PyStemmer')}, own rules 2"

# Letters without a Unicode decomposition, in the form that readers without them on the keyboard type.
_LETTERS = dict(zip("ıłđðøħəŧŋ", "ilddohatn", strict=True)) | {"æ": "ae", "œ": "oe", "þ": "th"}
_APOSTROPHES = "’‘ʼ`´＇"
_HYPHENS = "‐‑"

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_INLINE = re.compile(r"</?(?:a|abbr|b|cite|em|i|q|s|span|strong|sub|sup|u)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


class _Fold(dict[int, str]):
    """For `str.translate`: each letter without case and accents, computed on first use."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if letter in _APOSTROPHES:
            plain = "'"
        elif letter in _HYPHENS:
            plain = "-"
        elif letter in "йЙ":
            plain = "й"  # a letter in its own right; without it, Russian endings would be lost
        elif unicodedata.category(letter) in ("Mn", "Cf"):
            plain = ""
        else:
            apart = unicodedata.normalize("NFKD", letter).casefold()
            kept = "".join(c for c in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(c))
            plain = "".join(_LETTERS.get(c, c) for c in kept)
        self[code] = plain
        return plain


class _Apart(_Fold):
    """The same, with a space in place of everything that is not part of a word; hyphens are kept."""

    def __missing__(self, code: int) -> str:
        plain = super().__missing__(code)
        kept = self[code] = "".join(c if c.isalnum() or c == "-" else " " for c in plain)
        return kept


_FOLD = _Fold()
_APART = _Apart()
# Above this share of other letters, a text is translated as a whole, below it piece by piece: Python translates ASCII twenty times as fast.
FEW_OTHERS = 1 / 8


def translated(text: str) -> str:
    """`text.translate(_APART)`, and faster where few letters are not ASCII."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if len(text.encode("utf-8", "replace")) - len(text) < FEW_OTHERS * len(text):
            pieces = _NOT_ASCII.sub(lambda found: found[0].translate(_APART), text)
            text = pieces if pieces.isascii() else text
    return text.translate(_APART)


def searchable(text: str) -> str:
    """The text without case and accents, as indexed. Unlike `taxonomy.folding`, it keeps a letter that affects the stem
    of a word (й), transliterates letters without a decomposition (ł, ß), and leaves spaces alone.

        >>> searchable("Łódź, TÜRKİYE, Chișinău, Россия")
        'lodz, turkiye, chisinau, россия'
    """
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).translate(_FOLD)


def words_of(text: str) -> tuple[list[str], list[tuple[int, str]]]:
    """The words in order, and separately, with the position of their first part, those that are also read as one word:
    compounds, abbreviations with dots, and names with a sign.

    >>> words_of("Co-operation of l’OSCE")
    (['co', 'operation', 'of', 'l', 'osce'], [(0, 'cooperation')])
    >>> words_of("the U.S. and AT&T, 24/7")
    (['the', 'u', 's', 'and', 'at', 't', '24', '7'], [(1, 'us'), (4, 'at&t'), (6, '24/7')])
    """
    apart = translated(text)
    tokens = apart.split()
    signs = _signs(text) if _may_have_signs(text) else []
    if "-" not in apart and not signs and max(map(len, tokens), default=0) <= LONGEST_WORD:
        return tokens, []
    words: list[str] = []
    joined: list[tuple[int, str]] = []
    done = 0
    for place in [place for place, token in enumerate(tokens) if "-" in token or len(token) > LONGEST_WORD]:
        words += tokens[done:place]
        parts = [part[:LONGEST_WORD] for part in tokens[place].split("-") if part]
        if len(parts) > 1:
            joined.append((len(words), "".join(parts)[:LONGEST_WORD]))
        words += parts
        done = place + 1
    words += tokens[done:]
    for before, word in signs:
        joined.append((len(before.translate(_APART).replace("-", " ").split()), word))
    return words, joined


def _signs(text: str) -> list[tuple[str, str]]:
    """The names with a sign, each with the text before it."""
    text = unicodedata.normalize("NFC", text)
    return [(text[: found.start()], as_one(found[0])) for found in _SIGNS.finditer(text)]


def _may_have_signs(text: str) -> bool:
    """Whether a sign is inside a word: few texts need a closer look, and looking for one letter is faster than for one of three."""
    return "&" in text or "/" in text or _DOT_INSIDE.search(text) is not None


_DOT_INSIDE = re.compile(r"\.\w")
# U.S. and C.S.C.E. with their dots; AT&T; 24/7. The first is read without its sign: others write it without.
_SIGNS = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?|\b\w{1,8}(?:&\w{1,8})+\b|\b\d{1,4}(?:/\d{1,4})+\b")


def as_one(name: str) -> str:
    return searchable(name).replace(".", "")[:LONGEST_WORD]


def plain_text(html: str) -> str:
    """The readable text; words in adjacent paragraphs stay separate."""
    return unescape(_TAG.sub(" ", _INLINE.sub("", html))) if "<" in html or "&" in html else html


class _Stemmers(threading.local):
    """Stemmers are stateful, so each thread has its own."""

    def __init__(self) -> None:
        self.of = lru_cache(maxsize=None)(Stemmer)


_stemmers = _Stemmers()


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """The common stem of a word's forms; both are folded.

    >>> stem("elections", "en") == stem("election", "en")
    True
    """
    known = language_of(language)
    if not known.stemmer or not word.isalpha():
        return word
    instead = known.instead.get(word, word)
    for ending, other in known.respelled:
        instead = ending.sub(other, instead)
    short = searchable(_stemmers.of(known.stemmer).stemWord(instead))
    return _without_endings(short, **known.endings)[:LONGEST_WORD] or word


def _without_endings(word: str, consonant: str, vowels: str, remaining: int) -> str:
    """Strip the final consonant of a plural, then the final vowel."""
    for letters in (consonant, vowels):
        if letters and len(word) > remaining and word[-1] in letters:
            word = word[:-1]
    return word
