"""Loads a folder of vocabulary files into the database without undoing editors' changes.

Each entry's digest is stored in its row. An entry unchanged since the last load is skipped, whatever editors have done
to the row; a changed entry is applied, unless an editor changed the row as well: then the row is kept and the conflict
reported.
"""

import hashlib
import json
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from taxonomy.models import VOCABULARIES, Chair, Country, FormerName, Page, Structure, Term

SHIPPED = Path(__file__).parent / "data"
ENGLISH = "en"

# A TOML table; values are checked where they are used.
Entry = dict[str, Any]


class BadDataError(Exception):
    """A file cannot be loaded; the message names file and entry."""


@dataclass
class LoadOutcome:
    """How many entries were created, updated, unchanged, or kept as editors changed them."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = ", ".join(f"{self.counts[what]} {what}" for what in ("created", "updated", "unchanged", "kept"))
        return f"Vocabularies: {counts}."


def load(folder: Path, *, overwrite: bool = False, why: str = "") -> LoadOutcome:
    """Load every file of the folder, all or nothing. `why` is the reason on the record of the vocabularies. Raises BadDataError."""
    if not folder.is_dir():
        raise BadDataError(f"{folder} is not a folder of vocabulary files.")
    outcome = LoadOutcome()
    with transaction.atomic():
        why = why or "Loaded from a folder of vocabulary files."
        found = [
            _load_vocabulary(model, folder, outcome, overwrite=overwrite, why=why) for model in _in_order_of_reference()
        ]
        found.append(_load_pages(folder, outcome, overwrite=overwrite))
        if not any(found):
            names = ", ".join(f"{model.data_file}.toml" for model in VOCABULARIES)
            raise BadDataError(f"{folder} contains none of {names}, pages.toml.")
    return outcome


def _in_order_of_reference() -> list[type[Term]]:
    """Countries before structures, which refer to host countries."""
    return sorted(VOCABULARIES, key=lambda model: model is Structure)


def _load_vocabulary(model: type[Term], folder: Path, outcome: LoadOutcome, *, overwrite: bool, why: str) -> bool:
    path = folder / f"{model.data_file}.toml"
    data = _parse(path)
    if data is None:
        return False
    entries = _entries(data, "term", path)
    rows = {term.slug: term for term in model._default_manager.all()}
    for position, entry in enumerate(entries, start=1):
        with Naming(path, entry):
            term = rows.get(_slug(entry)) or model(slug=entry["slug"])
            if _take(term, entry, position, outcome, overwrite=overwrite):
                _fill_term(term, entry, position, rows)
                term.full_clean()
                term.save(why=why)
                _fill_former_names(term, entry.get("former", []), why)
            rows[term.slug] = term
    if model is Country:
        _load_chairs(_entries(data, "chairpersonship", path), rows, path, outcome, why)
    return True


def _load_chairs(entries: list[Entry], countries: dict[str, Term], path: Path, outcome: LoadOutcome, why: str) -> None:
    rows = {chair.year: chair for chair in Chair.objects.all()}
    for entry in entries:
        with Naming(path, entry):
            chair = rows.get(_required(entry, "year"))
            wanted = {
                "country": _named(countries, entry["country"]) if "country" in entry else None,
                "held_by": entry.get("held_by", {}),
            }
            if chair and all(getattr(chair, name) == value for name, value in wanted.items()):
                outcome.counts["unchanged"] += 1
                continue
            outcome.counts["updated" if chair else "created"] += 1
            chair = chair or Chair(year=entry["year"])
            for name, value in wanted.items():
                setattr(chair, name, value)
            chair.full_clean()
            chair.save(why=why)


def _load_pages(folder: Path, outcome: LoadOutcome, *, overwrite: bool) -> bool:
    path = folder / "pages.toml"
    data = _parse(path)
    if data is None:
        return False
    rows = {page.slug: page for page in Page.objects.all()}
    for position, entry in enumerate(_entries(data, "page", path), start=1):
        with Naming(path, entry):
            page = rows.get(_slug(entry)) or Page(slug=entry["slug"])
            if _take(page, entry, position, outcome, overwrite=overwrite):
                page.titles = _texts(entry, "title")
                page.bodies = _texts(entry, "body")
                page.unreviewed = entry.get("unreviewed", [])
                page.position = position
                page.full_clean()
                page.save()
    return True


def _take(row: Term | Page, entry: Entry, position: int, outcome: LoadOutcome, *, overwrite: bool) -> bool:
    """Whether the entry is to be written to the row; counted either way."""
    digest = hashlib.sha256(json.dumps([position, entry], sort_keys=True, default=str).encode()).hexdigest()
    if row.loaded_digest == digest:
        outcome.counts["unchanged"] += 1
        return False
    if row.edited_here and not overwrite:
        outcome.counts["kept"] += 1
        outcome.kept.append(f"{row._meta.verbose_name} {row.slug}")
        return False
    outcome.counts["updated" if row.pk else "created"] += 1
    row.loaded_digest = digest
    row.edited_here = False
    return True


def _fill_term(term: Term, entry: Entry, position: int, rows: dict[str, Term]) -> None:
    names = _texts(entry, "name")
    term.name = names.pop(ENGLISH)
    term.names = names
    term.unreviewed = entry.get("unreviewed", [])
    term.position = position
    term.parent = _named(rows, entry["parent"]) if "parent" in entry else None
    if isinstance(term, Country):
        term.code, term.code3 = _required(entry, "code"), _required(entry, "code3")
        term.group, term.since = _required(entry, "group"), entry.get("since")
    if isinstance(term, Structure):
        source_names = _texts(entry, "source_name")
        term.source_name = source_names.pop(ENGLISH)
        term.source_names = source_names
        term.kind = _required(entry, "kind")
        term.since, term.until = entry.get("since"), entry.get("until")
        term.host = _host(entry["host"]) if "host" in entry else None


def _fill_former_names(term: Term, entries: list[Entry], why: str) -> None:
    """Add the names in the file; names added by editors or by a changed slug stay."""
    model: type[FormerName] = term.former_names.model
    for entry in entries:
        name = _required(entry, "name")
        slug = entry.get("slug") or slugify(name)
        former = model._default_manager.filter(slug=slug).first() or model(slug=slug)
        former.name = name
        former.term = term  # type: ignore[attr-defined]  # each vocabulary declares its own
        former.language, former.until = entry.get("language", ENGLISH), entry.get("until")
        former.full_clean()
        former.save(why=why)


def _host(slug: str) -> Country:
    country = Country.objects.filter(slug=slug).first()
    if country is None:
        raise BadDataError(f"refers to {slug!r}, which is not a known country.")
    return country


def _named(rows: dict[str, Term], slug: str) -> Term:
    if slug not in rows:
        raise BadDataError(f"refers to {slug!r}, which does not come before it in the file.")
    return rows[slug]


def _required(entry: Entry, key: str) -> Any:
    if key not in entry:
        raise BadDataError(f"has no {key!r}.")
    return entry[key]


def _slug(entry: Entry) -> str:
    slug = _required(entry, "slug")
    if not isinstance(slug, str):
        raise BadDataError("has a slug that is not text.")
    return slug


def _texts(entry: Entry, key: str) -> dict[str, str]:
    """Texts by language; English is required, since other languages fall back to it."""
    texts = _required(entry, key)
    if not isinstance(texts, dict) or not texts.get(ENGLISH):
        raise BadDataError(f"has no {key}.{ENGLISH}.")
    if not all(isinstance(text, str) for text in texts.values()):
        raise BadDataError(f"has a {key} that is not text.")
    return dict(texts)


def _parse(path: Path) -> Entry | None:
    """None if the file is missing: a folder may contain only some of the vocabularies."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadDataError(f"{path.name}: {error}") from error


def _entries(data: Entry, key: str, path: Path) -> list[Entry]:
    entries = data.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadDataError(f"{path.name}: {key!r} must be a list of tables, written [[{key}]].")
    return entries


class Naming:
    """Prefixes error messages with the file and entry."""

    def __init__(self, path: Path, entry: Entry) -> None:
        self.where = f"{path.name}: {entry.get('slug') or entry.get('year') or 'an entry without a slug'}"

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, BadDataError):
            raise BadDataError(f"{self.where} {error}") from error
        if isinstance(error, ValidationError):
            raise BadDataError(f"{self.where}: {' '.join(error.messages)}") from error
        if isinstance(error, (TypeError, ValueError, AttributeError)):
            raise BadDataError(f"{self.where} has a value of the wrong type: {error}") from error
