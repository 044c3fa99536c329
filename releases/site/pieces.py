"""Pieces of pages that were rendered of an edition, kept beside it in the database.

A public text never changes, so what is rendered of it holds until the code or a vocabulary changes; both are part of a
piece's version, so that nothing is ever dropped by hand. Pieces are read by a join with what is live or listed, never
alone.
"""

import hashlib
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

import django
from django.conf import settings
from django.db.models import FilteredRelation, Q
from django.utils.translation import get_language

from releases.models import Edition, EditionPiece
from releases.models.prepared import Prepared
from releases.site.unhurried import written
from taxonomy.snapshot import Vocabularies

# What decides how a piece looks, beside the edition and the vocabularies.
SOURCES = (
    "templates/**/*.html",
    "releases/**/*.py",
    "taxonomy/**/*.py",
    "osce_cms/**/*.py",
    "locale/*/LC_MESSAGES/*.mo",
)
SETTINGS = ("SITE_URL", "TIME_ZONE", "LANGUAGES", "LANGUAGE_CODE", "NAMES_OF_THE_DAY", "ORGANISATION")

KEPT = Prepared(
    lambda ids, kinds, language, version: (
        Edition.objects.listed()
        .filter(pk__in=ids)
        .annotate(
            piece=FilteredRelation(
                "pieces", condition=Q(pieces__kind__in=kinds, pieces__language=language, pieces__version=version)
            )
        )
        .values_list("pk", "piece__kind", "piece__content")
    ),
    by_id=True,
)
Wanted = tuple[int, str]  # id of an edition and kind of piece


def of_listed(
    wanted: Collection[Wanted], vocabularies: Vocabularies, made: Callable[[set[Wanted]], dict[Wanted, str]]
) -> dict[Wanted, str]:
    """The pieces in the language of the page, of those editions that are listed. One query; what was missing is made and kept."""
    if not wanted:
        return {}
    listed, found = _asked(wanted, vocabularies)
    missing = {(pk, kind) for pk, kind in wanted if pk in listed and (pk, kind) not in found}
    if missing:
        now = made(missing)
        language, current = get_language() or "", version(vocabularies)
        store(
            [
                EditionPiece(edition_id=pk, kind=kind, language=language, version=current, content=content)
                for (pk, kind), content in now.items()
            ]
        )
        found |= now
    return found


def kept(wanted: Collection[Wanted], vocabularies: Vocabularies) -> dict[Wanted, str]:
    """Those of the same that are there. One query."""
    return _asked(wanted, vocabularies)[1] if wanted else {}


def _asked(wanted: Collection[Wanted], vocabularies: Vocabularies) -> tuple[set[int], dict[Wanted, str]]:
    """Which of the editions are listed, and their pieces."""
    ids, kinds = sorted({pk for pk, _ in wanted}), sorted({kind for _, kind in wanted})
    rows = KEPT.rows(ids=ids, kinds=kinds, language=get_language() or "", version=version(vocabularies))
    return {pk for pk, _, _ in rows}, {(pk, kind): content for pk, kind, content in rows if kind}


def version(vocabularies: Vocabularies) -> str:
    return f"{renderer()}-{vocabularies.token}"


@cache
def renderer() -> str:
    """A digest of the code, the templates, the translations and the settings that pieces are made with."""
    told = hashlib.sha256(repr([django.VERSION, *(getattr(settings, name) for name in SETTINGS)]).encode())
    base = Path(settings.BASE_DIR)
    for pattern in SOURCES:
        for path in sorted(base.glob(pattern)):
            if "/tests/" not in str(path):
                told.update(path.read_bytes())
    return told.hexdigest()[:16]


def store(pieces: list[EditionPiece]) -> None:
    """Keep them for the next reader; the page itself is complete."""

    def write(using: str) -> None:
        EditionPiece.objects.using(using).bulk_create(
            pieces,
            update_conflicts=True,
            unique_fields=["edition", "kind", "language"],
            update_fields=["version", "content"],
        )

    written(EditionPiece, write)
