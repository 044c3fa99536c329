"""Measures the quality of the first ten results: nDCG@10 over judged queries, compared with the engines in `peers` on the
same texts.

    DATABASE_URL=… python -m benchmarks.relevance

Loads three archives into an empty database: the sample releases and, where the real input lies beside the project, those
of digitalgov, judged by hand in `relevance.toml`; and invented releases, judged by construction (`subjects`). Of the
queries on these, some are kept back: nothing is tuned with them.
"""

import os
import sys
import tomllib
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
    django.setup()

from django.core.management import CommandError, call_command
from django.db import connection

from benchmarks import peers, subjects
from releases.lists.selection import Asked, Selection
from releases.models import Edition, Provenance
from taxonomy import snapshot

QUESTIONS = Path(__file__).with_suffix(".toml")
FIRST = 10


@dataclass(frozen=True)
class Question:
    origin: str
    language: str
    text: str
    grades: dict[str, int]
    set: str = "real"
    kind: str = ""

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of queries that this one counts in."""
        of_kind = (f"{self.set}: {self.kind}",) if self.kind else ()
        return f"{self.set} {self.language}", *of_kind, f"{self.set}, all"

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


def on_subjects() -> list[Question]:
    return [
        Question(
            subjects.ORIGIN, subject.language, subject.query, subject.grades(), "kept back" if subject.kept_back else "tuned", subject.kind
        )
        for subject in subjects.subjects()
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
        self.engines: dict[str, peers.Answers] = {"ours": self.ours} | peers.engines(self.editions)

    def ours(self, query: str, language: str) -> list[int]:
        """The results of our search, without those of other origins."""
        found = Selection(Asked(query, language), self.vocabularies).best(0, 200)
        return [number for number in found if number in self.names]

    def gains(self, question: Question) -> dict[str, float]:
        found = {name: answers(question.text, question.language) for name, answers in self.engines.items()}
        return {name: question.gain([self.names[number] for number in numbers]) for name, numbers in found.items()}


# By group of queries, then by engine.
Gains = dict[str, dict[str, list[float]]]


def measured() -> Gains:
    gains: Gains = defaultdict(lambda: defaultdict(list))
    asked = [*questions(), *on_subjects()]
    for origin in dict.fromkeys(question.origin for question in asked):
        texts = Texts(origin)
        if not texts.editions:
            continue
        for question in asked:
            if question.origin == origin:
                for name, gain in texts.gains(question).items():
                    for group in question.groups:
                        gains[group][name].append(gain)
    return gains


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
        with TemporaryDirectory() as folder:
            subjects.write(file := Path(folder, "subjects.jsonl"))
            call_command("import_releases", file, origin=subjects.ORIGIN, stdout=nowhere)


def main() -> None:
    prepare()
    gains = measured()
    names = list(gains["tuned, all"])
    write = sys.stdout.write
    write(f"{connection.vendor + ', nDCG@10':<26}{'queries':>8}" + "".join(f"{name:>14}" for name in names) + "\n")
    for group, by_name in sorted(gains.items()):
        means = "".join(f"{mean(by_name[name]):>14.3f}" if name in by_name else f"{'':>14}" for name in names)
        write(f"{group:<26}{len(by_name['ours']):>8}{means}\n")


if __name__ == "__main__":
    main()
