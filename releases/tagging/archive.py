"""What is learned from: the public releases of the organisation, in the order of their dates, with their terms."""

from collections import defaultdict
from collections.abc import Iterator

from releases.models import Edition
from releases.models.carried import carried_terms
from releases.tagging.features import Said
from releases.tagging.model import Example
from releases.tagging.names import key_of, names_in
from taxonomy import snapshot
from taxonomy.snapshot import Vocabularies

CHUNK = 500
COLUMNS = ("pk", "release_id", "language", "headline", "lead", "body", "date")


def examples() -> Iterator[tuple[Edition, Example]]:
    """Only what everybody can read now: nothing that is limited, scheduled, withdrawn or removed."""
    vocabularies = snapshot.current()
    listed = Edition.objects.listed().order_by("date", "pk").only(*COLUMNS)
    keys = list(listed.values_list("pk", flat=True))
    for begin in range(0, len(keys), CHUNK):
        chunk = keys[begin : begin + CHUNK]
        terms = terms_of(chunk, vocabularies)
        for edition in Edition.objects.listed().filter(pk__in=chunk).order_by("date", "pk").only(*COLUMNS):
            yield edition, example_of(edition, terms[edition.pk], vocabularies)


def example_of(edition: Edition, terms: set[str], vocabularies: Vocabularies) -> Example:
    said = said_by(edition)
    text = f"{said.headline}\n{said.lead}\n{said.plain_body()}"
    named = frozenset(names_in(text, edition.language, vocabularies))
    return Example(edition.release_id, said.features(), frozenset(terms), named)


def said_by(edition: Edition) -> Said:
    return Said(edition.headline, edition.lead, edition.body, edition.language)


def terms_of(editions: list[int], vocabularies: Vocabularies) -> dict[int, set[str]]:
    """The keys of each edition's terms; of those that were merged, of what they became."""
    found: dict[int, set[str]] = defaultdict(set)
    for part in carried_terms().values():
        vocabulary = getattr(vocabularies, part.vocabulary)
        rows = part.model._default_manager.filter(content_object__in=editions)
        for edition, term in rows.values_list("content_object", "tag"):
            if known := vocabulary.by_id.get(term):
                found[edition].add(key_of(part.name, vocabulary.current(known).pk))
    return found
