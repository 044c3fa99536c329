"""Releases and terms as the API gives them. Nothing here decides what is public: what comes in was read from `live()` or `readable()`."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from releases.language.instants import told
from releases.models import Edition
from releases.models.carried import carried_terms
from releases.reading.editions import Reading
from releases.reading.pictures import ShownFile
from releases.site.elsewhere import html_of
from releases.site.formats import names
from releases.site.formats.items import STATUS, USABLE
from releases.site.sharing import permanent_address
from taxonomy.models import Structure, Term
from taxonomy.snapshot import Vocabulary

ACTIONS = {
    Edition.Kind.ORIGINAL: "released",
    Edition.Kind.UPDATE: "updated",
    Edition.Kind.CORRECTION: "corrected",
    Edition.Kind.MINOR: "changed",
    Edition.Kind.WITHDRAWN: "withdrawn",
    Edition.Kind.REMOVED: "removed",
}
ENDED = "ended"


def full(path: str) -> str:
    return settings.SITE_URL + path


def summary(reading: Reading) -> dict[str, Any]:
    """What a list says of a text. Terms by their slugs."""
    edition = reading.edition
    terms = {part.name: [term.slug for term in reading.terms(part)] for part in carried_terms().values()}
    return identity(edition) | {
        "url": full(reading.url),
        "headline": edition.headline,
        "lead": edition.lead,
        "places": edition.places,
        "keywords": edition.keywords,
        **terms,
    }  # fmt: skip


def identity(edition: Edition) -> dict[str, Any]:
    """Which text it is, with the address that names no headline: all that is said of a text outside its own addresses unless it is
    listed now.
    """
    return {
        "release": edition.release_id,
        "language": edition.language,
        "edition": edition.number,
        "kind": edition.kind,
        "status": str(STATUS.get(Edition.Kind(edition.kind), USABLE)),
        "type": edition.type,
        "date": edition.date.isoformat(),
        "live_from": told(edition.live_from),
        "change_note": edition.change_note,
        "url": permanent_address(edition),
        "api_url": text_url(edition.release_id, edition.language),
    }


def whole(reading: Reading, translations: Iterable[Edition] = ()) -> dict[str, Any]:
    """Everything that the page of the release says."""
    edition = reading.edition
    return summary(reading) | {
        "body_html": html_of(reading),
        "body_text": reading.plain_text,
        "permanent_url": permanent_address(edition),
        "history_url": full(reverse("api-history", args=[edition.release_id, edition.language])),
        "contacts": [{name: contact.get(name, "") for name in CONTACT} for contact in reading.contacts],
        "files": [file_of(shown) for shown in reading.shown_files],
        "translations": [
            {
                "language": other.language,
                "url": full(_page(other)),
                "api_url": text_url(other.release_id, other.language),
            }
            for other in translations
            if other.language != edition.language
        ],
        "formats": [
            {"media_type": media_type, "title": title, "url": full(path)}
            for media_type, title, path in names.alternates(edition)
        ],
    }


CONTACT = ("name", "role", "email", "phone")


def file_of(shown: ShownFile) -> dict[str, Any]:
    file = shown.file
    return {
        "name": file.name,
        "title": file.title,
        "alternative_text": file.alternative_text,
        "credit": file.credit,
        "is_lead_picture": file.is_lead,
        "media_type": file.media_type,
        "size": file.size,
        "width": file.width,
        "height": file.height,
        "sha256": file.digest,
        "url": full(shown.address),
    }


def text_url(number: int, language: str) -> str:
    return full(reverse("api-text", args=[number, language]))


def _page(edition: Edition) -> str:
    with translation.override(edition.language):
        return edition.get_absolute_url()


# Terms


def term_of(term: Term, vocabulary: Vocabulary) -> dict[str, Any]:
    """With every name that it ever had, and the slugs that lead to it."""
    found = {
        "slug": term.slug,
        "names": {"en": term.name, **term.names},
        "parent": term.parent.slug if term.parent else None,
        "former_names": [
            {"name": former.name, "language": former.language, "slug": former.slug, "until": former.until}
            for former in term.former_names.all()
        ],
        "merged": [other.slug for other in vocabulary.terms if other.merged_into_id == term.pk],
        "url": full(term.get_absolute_url()),
    }
    if isinstance(term, Structure):
        found["source_names"] = {"en": term.source_name, **term.source_names}
    for name in ("code", "group", "kind", "since", "until"):
        if hasattr(term, name):
            found[name] = getattr(term, name)
    return found
