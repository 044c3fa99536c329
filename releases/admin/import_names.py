"""The form below a dry run in which unknown names of the source are explained once, for this import and all further ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from releases.importing import remembered
from releases.models import ImportRun
from taxonomy.models import Term
from taxonomy.snapshot import Vocabularies

MOST = 100  # names asked about at once, the most frequent first


@dataclass(frozen=True)
class UnknownName:
    """`name` as the source writes it. `choices` names the list of terms that the browser suggests."""

    number: int
    name: str
    records: int
    nearest: str
    vocabulary: str

    @property
    def choices(self) -> str:
        return f"terms-{self.vocabulary}"


def unknown_names(run: ImportRun) -> list[UnknownName]:
    found = [
        UnknownName(
            number, said["name"].partition(": ")[2], said["records"], said["nearest"], said.get("vocabulary", "")
        )
        for number, said in enumerate(run.report.get("unknown_terms", []))
    ]
    return [one for one in found if one.vocabulary and len(one.name) <= remembered.LONGEST][:MOST]


def choices(names: list[UnknownName], vocabularies: Vocabularies) -> Iterator[tuple[str, list[Term]]]:
    """The terms of each vocabulary that is asked about, by the name of its list."""
    for segment in dict.fromkeys(one.vocabulary for one in names):
        if vocabulary := vocabularies.by_segment(segment):
            yield f"terms-{segment}", vocabulary.alphabetical()


def answers(
    posted: QueryDict, names: list[UnknownName], vocabularies: Vocabularies
) -> tuple[dict[str, Term | None], list[str]]:
    """What the names mean, and the answers that no vocabulary knows."""
    said = {one.name: (posted.get(f"ours-{one.number}", ""), f"left-out-{one.number}" in posted) for one in names}
    asked: dict[str, Any] = {one.name: vocabularies.by_segment(one.vocabulary) for one in names}
    return remembered.meant(said, asked)
