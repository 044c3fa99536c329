"""One logistic regression per term over the words of texts, with chances calibrated on texts that it had not seen. Imports no model.

Trained by stochastic gradients on sparse rows: the time grows with the number of words in the archive, the memory with that of
different words times that of terms.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from releases.tagging.features import Features

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

FEWEST_TEXTS = 3  # that a word and a term must be in
MOST_WORDS = 60_000
ROUNDS = 12
RATE = 0.5
SHRINKING = 3e-6
HELD_BACK = 0.15  # the newest part of the archive, on which chances are calibrated
MOST_KEPT = 25  # words per text by which similar ones are found


@dataclass(frozen=True)
class Example:
    """A text with its terms; `key` names it where its likes are shown. `named` are the terms whose name stands in it."""

    key: int
    features: Features
    terms: frozenset[str]
    named: frozenset[str] = frozenset()


@dataclass
class Rows:
    """Texts as sparse rows of length one."""

    indices: list[Ints]
    values: list[Floats]

    def __len__(self) -> int:
        return len(self.indices)


@dataclass
class Model:
    words: dict[str, int]
    idf: Floats
    terms: list[str]
    weights: Floats  # one row per word, one column per term
    bias: Floats
    calibration: Floats  # of the score, of the name in the text, and a constant
    threshold: float  # the chance from which on a term is offered

    def row(self, features: Features) -> tuple[Ints, Floats]:
        known = [(self.words[word], weight) for word, weight in features.items() if word in self.words]
        indices = np.array([index for index, _ in known], np.int64)
        values = np.array([weight for _, weight in known], np.float32) * self.idf[indices]
        length = float(np.linalg.norm(values))
        return indices, values / length if length else values

    def scores(self, features: Features) -> Floats:
        """The log-odds of each term."""
        indices, values = self.row(features)
        found: Floats = values @ self.weights[indices] + self.bias
        return found

    def chances(self, features: Features, named: frozenset[str] = frozenset()) -> dict[str, float]:
        by_name = np.array([term in named for term in self.terms], np.float32)
        of_score, of_name, constant = self.calibration
        chances = _sigmoid(of_score * self.scores(features) + of_name * by_name + constant)
        return dict(zip(self.terms, chances.tolist(), strict=True))

    def evidence(self, features: Features, term: str) -> float:
        """How much these words, of one sentence, speak for the term."""
        if term not in self.terms:
            return 0.0
        column = self.terms.index(term)
        known = [(self.words[word], weight) for word, weight in features.items() if word in self.words]
        return sum(weight * float(self.idf[index] * self.weights[index, column]) for index, weight in known)

    def strongest(self, features: Features) -> dict[int, float]:
        """The words by which a text is most unlike others, for finding its likes."""
        indices, values = self.row(features)
        order = np.argsort(-values)[:MOST_KEPT]
        return dict(zip(indices[order].tolist(), values[order].tolist(), strict=True))


def learn(examples: Sequence[Example]) -> Model:
    """`examples` in the order of time. Calibrated on the newest, then trained on all of them."""
    held_back = max(1, int(len(examples) * HELD_BACK))
    earlier = _trained(examples[:-held_back])
    calibration = _calibrated(earlier, examples[-held_back:])
    earlier.calibration = calibration
    model = _trained(examples)
    model.calibration = calibration
    model.threshold = best_threshold(earlier, examples[-held_back:])
    return model


def _trained(examples: Sequence[Example]) -> Model:
    frequencies = Counter(word for example in examples for word in example.features)
    frequent = [(word, count) for word, count in frequencies.most_common(MOST_WORDS) if count >= FEWEST_TEXTS]
    words = {word: index for index, (word, _count) in enumerate(frequent)}
    idf = np.log(np.array([len(examples) / count for _word, count in frequent], np.float32)) + 1
    carried = Counter(term for example in examples for term in example.terms)
    terms = sorted(term for term, count in carried.items() if count >= FEWEST_TEXTS)
    model = Model(
        words,
        idf.astype(np.float32),
        terms,
        np.zeros((len(words), len(terms)), np.float32),
        _first_guess([carried[term] for term in terms], len(examples)),
        np.array([1, 0, 0], np.float32),
        0.5,
    )
    _fit(model, examples)
    return model


def _first_guess(counts: list[int], number: int) -> Floats:
    share = np.clip(np.array(counts, np.float32) / max(1, number), 1e-4, 0.9)
    guess: Floats = np.log(share / (1 - share)).astype(np.float32)
    return guess


def _fit(model: Model, examples: Sequence[Example]) -> None:
    """AdaGrad, one text at a time."""
    place = {term: column for column, term in enumerate(model.terms)}
    rows = [model.row(example.features) for example in examples]
    columns = [[place[term] for term in example.terms if term in place] for example in examples]
    squares = np.full_like(model.weights, 1e-2)
    bias_squares = np.full_like(model.bias, 1.0)
    order = np.random.default_rng(1)
    for _round in range(ROUNDS):
        for number in order.permutation(len(rows)):
            indices, values = rows[number]
            wrong = _sigmoid(values @ model.weights[indices] + model.bias)
            wrong[columns[number]] -= 1
            step = np.outer(values, wrong) + SHRINKING * model.weights[indices]
            squares[indices] += step * step
            model.weights[indices] -= RATE * step / np.sqrt(squares[indices])
            bias_squares += wrong * wrong
            model.bias -= 0.1 * wrong / np.sqrt(bias_squares)


def _calibrated(model: Model, unseen: Sequence[Example]) -> Floats:
    """Logistic regression of what was decided on the model's score and on the name in the text, by Newton's method."""
    scores = np.concatenate([model.scores(example.features) for example in unseen]).astype(np.float64)
    named = np.concatenate([[term in example.named for term in model.terms] for example in unseen])
    carried = np.concatenate([[term in example.terms for term in model.terms] for example in unseen])
    known = np.column_stack([scores, named, np.ones(len(scores))]).astype(np.float64)
    found: npt.NDArray[np.float64] = np.zeros(3)
    for _round in range(25):
        chance = 1 / (1 + np.exp(-np.clip(known @ found, -30, 30)))
        slope = known.T @ (chance - carried) + 1e-2 * found
        curve = (known * (chance * (1 - chance))[:, None]).T @ known + 1e-2 * np.eye(3)
        found = found - np.linalg.solve(curve, slope)
    fitted: Floats = found.astype(np.float32)
    return fitted


def best_threshold(model: Model, examples: Sequence[Example]) -> float:
    """The chance from which on offering terms agrees best with what was decided; whatever is likelier than not is offered."""
    given = [(chance, term in example.terms) for example in examples for term, chance in _offered(model, example)]
    given.sort(reverse=True)
    wanted = sum(len(example.terms) for example in examples)
    right, best, threshold = 0, 0.0, 0.5
    for number, (chance, correct) in enumerate(given, 1):
        right += correct
        if (agreement := 2 * right / (number + wanted)) > best:
            best, threshold = agreement, chance
    return min(threshold, 0.5)


def _offered(model: Model, example: Example) -> list[tuple[str, float]]:
    return list(model.chances(example.features, example.named).items())


def micro_f1(offered: Sequence[frozenset[str]], decided: Sequence[frozenset[str]]) -> float:
    right = sum(len(one & other) for one, other in zip(offered, decided, strict=True))
    total = sum(map(len, offered)) + sum(map(len, decided))
    return 2 * right / total if total else 0.0


def _sigmoid(values: Floats) -> Floats:
    chances: Floats = (1 / (1 + np.exp(-np.clip(values, -30, 30)))).astype(np.float32)
    return chances
