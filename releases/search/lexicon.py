"""The words that occur in the index: what a misspelt one may have meant.

It says nothing about where a word occurs, or whether a reader may know: whatever is found through it is narrowed to what
is listed. Two writers may enter the same word; that does no harm, and neither waits for the other.
"""

import json
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
    """One query, with all words in one parameter; the drivers take several times as long over one for each."""
    on_postgresql = connection.vendor == "postgresql"
    as_text = "convert_from(word, 'UTF8')" if on_postgresql else "CAST(word AS text)"
    if on_postgresql:
        among = "= ANY(ARRAY(SELECT convert_to(one, 'UTF8') FROM unnest(string_to_array(%s, ' ')) AS one))"
    else:
        among = "IN (SELECT CAST(value AS blob) FROM json_each(%s))"
    given = " ".join(words) if on_postgresql else json.dumps(list(words))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {as_text} FROM {WORD} WHERE language = %s AND word {among}", [language, given])  # noqa: S608
        return {word for (word,) in cursor}


def beginning_with(language: str, beginnings: Iterable[str]) -> set[str]:
    wanted = reduce(or_, (Q(word__gte=each.encode(), word__lt=(each + LAST).encode()) for each in beginnings))
    words = SearchWord.objects.filter(wanted, language=language).values_list("word", flat=True)
    return {bytes(word).decode() for word in words}
