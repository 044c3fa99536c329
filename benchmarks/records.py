"""Generates records in our JSON Lines for benchmarks: as many as asked for, reproducible, made of invented words.

    python -m benchmarks.records 100000 > records.jsonl

A record has 400 words and five terms of the vocabularies in this repository. Word frequencies follow those of real
text, since the cost of a word index is driven by rare words. Every sixth text is a translation of the one before.
"""

import datetime
import itertools
import json
import random
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

VOCABULARIES = Path(__file__).resolve().parent.parent / "taxonomy" / "data"
WORDS = 400
TERMS = {"fields_of_work": 2, "countries": 2, "source": 1}
TYPES = ("press-release", "press-release", "news", "press-statement", "story", "spot-report", "daily-report")
PLACES = ("VIENNA", "WARSAW", "THE HAGUE", "SARAJEVO", "SKOPJE", "TIRANA", "CHISINAU", "DUSHANBE", "BISHKEK", "ASTANA")
TRANSLATIONS = ("fr", "de", "it", "ru", "es")
FIRST_DAY, DAYS = datetime.date(1994, 1, 1), 11_300
# Words used in the search benchmark are among the frequent ones.
REAL = {
    "en": "the of and to in mission security co-operation election observers meeting minister peace monitoring border human rights",
    "fr": "le la de et à mission sécurité coopération élections observateurs réunion ministre paix frontière droits",
    "de": "der die und in Mission Sicherheit Zusammenarbeit Wahlen Beobachter Treffen Minister Frieden Grenze Rechte",
    "it": "il la di e a missione sicurezza cooperazione elezioni osservatori riunione ministro pace frontiera diritti",
    "ru": "и в на миссия безопасность сотрудничество выборы наблюдатели встреча министр мир граница права человека",
    "es": "el la de y en misión seguridad cooperación elecciones observadores reunión ministro paz frontera derechos",
}
SYLLABLES = {
    "ru": ("ба", "ве", "го", "да", "ла", "ми", "но", "ро", "са", "ти", "ка", "пе", "лю", "стра", "вен", "ный", "ство", "ение"),
    "": ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "ro", "sta", "tri", "ver", "con", "per", "ment", "tion", "ing", "al"),
}  # fmt: skip


@cache
def _words(language: str) -> tuple[list[str], list[float]]:
    """Twenty thousand words with cumulative weights, by Zipf's law."""
    chance = random.Random(language)  # seeded, for reproducibility
    syllables = SYLLABLES.get(language, SYLLABLES[""])
    words = dict.fromkeys(REAL[language].split())
    while len(words) < 20_000:
        words["".join(chance.choices(syllables, k=chance.randint(2, 4)))] = None
    return list(words), list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))


def frequent_words(language: str) -> list[str]:
    """Most frequent first."""
    return list(dict.fromkeys(_words(language)[0]))


@cache
def _slugs(name: str) -> list[str]:
    file = VOCABULARIES / f"{'structures' if name == 'source' else name}.toml"
    return [term["slug"] for term in tomllib.loads(file.read_text(encoding="utf-8"))["term"]]


def records(count: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    return (record(number, seed) for number in range(count))


def record(number: int, seed: int = 0) -> dict[str, Any]:
    """The record with that number, independent of which were generated before it."""
    chance = random.Random(seed * 1_000_000_007 + number)
    translates = number % 6 == 5
    language = chance.choice(TRANSLATIONS) if translates else "en"
    words, weights = _words(language)
    text = chance.choices(words, cum_weights=weights, k=WORDS)
    day = FIRST_DAY + datetime.timedelta(days=(number - translates) * 7 % DAYS)
    place = PLACES[number % len(PLACES)]
    made: dict[str, Any] = {
        "id": f"{seed}-{number}",
        "language": language,
        "type": TYPES[number % len(TYPES)],
        "title": " ".join(text[:8]).capitalize(),
        "lead": " ".join(text[8:30]).capitalize() + ".",
        "date": day.isoformat(),
        "place": place,
        "body": "\n".join(_paragraphs(place, day, text[30:])),
        "url": f"https://former.example/{seed}/item/{number}",
        "node": seed * 10_000_000 + number,
    }
    made |= {name: chance.sample(_slugs(name), k) for name, k in TERMS.items()}
    return made | ({"translation_of": f"{seed}-{number - 1}"} if translates else {})


LANGUAGES_OF_ARCHIVE = ("en", "fr", "de", "it")
SHORTEST, MOST_WORDS = 150, 850  # of a body of 1 to 6 kB


def archive(count: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Texts in four languages, of bodies of 1 to 6 kB; each four share a release."""
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        language = LANGUAGES_OF_ARCHIVE[number % 4]
        words, weights = _words(language)
        text = chance.choices(words, cum_weights=weights, k=chance.randint(SHORTEST, MOST_WORDS))
        day = FIRST_DAY + datetime.timedelta(days=number // 4 * 7 % DAYS)
        made = record(number - number % 4, seed) | {
            "id": f"{seed}-{number}",
            "language": language,
            "title": " ".join(text[:8]).capitalize(),
            "lead": " ".join(text[8:30]).capitalize() + ".",
            "date": day.isoformat(),
            "body": "\n".join(_paragraphs(PLACES[number % len(PLACES)], day, text[30:])),
            "url": f"https://former.example/{seed}/item/{number}",
            "node": seed * 10_000_000 + number,
        }
        yield made | ({"translation_of": f"{seed}-{number - number % 4}"} if number % 4 else {})


def _paragraphs(place: str, day: datetime.date, words: list[str]) -> Iterator[str]:
    dateline = f"{place}, {day.day} {day:%B %Y} – "
    for start in range(0, len(words), 60):
        sentence = " ".join(words[start : start + 60]).capitalize()
        yield f"<p>{dateline if start == 0 else ''}{sentence}. <strong>{words[start]}</strong></p>"


def main(count: int, seed: int = 0) -> None:
    for made in records(count, seed):
        sys.stdout.write(json.dumps(made, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
