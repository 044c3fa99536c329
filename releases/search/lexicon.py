"""The words that occur in the index, with their stems: which forms a word has, which compounds end in it, what a misspelt
one may have meant.

It says nothing about where a word occurs, or whether a reader may know: whatever is found through it is narrowed to what
is listed. All stems in it were made by the same version of the rules; `keep_up` makes them anew after an upgrade.
"""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Q

from releases.models.index import SearchStemmer, SearchWord
from releases.search.filling import insert
from releases.search.words import STEMMING, stem

# Where words are written together: a compound is found by its beginning and by its end, if these have as many letters.
COMPOUNDING = ("de", "nl", "sv", "da", "no", "fi", "et", "hu")
SHORTEST_BEGINNING, SHORTEST_END = 4, 5
SHORTEST_REST = 3
AT_ONCE = 5_000
WORD = SearchWord._meta.db_table
COLUMNS = {"language": "varchar", "word": "bytea", "stem": "varchar", "backwards": "bytea"}


def compounds(language: str) -> bool:
    return language.split("-")[0] in COMPOUNDING


# Writing


def enter(language: str, words: Collection[str]) -> None:
    """Call in the transaction that enters the texts. One query for some thousand words, and one for those that are new."""
    new = set(words) - that_exist(language, words)
    insert(WORD, COLUMNS, (_row(language, word) for word in sorted(new)))


Row = tuple[str, bytes, str, bytes | None]


def _row(language: str, word: str) -> Row:
    word_stem = stem(word, language)
    long = compounds(language) and len(word_stem) >= SHORTEST_END + SHORTEST_REST
    return language, word.encode(), word_stem, word_stem[::-1].encode() if long else None


def that_exist(language: str, words: Collection[str]) -> set[str]:
    waiting = sorted(word.encode() for word in words)
    found: set[str] = set()
    with connection.cursor() as cursor:
        for start in range(0, len(waiting), AT_ONCE):
            some = waiting[start : start + AT_ONCE]
            among, given = _among(some)
            cursor.execute(f"SELECT word FROM {WORD} WHERE language = %s AND word {among}", [language, *given])  # noqa: S608
            found.update(bytes(word).decode() for (word,) in cursor)
    return found


def _among(words: list[bytes]) -> tuple[str, list[Any]]:
    if connection.vendor == "postgresql":
        return "= ANY(%s)", [words]
    return f"IN ({', '.join(['%s'] * len(words))})", words


# The version of the rules


def is_current() -> bool:
    return SearchStemmer.objects.filter(version=STEMMING).exists()


@transaction.atomic
def keep_up() -> int:
    """Make all stems anew if other rules made them. Returns how many; the readers see all of them change at once."""
    if is_current():
        return 0
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {WORD} IN SHARE ROW EXCLUSIVE MODE")
        if is_current():  # another process made them meanwhile
            return 0
    rows = list(SearchWord.objects.values_list("language", "word"))
    SearchWord.objects.all().delete()
    distinct = sorted({(language, bytes(word).decode()) for language, word in rows})
    insert(WORD, COLUMNS, (_row(*each) for each in distinct))
    SearchStemmer.objects.update_or_create(pk=1, defaults={"version": STEMMING})
    return len(distinct)


# Reading


def forms(stems: Iterable[tuple[str, str]], ends: Iterable[tuple[str, str]] = ()) -> dict[str, list[str]]:
    """By language, every word that has one of the stems or is a compound that ends in one of `ends`. One query.

    While the stems are those of another version, none: then every word is found as it is written only.
    """
    by_language: dict[str, set[str]] = {}
    for language, each in stems:
        by_language.setdefault(language, set()).add(each)
    wanted = [Q(language=language, stem__in=sorted(each)) for language, each in by_language.items()]
    wanted += [_between(language, "backwards", end[::-1]) for language, end in dict.fromkeys(ends)]
    found: dict[str, list[str]] = {}
    if wanted:
        rows = SearchWord.objects.filter(reduce(or_, wanted), _CURRENT).values_list("language", "word")
        for language, word in rows:
            found.setdefault(language, []).append(bytes(word).decode())
    return found


_CURRENT = Exists(SearchStemmer.objects.filter(version=STEMMING))


def _between(language: str, column: str, letters: str) -> Q:
    return Q(**{
        "language": language, f"{column}__gte": letters.encode(), f"{column}__lt": letters.encode() + b"\xff",
    })  # fmt: skip


def beginning_with(language: str, beginnings: Iterable[str]) -> set[str]:
    wanted = reduce(or_, (_between(language, "word", letters) for letters in beginnings))
    return {bytes(word).decode() for word in SearchWord.objects.filter(wanted).values_list("word", flat=True)}
