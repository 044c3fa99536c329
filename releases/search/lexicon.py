"""The words that occur in the index: what a misspelt one may have meant.

It says nothing about where a word occurs, or whether a reader may know: whatever is found through it is narrowed to what
is listed. Two writers may enter the same word; that does no harm, and neither waits for the other.
"""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q

from releases.models.index import SearchWord
from releases.search.filing import LAST
from releases.search.filling import insert

SHORTEST = 3  # letters of a word that is entered; numbers are not
AT_ONCE = 5_000
WORD = SearchWord._meta.db_table


def enter(language: str, words: Iterable[str]) -> None:
    """Call in the transaction that enters the texts. One query for some thousand words, and one for those that are new."""
    proper = {word for word in words if len(word) >= SHORTEST and word.isalpha()}
    new = sorted(proper - that_exist(language, proper))
    insert(WORD, {"language": "varchar", "word": "bytea"}, ((language, word.encode()) for word in new))


def forget(language: str, words: Iterable[str]) -> None:
    """Words that no text has any more."""
    gone = [word.encode() for word in words]
    for start in range(0, len(gone), AT_ONCE):
        SearchWord.objects.filter(language=language, word__in=gone[start : start + AT_ONCE]).delete()


def that_exist(language: str, words: Collection[str]) -> set[str]:
    waiting = sorted(word.encode() for word in words)
    found: set[str] = set()
    with connection.cursor() as cursor:
        for start in range(0, len(waiting), AT_ONCE):
            some = waiting[start : start + AT_ONCE]
            on_postgresql = connection.vendor == "postgresql"
            among = "= ANY(%s)" if on_postgresql else f"IN ({', '.join(['%s'] * len(some))})"
            given = [some] if on_postgresql else some
            cursor.execute(f"SELECT word FROM {WORD} WHERE language = %s AND word {among}", [language, *given])  # noqa: S608
            found.update(bytes(word).decode() for (word,) in cursor)
    return found


def beginning_with(language: str, beginnings: Iterable[str]) -> set[str]:
    wanted = reduce(or_, (Q(word__gte=each.encode(), word__lt=(each + LAST).encode()) for each in beginnings))
    words = SearchWord.objects.filter(wanted, language=language).values_list("word", flat=True)
    return {bytes(word).decode() for word in words}
