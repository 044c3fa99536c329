"""How well terms are suggested: trained on the news before 2022, asked about those from 2022 on. `make bench-tagging`.

Beside ours, in the same run: the most frequent terms for every text, the terms whose name stands in it, and TF-IDF with a ridge
regression per term, whose threshold is chosen on the held-back part of the training, and once with knowledge of the answers.
"""

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
django.setup()

import numpy as np

from releases.tagging.features import Said, features_of
from releases.tagging.model import HELD_BACK, Example, Model, learn, micro_f1

DIVIDE = "2022"
DATA = Path(__file__).parents[2] / "shared" / "data" / "digitalgov" / "releases.jsonl"


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    if not path.exists():
        sys.exit(f"There is no {path.name} to measure with; name a file of JSON Lines with keywords.")
    rows = sorted((row for row in map(json.loads, path.open()) if row.get("keywords")), key=lambda row: row["date"])
    names = {term: stems(term) for row in rows if row["date"] < DIVIDE for term in row["keywords"]}
    earlier = [example(row, names) for row in rows if row["date"] < DIVIDE]
    later = [example(row, names) for row in rows if row["date"] >= DIVIDE]
    decided = [one.terms for one in later]
    known = {term for one in earlier for term in one.terms}
    print(f"trained on {len(earlier)} releases before {DIVIDE}, {len(known)} terms; asked about {len(later)}")
    print(f"{'':44} micro-F1")
    report("the three most frequent terms for every text", most_frequent(earlier, later), decided)
    report("terms whose name stands in the text", [one.named for one in later], decided)
    ridge(earlier, later, decided)
    began = time.perf_counter()
    model = learn(earlier)
    taken = time.perf_counter() - began
    chances = [model.chances(one.features, one.named) for one in later]
    report("ours", offered(chances, model.threshold), decided)
    report("ours, threshold chosen knowing the answers", best_of(chances, decided), decided)
    print(
        f"learned in {taken:.1f} s; {len(model.words)} words, {len(model.terms)} terms, threshold {model.threshold:.2f}"
    )
    calibration(chances, decided)


def stems(text: str) -> str:
    return " ".join(feature.removeprefix("en:") for feature in features_of(text, "en") if " " not in feature)


def example(row: dict[str, Any], names: dict[str, str]) -> Example:
    said = Said(row["title"], row.get("lead") or "", row.get("body") or "", "en")
    text = f" {stems(f'{said.headline} {said.lead} {said.plain_body()}')} "
    named = frozenset(term for term, name in names.items() if name and f" {name} " in text)
    return Example(0, said.features(), frozenset(row["keywords"]), named)


def report(name: str, offers: list[frozenset[str]], decided: list[frozenset[str]]) -> None:
    print(f"{name:44} {micro_f1(offers, decided):.3f}", flush=True)


def most_frequent(earlier: list[Example], later: list[Example]) -> list[frozenset[str]]:
    counted = Counter(term for one in earlier for term in one.terms)
    return [frozenset(term for term, _ in counted.most_common(3))] * len(later)


def offered(chances: list[dict[str, float]], threshold: float) -> list[frozenset[str]]:
    return [frozenset(term for term, chance in one.items() if chance >= threshold) for one in chances]


def best_of(chances: list[dict[str, float]], decided: list[frozenset[str]]) -> list[frozenset[str]]:
    thresholds = np.quantile([chance for one in chances for chance in one.values()], np.linspace(0.8, 0.999, 60))
    return max((offered(chances, float(at)) for at in thresholds), key=lambda offers: micro_f1(offers, decided))


def ridge(earlier: list[Example], later: list[Example], decided: list[frozenset[str]]) -> None:
    """The baseline of the field: TF-IDF, and a linear model per term in closed form."""
    divide = len(earlier) - int(len(earlier) * HELD_BACK)
    held_back = _ridge_scores(earlier[:divide], earlier[divide:])
    wanted = [one.terms for one in earlier[divide:]]
    values = [score for one in held_back for score in one.values()]
    at = max(np.quantile(values, np.linspace(0.8, 0.999, 60)), key=lambda at: micro_f1(offered(held_back, at), wanted))
    scores = _ridge_scores(earlier, later)
    report("TF-IDF and a ridge regression per term", offered(scores, float(at)), decided)
    report("the same, threshold chosen knowing the answers", best_of(scores, decided), decided)


def _ridge_scores(earlier: list[Example], later: list[Example]) -> list[dict[str, float]]:
    counted = Counter(word for one in earlier for word in one.features)
    words = {word: index for index, word in enumerate(word for word, count in counted.items() if count >= 3)}
    idf = np.log([len(earlier) / counted[word] for word in words]) + 1
    terms = sorted({term for one in earlier for term in one.terms})
    bare = Model(words, idf.astype(np.float32), terms, np.zeros((0, 0), np.float32), np.zeros(0, np.float32), np.zeros(3, np.float32), 0.5)  # fmt: skip

    def matrix(examples: list[Example]) -> Any:
        made = np.zeros((len(examples), len(words)), np.float32)
        for row, one in zip(made, examples, strict=True):
            indices, values = bare.row(one.features)
            row[indices] = values
        return made

    known = matrix(earlier)
    answers = np.array([[term in one.terms for term in terms] for one in earlier], np.float32)
    solved = np.linalg.solve(known @ known.T + np.eye(len(earlier), dtype=np.float32), answers)
    return [dict(zip(terms, row.tolist(), strict=True)) for row in (matrix(later) @ known.T) @ solved]


def calibration(chances: list[dict[str, float]], decided: list[frozenset[str]]) -> None:
    """Of terms given a chance about so high, how many the editors had chosen."""
    given = [
        (chance, term in terms) for one, terms in zip(chances, decided, strict=True) for term, chance in one.items()
    ]
    error = 0.0
    print("chance given   terms   chosen by editors")
    for low, high in ((0, 0.05), (0.05, 0.1), (0.1, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        group = [(chance, right) for chance, right in given if low <= chance < high]
        if group:
            mean, share = (float(np.mean(column)) for column in zip(*group, strict=True))
            error += abs(mean - share) * len(group) / len(given)
            print(f"{mean:12.2f} {len(group):7} {share:12.2f}")
    print(f"expected calibration error {error:.3f}")


if __name__ == "__main__":
    main()
