"""Other engines, each with the texts of one archive: SQLite's FTS5, PostgreSQL's full text, and tantivy where its wheel is
installed. Each is asked for any of the words, which serves it best.
"""

import os
import re
import sqlite3
from collections.abc import Callable, Sequence
from importlib.util import find_spec

import psycopg

from releases.models import Edition
from releases.search.words import plain_text

FIRST = 10
CONFIGURATIONS = {"en": "english", "fr": "french", "de": "german", "it": "italian", "ru": "russian", "es": "spanish"}

# The ids of the first results for a query in a language.
Answers = Callable[[str, str], list[int]]


def fts5(editions: Sequence[Edition], tokenizer: str, joint: str = "OR") -> Answers:
    plain = sqlite3.connect(":memory:")
    plain.execute(
        f"CREATE VIRTUAL TABLE texts USING fts5(language, headline, lead, body, keywords, tokenize='{tokenizer}')"
    )
    plain.executemany(
        "INSERT INTO texts (rowid, language, headline, lead, body, keywords) VALUES (?, ?, ?, ?, ?, ?)",
        [(one.pk, one.language, *texts_of(one)) for one in editions],
    )

    def answers(query: str, language: str) -> list[int]:
        words = f" {joint} ".join(f'"{word}"' for word in re.findall(r"\w+", query))
        match = f"{{headline lead body keywords}} : ({words})"
        asked = "SELECT rowid FROM texts WHERE texts MATCH ? AND language = ? ORDER BY rank LIMIT ?"
        return [number for (number,) in plain.execute(asked, (match, language, FIRST))]

    return answers


def texts_of(edition: Edition) -> tuple[str, str, str, str]:
    return edition.headline, edition.lead, plain_text(edition.body), " ".join(map(str, edition.keywords))


def postgresql(editions: Sequence[Edition], url: str) -> Answers:
    """`ts_rank_cd` over weighted vectors in the configuration of each text's language."""
    plain = psycopg.connect(url, autocommit=True)
    plain.execute("CREATE TEMPORARY TABLE texts (id bigint, language text, vector tsvector)")
    vector = " || ".join(
        f"setweight(to_tsvector(%(configuration)s::regconfig, %(text_{number})s), '{weight}')"
        for number, weight in enumerate("ABDC")
    )
    for one in editions:
        texts = {f"text_{number}": text for number, text in enumerate(texts_of(one))}
        values = {"id": one.pk, "language": one.language, "configuration": CONFIGURATIONS[one.language]} | texts
        plain.execute(f"INSERT INTO texts VALUES (%(id)s, %(language)s, {vector})", values)

    def answers(query: str, language: str) -> list[int]:
        words = " OR ".join(re.findall(r"\w+", query))
        asked = """SELECT id FROM texts, websearch_to_tsquery(%s::regconfig, %s) AS query
                   WHERE language = %s AND vector @@ query ORDER BY ts_rank_cd(vector, query) DESC, id DESC LIMIT %s"""
        rows = plain.execute(asked, (CONFIGURATIONS[language], words, language, FIRST))
        return [number for (number,) in rows]

    return answers


def tantivy(editions: Sequence[Edition]) -> Answers:
    """An index for each language, with its stemmer."""
    import tantivy as engine  # type: ignore[import-not-found]

    indexes = {}
    for language in {one.language for one in editions}:
        builder = engine.SchemaBuilder()
        builder.add_integer_field("number", stored=True)
        for name in ("headline", "lead", "body", "keywords"):
            builder.add_text_field(name, tokenizer_name="stemmed")
        index = engine.Index(builder.build())
        analyzer = engine.TextAnalyzerBuilder(engine.Tokenizer.simple())
        for one in (engine.Filter.lowercase(), engine.Filter.stemmer(CONFIGURATIONS[language])):
            analyzer = analyzer.filter(one)
        index.register_tokenizer("stemmed", analyzer.build())
        writer = index.writer()
        for one in editions:
            if one.language == language:
                headline, lead, body, keywords = texts_of(one)
                document = engine.Document(headline=headline, lead=lead, body=body, keywords=keywords)
                document.add_integer("number", one.pk)
                writer.add_document(document)
        writer.commit()
        index.reload()
        indexes[language] = index

    def answers(query: str, language: str) -> list[int]:
        if language not in indexes:
            return []
        searcher = indexes[language].searcher()
        words = " ".join(re.findall(r"\w+", query))
        asked = indexes[language].parse_query(words, ["headline", "lead", "body", "keywords"])
        return [searcher.doc(address)["number"][0] for _, address in searcher.search(asked, FIRST).hits]

    return answers


def engines(editions: Sequence[Edition]) -> dict[str, Answers]:
    """Every engine that is there: PostgreSQL's where DATABASE_URL names one."""
    found = {
        "FTS5": fts5(editions, "unicode61 remove_diacritics 2"),
        "FTS5, porter": fts5(editions, "porter unicode61 remove_diacritics 2"),
    }
    if (url := os.environ.get("DATABASE_URL", "")).startswith("postgres"):
        found["PostgreSQL"] = postgresql(editions, url)
    if find_spec("tantivy"):
        found["tantivy"] = tantivy(editions)
    return found
