"""The file in which `manage.py learn_tags` keeps what it learned, with what that was learned from."""

import json
import os
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from releases.models.clock import database_time
from releases.search.words import STEMMING
from releases.tagging.archive import examples
from releases.tagging.features import Features
from releases.tagging.model import FEWEST_TEXTS, HELD_BACK, Example, Floats, Ints, Model, learn

FEWEST_RELEASES = 50  # below that, names alone are offered
FORM = 1  # of the file


def path() -> Path:
    return Path(settings.MEDIA_ROOT) / "learned" / "tags.npz"


@dataclass
class Learned:
    """A model, and the releases that it was trained on, as the words by which each is found again."""

    model: Model
    releases: Ints
    likes: Floats  # a row per release, a column per word of `words`, sparse by `like_words`
    like_words: Ints
    carried: list[list[int]]  # columns of the model's terms, per release
    about: dict[str, Any]

    def like(self, features: Features, term: str, most: int) -> list[int]:
        """Numbers of the releases that carry the term and are most like the text."""
        if term not in self.model.terms:
            return []
        column = self.model.terms.index(term)
        wanted = np.zeros(len(self.model.words) + 1, np.float32)
        for word, weight in self.model.strongest(features).items():
            wanted[word] = weight
        likeness = (wanted[self.like_words] * self.likes).sum(axis=1)
        carrying = [number for number, columns in enumerate(self.carried) if column in columns]
        carrying.sort(key=lambda number: -likeness[number])
        return [int(self.releases[number]) for number in carrying[:most] if likeness[number] > 0]


def learn_from_the_archive() -> dict[str, Any]:
    """Train, and keep it in place of what was learned before. Returns what it was trained on."""
    pairs = list(examples())
    known = [example for _edition, example in pairs if example.terms]
    if len(known) < FEWEST_RELEASES:
        path().unlink(missing_ok=True)
        return {"releases": len(known), "terms": 0}
    model = learn(known)
    dates = [edition.date.isoformat() for edition, _example in pairs]
    about = {
        "form": FORM,
        "releases": len(known),
        "from": dates[0],
        "until": dates[-1],
        "languages": sorted({edition.language for edition, _example in pairs}),
        "words": len(model.words),
        "terms": len(model.terms),
        "fewest_texts": FEWEST_TEXTS,
        "held_back": HELD_BACK,
        "threshold": round(model.threshold, 3),
        "stemming": STEMMING,
        "at": database_time().isoformat(),
    }
    _write(model, known, about)
    return about


def forget() -> None:
    """An erasure takes words away, and words are what this is made of."""
    path().unlink(missing_ok=True)


def current() -> Learned | None:
    """What was learned last; None if nothing was, or by other rules of stemming than today’s."""
    try:
        changed = path().stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(str(path()), changed)


@lru_cache(maxsize=1)
def _read(name: str, changed: int) -> Learned | None:
    try:
        with np.load(name, allow_pickle=False) as held:
            about = json.loads(str(held["about"]))
            if about["form"] != FORM or about["stemming"] != STEMMING:
                return None
            words = json.loads(str(held["words"]))
            model = Model(
                {word: index for index, word in enumerate(words)},
                held["idf"],
                json.loads(str(held["terms"])),
                held["weights"],
                held["bias"],
                held["calibration"],
                float(about["threshold"]),
            )
            carried = json.loads(str(held["carried"]))
            return Learned(model, held["releases"], held["likes"], held["like_words"], carried, about)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None  # half a file, or another program's


def _write(model: Model, known: list[Example], about: dict[str, Any]) -> None:
    strongest = [model.strongest(example.features) for example in known]
    width = max(map(len, strongest))
    like_words = np.full((len(known), width), len(model.words), np.int64)  # beyond the last word: no likeness
    likes = np.zeros((len(known), width), np.float32)
    for row, words in enumerate(strongest):
        like_words[row, : len(words)] = list(words)
        likes[row, : len(words)] = list(words.values())
    column = {term: index for index, term in enumerate(model.terms)}
    carried = [[column[term] for term in example.terms if term in column] for example in known]
    path().parent.mkdir(parents=True, exist_ok=True)
    unfinished = path().with_suffix(".part.npz")
    np.savez_compressed(
        unfinished,
        about=json.dumps(about),
        words=json.dumps(list(model.words)),
        terms=json.dumps(model.terms),
        idf=model.idf,
        weights=model.weights.astype(np.float16),
        bias=model.bias,
        calibration=model.calibration,
        releases=np.array([example.key for example in known], np.int64),
        likes=likes,
        like_words=like_words,
        carried=json.dumps(carried),
    )
    os.replace(unfinished, path())
