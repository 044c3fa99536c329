"""Mapping files, in which an importer explains a source's foreign names, values and defaults."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from releases.importing.records import KNOWN_KEYS
from releases.language.timestamps import ORDERS
from taxonomy.folding import fold


class MappingFileError(Exception):
    """The mapping file is unusable; the message says why."""


@dataclass(frozen=True)
class Foreign:
    """`columns` maps their names to our keys, `values` their values to ours; `defaults` holds values for keys that a
    record lacks.

        [columns]
        Überschrift = "title"
        [values.type]
        PM = "press-release"
        [defaults]
        language = "de"
        [lists]
        separator = "|"
        [dates]
        order = "day-first"
        [terms]
        "Economic Forum" = "Economic and Environmental Forum"
    """

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, object]] = field(default_factory=dict)
    defaults: dict[str, object] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)  # names of ours by folded ones of theirs
    separator: str = "|"
    language: str = ""
    order: str = ""  # of day, month and year in numeric dates; one of timestamps.ORDERS

    def with_(self, other: "Foreign") -> "Foreign":
        """Both together; where they differ, what the other says."""
        values = {key: self.values.get(key, {}) | other.values.get(key, {}) for key in {*self.values, *other.values}}
        return replace(
            other,
            columns=self.columns | other.columns,
            values=values,
            defaults=self.defaults | other.defaults,
            terms=self.terms | other.terms,
            order=other.order or self.order,
        )

    def key(self, name: str) -> str:
        """Our key for one of their names, ignoring case and surrounding space."""
        return self.columns.get(name.strip().casefold(), name.strip())

    def value(self, key: str, value: str) -> object:
        return self.values.get(key, {}).get(value.strip(), value)

    def language_of(self, said: str, guesses: list[str]) -> str:
        """As the source states it (`en-GB` is English), else as the importer does, else the site's default, noted as a guess."""
        if said.strip():
            return said.strip().replace("_", "-").split("-")[0].lower()
        if given := self.language or self.defaults.get("language", ""):
            return str(given)
        guesses.append(f"It names no language; {settings.LANGUAGE_CODE!r} was assumed.")
        return settings.LANGUAGE_CODE


def read(given: Iterable[Path | str] | Path | None, language: str = "", order: str = "") -> Foreign:
    """From mapping files, and from single names as “THEIRS=OURS”. What is given here counts more than the files.

    Raises MappingFileError.
    """
    foreign = Foreign()
    pairs: dict[str, str] = {}
    for one in [given] if isinstance(given, Path) else given or []:
        theirs, sign, ours = str(one).partition("=")
        if sign and not Path(one).exists():
            pairs[fold(theirs)] = ours.strip()
        else:
            foreign = foreign.with_(_from_file(Path(one)))
    return replace(
        foreign, terms=foreign.terms | pairs, language=language or foreign.language, order=order or foreign.order
    )


def _from_file(path: Path) -> Foreign:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MappingFileError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingFileError(f"{path} is not valid TOML: {error}.") from error
    columns = {str(name).strip().casefold(): key for name, key in _table(data, "columns", path).items()}
    for key in (*columns.values(), *_table(data, "values", path), *_table(data, "defaults", path)):
        if key not in KNOWN_KEYS:
            raise MappingFileError(f"{path} names {key!r}, which is not a key of a record; see docs/importing.md.")
    return Foreign(
        columns=columns,
        values={key: _table(data["values"], key, path) for key in _table(data, "values", path)},
        defaults=_table(data, "defaults", path),
        terms={fold(theirs): str(ours) for theirs, ours in _table(data, "terms", path).items()},
        separator=str(_table(data, "lists", path).get("separator", "|")) or "|",
        order=_order(data, path),
    )


def _order(data: dict[str, Any], path: Path) -> str:
    order = str(_table(data, "dates", path).get("order", ""))
    if order and order not in ORDERS:
        raise MappingFileError(f"{path} names {order!r} as the order of dates; it can be {', '.join(ORDERS)}.")
    return order


def _table(data: dict[str, Any], name: str, path: Path) -> dict[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise MappingFileError(f"{path}: {name} is not a table.")
    return table
