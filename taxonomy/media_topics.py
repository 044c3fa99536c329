"""What the agencies call our fields of work: the table in `data/media_topics.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from taxonomy.models import FieldOfWork

TABLE = Path(__file__).resolve().parent / "data" / "media_topics.toml"
SCHEME = "http://cv.iptc.org/newscodes/mediatopic/"
MATCHES = ("exactMatch", "closeMatch", "broadMatch")


@dataclass(frozen=True)
class MediaTopic:
    """`match` says how exactly it means the field, in the words of SKOS."""

    field: str
    code: str
    name: str
    match: str

    @property
    def uri(self) -> str:
        return SCHEME + self.code


@cache
def _table() -> dict[str, MediaTopic]:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["topic"]
    return {row["field"]: MediaTopic(**row) for row in rows}


def of(field: FieldOfWork) -> MediaTopic | None:
    """None where nothing matches honestly."""
    return _table().get(field.slug)


def all_topics() -> list[MediaTopic]:
    return list(_table().values())
