"""Texts as JSON, written once and kept beside them: what a list says of a text, and what its own address says."""

from collections.abc import Sequence

from releases.models import Edition
from releases.reading.editions import Reading, parts_of, readings
from releases.site import kept_release, pieces
from releases.site.api.answers import Json
from releases.site.api.texts import summary, whole
from taxonomy.snapshot import Vocabularies

SUMMARY, TEXT = "api summary", "api text"


def summaries(ids: Sequence[int], vocabularies: Vocabularies) -> dict[int, Json]:
    """By edition, of those that are listed. One query if all are kept."""

    def made(missing: set[pieces.Wanted]) -> dict[pieces.Wanted, str]:
        editions = Edition.objects.listed().filter(pk__in=[pk for pk, _kind in missing])
        return {
            (reading.edition.pk, SUMMARY): Json.of(summary(reading)) for reading in readings(editions, vocabularies)
        }

    found = pieces.of_listed({(pk, SUMMARY) for pk in ids}, vocabularies, made)
    return {pk: Json(content) for (pk, _kind), content in found.items()}


def text(number: int, language: str, vocabularies: Vocabularies) -> Json | None:
    """Everything that the page of the release says, as of now. One query if it is kept; None unless a text is there to be read."""
    found = kept_release.find(number, language, TEXT)
    if found is None or found.text.kind == Edition.Kind.REMOVED:
        return None
    if found.holds(vocabularies):
        return Json(found.content)
    edition = Edition.objects.live().get(pk=found.text.pk)
    content = Json.of(full_text(edition, vocabularies))
    found.keep(edition, TEXT, content, vocabularies)
    return content


def full_text(edition: Edition, vocabularies: Vocabularies) -> dict[str, object]:
    """An edition, live or a former one, with the addresses of the translations that can be read now."""
    translations = Edition.objects.live().exclude(kind=Edition.Kind.REMOVED).filter(release=edition.release_id)
    reading = Reading(edition, vocabularies, parts_of([edition]).get(edition.pk))
    return whole(reading, translations.order_by("language"))
