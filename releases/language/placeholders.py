"""Words in square brackets that stand for what a writer has yet to say: “[place]”, “[date]”.

Only known ones count. An editor's own brackets, as in “the [Permanent] Council” or “[sic]”, are text.
"""

import re
from collections.abc import Collection, Iterable

from taxonomy.folding import fold

IN_BRACKETS = re.compile(r"\[[^\[\]<>\n]{1,60}\]")

# As writers put them in every language of the site, whatever the templates say.
COMMON = frozenset(
    """place|date|day|time|name|title|number|quotation|headline|country|link
    |lieu|jour|heure|nom|titre|fonction|nombre|citation|pays|lien
    |ort|datum|tag|uhrzeit|titel|funktion|anzahl|zitat|land
    |luogo|data|giorno|ora|nome|titolo|funzione|numero|citazione|paese
    |место|дата|день|время|имя|должность|число|цитата|страна|ссылка
    |lugar|fecha|día|hora|nombre|título|cargo|número|cita|país|enlace""".replace("\n    ", "").split("|")
)


def key(placeholder: str) -> str:
    """By which two are the same, with or without brackets, in whatever case.

    >>> key("[Place ]") == key("place")
    True
    """
    return " ".join(fold(placeholder.strip("[] ")).split())


COMMON_KEYS = frozenset(map(key, COMMON))


def bracketed(text: str) -> list[str]:
    """All words in brackets, each once, in the order of the text."""
    return list(dict.fromkeys(" ".join(found.split()) for found in IN_BRACKETS.findall(text)))


def left_in(text: str, known: Collection[str]) -> list[str]:
    """Those that are common or known, by their keys."""
    return [found for found in bracketed(text) if key(found) in COMMON_KEYS or key(found) in known]


def keys_in(texts: Iterable[str]) -> set[str]:
    return {key(found) for text in texts for found in bracketed(text)}
