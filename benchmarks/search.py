"""Measures list pages and searches at several sizes, as complete responses of the site, warm and sequential, and searches
by themselves: the match in every language, the exact counts of every facet, and the best twenty.

    DATABASE_URL=… python -m benchmarks.search 10000,100000

The database is filled up to each size in turn. Each kind of request is made 200 times, never twice the same. Beside
wall-clock time stands processor time, of this process and of PostgreSQL's together, which is the better figure on a
busy machine.
"""

import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar
from urllib.parse import urlencode

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from benchmarks.archive import FIRST_DAY, LANGUAGES, Lexicon, fill, prepare
from releases.lists import register
from releases.lists.selection import Asked, Selection
from releases.lists.suggestions import by_facet
from releases.models import Edition, SearchSegment
from releases.search import index, rebuild
from releases.search.words import searchable
from releases.site import facets
from taxonomy import snapshot

T = TypeVar("T")

REQUESTS = 200
YEARS = range(FIRST_DAY.year, FIRST_DAY.year + 31)
PREFIXES = {"en": "", "fr": "/fr", "de": "/de", "it": "/it", "ru": "/ru", "es": "/es"}
# Words of these ranks occur in a few hundredths of all texts, and in about a tenth.
SOME, A_TENTH = range(600, 4000), range(300, 420)


class Asking:
    """Generates addresses of each kind; the same at every call."""

    def __init__(self, seed: int = 5) -> None:
        self.chance = random.Random(seed)
        vocabularies = snapshot.current()
        self.terms = {
            "field": [term.slug for term in vocabularies.fields_of_work],
            "country": [term.slug for term in vocabularies.countries],
            "source": [term.slug for term in vocabularies.structures],
        }

    def filters(self) -> dict[str, str]:
        query: dict[str, str] = {}
        for name in self.chance.sample(["field", "country", "source", "type", "dates"], self.chance.randint(0, 3)):
            if name == "dates":
                year = self.chance.choice(YEARS)
                query |= {"from": f"{year}-01-01", "to": f"{year + self.chance.randint(0, 5)}-12-31"}
            elif name == "type":
                query["type"] = self.chance.choice(["news", "story", "press-release", "spot-report"])
            else:
                query[name] = self.chance.choice(self.terms[name][:40])
        return query

    def language(self) -> str:
        return self.chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]

    def word(self, language: str, ranks: range) -> str:
        return Lexicon(language).words[self.chance.choice(ranks)]

    def listed(self) -> str:
        return address(self.language(), self.filters())

    def two_words(self) -> str:
        language = self.language()
        return address(language, {"q": f"{self.word(language, SOME)} {self.word(language, SOME)}"} | self.filters())

    def a_tenth(self) -> str:
        language = self.language()
        return address(language, {"q": self.word(language, A_TENTH), "sort": self.chance.choice(["", "newest"])})

    def typed(self) -> str:
        language = self.language()
        letters = searchable(self.word(language, range(20, 4000)))[: self.chance.randint(3, 6)]
        return f"{PREFIXES[language]}/releases/suggest/?{urlencode({'q': letters})}"

    def deep(self) -> str:
        """Page 500 of everything, or the deepest there is, and some near it."""
        return f"/releases/?page={max(1, self.pages - self.chance.randint(0, 299))}"

    @property
    def pages(self) -> int:
        return min(500, Edition.objects.listed().filter(language="en").count() // 20)

    def long_ago(self) -> str:
        year, month = self.chance.choice(YEARS[:10]), self.chance.randint(1, 12)
        dates = (
            {"from": f"{year}-01-01", "to": f"{year}-12-31"}
            if month > 6
            else {"from": f"{year}-{month:02}-01", "to": f"{year}-{month:02}-28"}
        )
        return address(self.language(), dates)


def address(language: str, query: dict[str, str]) -> str:
    return f"{PREFIXES[language]}/releases/?{urlencode({name: value for name, value in query.items() if value})}"


KINDS: dict[str, Callable[[Asking], str]] = {
    "list, any filters, all counts": Asking.listed,
    "two words, all counts": Asking.two_words,
    "a word in a tenth, all counts": Asking.a_tenth,
    "suggestion": Asking.typed,
    "page 500": Asking.deep,
    "a year or month long ago": Asking.long_ago,
}


@dataclass(frozen=True)
class Cost:
    """Milliseconds."""

    clock: list[float]
    processor: list[float]

    def row(self) -> str:
        return "".join(
            f"{value:>9.1f}" for times in (self.clock, self.processor) for value in (median(times), p95(times))
        )


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def processor_time() -> float:
    """Seconds, of this process and, on PostgreSQL, of the server process behind its connection."""
    if connection.vendor != "postgresql":
        return time.process_time()
    connection.ensure_connection()
    served = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]
    return time.process_time() + int(served) / 1e9


def addresses(kind: Callable[[Asking], str], asking: Asking) -> Iterator[str]:
    """Addresses of this kind, all different."""
    seen: set[str] = set()
    tries = 0
    while len(seen) < REQUESTS and tries < 20 * REQUESTS:
        tries += 1
        made = kind(asking)
        if made not in seen:
            seen.add(made)
            yield made


