"""What an origin calls a term otherwise, told once by a person and remembered for every further import from there."""

from collections.abc import Mapping
from typing import Any

from releases.models import ImportedName, User
from taxonomy.folding import fold
from taxonomy.models import Term
from taxonomy.snapshot import Vocabulary

LONGEST = 300  # characters of a name that can be remembered


def names_of(origin: str) -> dict[str, str]:
    """Our slugs by their folded names, as the resolver takes them; an empty one stands for a name to be left out."""
    return dict(ImportedName.objects.filter(origin=origin).values_list("folded", "ours"))


def remember(origin: str, meant: Mapping[str, Term | None], by: User) -> None:
    """`None` for a name to be left out."""
    for name, term in meant.items():
        said = {"name": name, "ours": term.slug if term else "", "by": by}
        ImportedName.objects.update_or_create(origin=origin, folded=fold(name), defaults=said)


def meant(answers: Mapping[str, tuple[str, bool]], vocabularies: Mapping[str, Vocabulary[Any]]) -> tuple[dict[str, Term | None], list[str]]:  # fmt: skip
    """What a person answered for each name, their name of a term or that it is to be left out; and the answers that name none."""
    found: dict[str, Term | None] = {}
    wrong: list[str] = []
    for name, (answer, left_out) in answers.items():
        term = vocabularies[name].find(answer) if answer.strip() else None
        if term is not None or left_out:
            found[name] = None if left_out else term
        elif answer.strip():
            wrong.append(answer.strip())
    return found, wrong
