"""Measures the quality of the first ten results: nDCG@10 over judged queries, compared with plain BM25 (SQLite's FTS5)
on the same texts.

    DATABASE_URL=… python -m benchmarks.relevance

Loads the sample releases into an empty database and, where the real input lies beside the project, those of digitalgov.
FTS5 indexes headline, lead, text and keywords, with and without its English stemmer, and is queried both for all words
and for any.
"""

import os
import re
import sqlite3
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import mean

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
    django.setup()

from django.core.management import CommandError, call_command

from releases.models import Edition, Provenance
from releases.search.selection import Asked, Selection
from releases.search.words import plain_text
from taxonomy import snapshot

QUESTIONS = Path(__file__).with_suffix(".toml")
FIRST = 10


@dataclass(frozen=True)
class Question:
    origin: str
    language: str
    text: str
    grades: dict[str, int]

    def gain(self, answers: list[str]) -> float:
        """nDCG@10 of these results, between 0 and 1."""
        best = sorted(self.grades.values(), reverse=True)
        return _discounted([self.grades.get(answer, 0) for answer in answers[:FIRST]]) / _discounted(best[:FIRST])


def _discounted(grades: list[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))


def questions() -> list[Question]:
    return [
        Question(
            asked["origin"], asked["language"], asked["text"],
            dict.fromkeys(asked.get("related", []), 1) | dict.fromkeys(asked.get("right", []), 2),
        )
        for asked in tomllib.loads(QUESTIONS.read_text("utf-8"))["question"]
    ]  # fmt: skip


class Texts:
    """The texts of one origin, and the engines that answer queries about them."""

    def __init__(self, origin: str) -> None:
        rows = Provenance.objects.filter(origin=origin).values_list("release", "language", "identifier")
        named = {(release, language): identifier for release, language, identifier in rows}
        self.editions = [
            edition
            for edition in Edition.objects.listed().filter(release__in={release for release, _ in named}).order_by("pk")
            if (edition.release_id, edition.language) in named
        ]
        self.names = {edition.pk: named[edition.release_id, edition.language] for edition in self.editions}
        self.vocabularies = snapshot.current()

    def ours(self, question: Question) -> list[str]:
        """The results of our search, without those of other origins."""
        found = Selection(Asked(question.text, question.language), self.vocabularies).best(0, 200)
        return [self.names[number] for number in found if number in self.names]

    def bm25(self, tokenizer: str, joint: str) -> Callable[[Question], list[str]]:
        plain = sqlite3.connect(":memory:")
        plain.execute(
            f"CREATE VIRTUAL TABLE texts USING fts5(language, headline, lead, body, keywords, tokenize='{tokenizer}')"
        )
        plain.executemany(
            "INSERT INTO texts (rowid, language, headline, lead, body, keywords) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (one.pk, one.language, one.headline, one.lead, plain_text(one.body), " ".join(one.keywords))
                for one in self.editions
            ],
        )

        def answers(question: Question) -> list[str]:
            words = f" {joint} ".join(f'"{word}"' for word in re.findall(r"\w+", question.text))
            match = f"{{headline lead body keywords}} : ({words})"
            query = "SELECT rowid FROM texts WHERE texts MATCH ? AND language = ? ORDER BY rank LIMIT ?"
            return [self.names[number] for (number,) in plain.execute(query, (match, question.language, FIRST))]

        return answers


PLAIN = {
    "BM25, all words": ("unicode61 remove_diacritics 2", "AND"),
    "BM25, any word": ("unicode61 remove_diacritics 2", "OR"),
    "BM25, stemmed, all words": ("porter unicode61 remove_diacritics 2", "AND"),
    "BM25, stemmed, any word": ("porter unicode61 remove_diacritics 2", "OR"),
}


def measured() -> dict[str, dict[str, float]]:
    """By group of queries (origin and language) and by engine."""
    gains: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for origin in dict.fromkeys(question.origin for question in questions()):
        texts = Texts(origin)
        if not texts.editions:
            continue
        answering = {"ours": texts.ours} | {name: texts.bm25(*how) for name, how in PLAIN.items()}
        for question in questions():
            if question.origin == origin:
                for name, answers in answering.items():
                    gain = question.gain(answers(question))
                    for group in (f"{origin} {question.language}", "all"):
                        gains[group][name].append(gain)
    return {
        f"{group} ({len(by_name['ours'])})": {name: mean(of_name) for name, of_name in by_name.items()}
        for group, by_name in sorted(gains.items())
    }


REAL_INPUT = Path(__file__).resolve().parents[2] / "shared" / "data" / "digitalgov" / "releases.jsonl"


def prepare() -> None:
    """Import the texts unless they are already there."""
    with open(os.devnull, "w") as nowhere:
        call_command("migrate", verbosity=0)
        call_command("load_taxonomy", stdout=nowhere)
        call_command("load_demo", stdout=nowhere)
        if REAL_INPUT.exists():
            # Two of its records are refused, as expected.
            with suppress(CommandError):
                call_command("import_releases", REAL_INPUT, origin="digitalgov", stdout=nowhere, stderr=nowhere)


def main() -> None:
    prepare()
    names = ["ours", *PLAIN]
    write = sys.stdout.write
    write(f"{'nDCG@10':<20}" + "".join(f"{name:>26}" for name in names) + "\n")
    for group, by_name in measured().items():
        write(f"{group:<20}" + "".join(f"{by_name[name]:>26.3f}" for name in names) + "\n")


if __name__ == "__main__":
    main()