def cost(kind: Callable[[Asking], str]) -> Cost:
    """Warms up with other requests of the same kind first."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost")

    def answered(address: str) -> None:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)

    for made in addresses(kind, Asking(seed=4)):
        answered(made)
    return timed(answered, addresses(kind, Asking()))


def timed(act: Callable[[T], object], on: Iterable[T]) -> Cost:
    clock, processor = [], []
    for each in list(on):
        begun, before = time.perf_counter(), processor_time()
        act(each)
        processor.append((processor_time() - before) * 1000)
        clock.append((time.perf_counter() - begun) * 1000)
    return Cost(clock, processor)


# Searches by themselves


def one_word(asking: Asking, language: str) -> str:
    return asking.word(language, SOME)


def two_words(asking: Asking, language: str) -> str:
    return f"{asking.word(language, SOME)} {asking.word(language, SOME)}"


def in_a_tenth(asking: Asking, language: str) -> str:
    return asking.word(language, A_TENTH)


def phrase(asking: Asking, language: str) -> str:
    return f'"{asking.word(language, range(400))} {asking.word(language, range(400))}"'


def misspelt(asking: Asking, language: str) -> str:
    word = next(word for word in iter(lambda: asking.word(language, SOME), None) if len(word) > 6)
    gone = asking.chance.randint(2, len(word) - 2)
    return word[:gone] + word[gone + 1 :]


SEARCHES = {
    "search: one word": one_word,
    "search: two words": two_words,
    "search: a word in a tenth": in_a_tenth,
    "search: a phrase of frequent words": phrase,
    "search: a misspelt word": misspelt,
}


def searched(asked: Asked) -> None:
    vocabularies = snapshot.current()
    selection = Selection(asked, vocabularies)
    selection.best(0, 20)
    facets.counts(selection, by_facet(vocabularies))


def of_search(kind: Callable[[Asking, str], str]) -> Cost:
    asking = Asking()
    languages = [asking.language() for _ in range(REQUESTS)]
    asked = [Asked(kind(asking, language), language) for language in languages]
    for each in asked[:10]:
        searched(each)
    return timed(searched, asked[10:])


def measure(size: int) -> dict[str, Cost]:
    register.forget()
    begun = time.perf_counter()
    register.current()
    say(
        f"\n{connection.vendor}, {size:,} editions. The register is read in {time.perf_counter() - begun:.1f} s at the first request of a process."
    )
    if indexed := index_size():
        say(f"The index takes {indexed / 2**20:,.0f} MB, {indexed / size / 1024:.1f} kB an edition.")
    say(f"{'milliseconds':<34}{'median':>9}{'p95':>9}{'median':>9}{'p95':>9}   (clock, then processor)")
    costs = {}
    for name, kind in KINDS.items():
        costs[name] = cost(kind)
        say(f"{name:<34}{costs[name].row()}")
    for name, search in SEARCHES.items():
        costs[name] = of_search(search)
        say(f"{name:<34}{costs[name].row()}")
    return costs


def index_size() -> int:
    tables = ("releases_searchleaf", "releases_searchword", "releases_searchsegment", "releases_searchentry")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name", [list(tables)]
            )
        else:
            cursor.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE aggregate = 1 AND (name LIKE 'releases_search%' OR name LIKE 'releases_leaf%' OR name LIKE 'releases_word%')"
            )
        return int(cursor.fetchone()[0] or 0)


def writing() -> None:
    """Measures indexing one edition, and rebuilding a block from its texts."""
    times = []
    for edition in Edition.objects.order_by("-pk")[:100]:
        begun = time.perf_counter()
        with transaction.atomic():
            index.outlive([edition.pk])
            index.enter_all([edition])
            times.append((time.perf_counter() - begun) * 1000)
            transaction.set_rollback(True)
    say(f"Entering one edition: median {median(times):.1f} ms, p95 {p95(times):.1f} ms.")
    SearchSegment.objects.filter(block=0).update(analysis=rebuild.OUTDATED)
    begun, before = time.perf_counter(), time.process_time()
    number = rebuild.rebuild_block(0)
    spent, processor = time.perf_counter() - begun, time.process_time() - before
    say(
        f"Building {number:,} from their texts: {spent:.0f} s, {processor:.0f} s of the processor ({number / processor:,.0f} a second)."
    )


def growth(costs: dict[int, dict[str, Cost]]) -> None:
    first, *others = costs
    for size in others:
        say(f"\n{connection.vendor}: from {first:,} to {size:,} editions the medians grow by (clock, processor)")
        for name in costs[first]:
            before, after = costs[first][name], costs[size][name]
            say(
                f"{name:<34}{median(after.clock) / median(before.clock):>9.2f}{median(after.processor) / median(before.processor):>9.2f}"
            )


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(sizes: list[int]) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    prepare()
    costs = {}
    for size in sizes:
        fill(size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        costs[size] = measure(size)
    writing()
    growth(costs)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1].split(",")])
