"""Search queries: a helper for one with its results, and any number of nonsensical ones."""

import random
from collections.abc import Iterator

from django.http import QueryDict

from releases.lists.selection import fetched
from releases.models import Edition
from releases.site.listing import Listing
from taxonomy import snapshot

ODDITIES = [
    '"', "“", "-", "--", "OR", " OR OR ", "|", "*", "**", "a*", "(", ")", "AND", "NOT", "NEAR/3", "\x00", "\ud800", "\u202e", "\ufeff", "😀", "👩‍👩‍👧", "é", "e\u0301", "ß",
    "İ", "ǅ", "مرحبا", "שלום", "中文", "ไทย", "%", "_", "\\", "'", "''", ";--", "<script>", "{{ 7*7 }}", "${x}", "../..", "node/", "#", "#1", "1e9", "9" * 30, "0",
    "https://", "https://[", "http://x/node/1", "\t", "\r\n", "a" * 300, "ab " * 90, "-" * 199, '"a" ' * 40, "the", "election", "elections", "elec*", "-election", '"the election"',
]  # fmt: skip


def questions(number: int, seed: int = 0) -> Iterator[str]:
    chance = random.Random(seed)
    for _ in range(number):
        if chance.random() < 0.3:
            yield "".join(
                chr(chance.choice((chance.randrange(32, 127), chance.randrange(0x110000))))
                for _ in range(chance.randint(1, 60))
            )
        else:
            yield chance.choice(["", " "]).join(chance.choices(ODDITIES, k=chance.randint(1, 8)))


def found(query: str, **filters: str) -> list[str]:
    """Headlines in the order of the list."""
    data = QueryDict(mutable=True)
    data.update({"q": query, **filters})
    return [edition.headline for edition in on_page(Listing(data, snapshot.current()))]


def on_page(listing: Listing) -> list[Edition]:
    return fetched(list(listing.page.object_list))
