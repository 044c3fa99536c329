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
from django.db.models import Q

from releases.models.index import SearchStemmer, SearchWord
from releases.search.filling import insert
from releases.search.words import STEMMING, stem

# Where words are written together: a compound is found by its beginning and by its end, if these have as many letters.
COMPOUNDING = ("de", "nl", "sv", "da", "no", "fi", "et", "hu")
SHORTEST_BEGINNING, SHORTEST_END = 4, 5
SHORTEST_REST = 3
AT_ONCE = 5_000
WORD = SearchWord._meta.db_table
STEMMER = SearchStemmer._meta.db_table
COLUMNS = {"language": "varchar", "word": "bytea", "stem": "varchar", "backwards": "bytea"}


def compounds(language: str) -> bool:
    return language.split("-")[0] in COMPOUNDING


# Writing


def enter(language: str, words: Collection[str]) -> None:
    """Call in the transaction that enters the texts. One query for some thousand words, and one for those that are new."""
    new = set(words) - that_exist(language, words)
    insert(WORD, COLUMNS, (_row(language, word) for word in sorted(new)))


def forget(words: Collection[tuple[str, str]]) -> None:
    """Words by language that no text has any more."""
    by_language: dict[str, list[bytes]] = {}
    for language, word in words:
        by_language.setdefault(language, []).append(word.encode())
    for language, gone in by_language.items():
        for start in range(0, len(gone), AT_ONCE):
            SearchWord.objects.filter(language=language, word__in=gone[start : start + AT_ONCE]).delete()


Row = tuple[str, bytes, str, bytes | None]
Entry = tuple[str, str]  # a language and a word or a part of one


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


def known(
    words: Iterable[Entry], stems: Iterable[Entry], beginnings: Iterable[Entry], ends: Iterable[Entry]
) -> dict[str, list[str]]:
    """By language, which of the words occur at all, and every word that has one of the stems, begins with one of `beginnings`,
    or is a compound that ends in one of `ends`. One query.

    While the stems are those of another version, none counts: then words are found as they are written only.
    """
    wanted = [_among_words("word", language, each) for language, each in _by_language(words).items()]
    wanted += [_in_range("word", language, letters) for language, letters in dict.fromkeys(beginnings)]
    by_stem = [_among_words("stem", language, each) for language, each in _by_language(stems).items()]
    by_stem += [_in_range("backwards", language, letters[::-1]) for language, letters in dict.fromkeys(ends)]
    found: dict[str, list[str]] = {}
    if wanted or by_stem:
        condition = " OR ".join(condition for condition, _ in wanted) or "FALSE"
        of_stems = " OR ".join(condition for condition, _ in by_stem) or "FALSE"
        given = [value for _, values in [*wanted, ("", [STEMMING]), *by_stem] for value in values]
        with connection.cursor() as cursor:
            cursor.execute(KNOWN.format(condition=condition, of_stems=of_stems), given)
            for language, word in cursor:
                found.setdefault(language, []).append(bytes(word).decode())
    return found


# Past the models, whose query takes several times as long to make as to answer.
KNOWN = f"""
    SELECT language, word FROM {WORD} WHERE {{condition}}
    UNION SELECT language, word FROM {WORD} WHERE EXISTS (SELECT 1 FROM {STEMMER} WHERE version = %s) AND ({{of_stems}})
"""  # noqa: S608 - names of ours


def _by_language(entries: Iterable[Entry]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for language, each in entries:
        found.setdefault(language, set()).add(each)
    return found


def _among_words(column: str, language: str, words: set[str]) -> tuple[str, list[Any]]:
    values: list[Any] = sorted(words) if column == "stem" else [word.encode() for word in sorted(words)]
    return f"(language = %s AND {column} IN ({', '.join(['%s'] * len(values))}))", [language, *values]


def _in_range(column: str, language: str, letters: str) -> tuple[str, list[Any]]:
    return f"(language = %s AND {column} >= %s AND {column} < %s)", [language, *_between(letters)]


def _between(letters: str) -> tuple[bytes, bytes]:
    return letters.encode(), letters.encode() + b"\xff"


def beginning_with(language: str, beginnings: Iterable[str]) -> set[str]:
    ranges = map(_between, beginnings)
    wanted = reduce(or_, (Q(word__gte=first, word__lt=last) for first, last in ranges))
    words = SearchWord.objects.filter(wanted, language=language).values_list("word", flat=True)
    return {bytes(word).decode() for word in words}
