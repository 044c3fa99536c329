"""Support for translators: the source text beside the translation, and what has changed in it since."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from releases import steps
from releases.admin.visibility import visible
from releases.language.numbers import number_in
from releases.models import Edition, Release, User
from releases.reading.editions import Reading, parts_of
from releases.review import comparison
from releases.site.requests import vocabularies_of
from releases.states import State

FOLLOWS = "follows_source"


@dataclass(frozen=True)
class Source:
    """The source text. `changes` are its changes since the translation was made."""

    edition: Edition
    changes: list[comparison.Change]

    @property
    def behind(self) -> bool:
        return bool(self.changes)


def source_text(request: HttpRequest, release: Release | int, language: str, of: str = "") -> Edition | None:
    """The newest text in the source language; English unless specified, or any language if there is none."""
    number = release.pk if isinstance(release, Release) else release
    others = visible(request).filter(release=number).exclude(language=language).exclude(state=State.DISCARDED)
    preferred = of or settings.LANGUAGE_CODE
    found = sorted(others, key=lambda other: (other.language == preferred, other.number))
    if not found or (language == settings.LANGUAGE_CODE and not of):
        return None  # other languages are translated from English
    return found[-1]


def source_of(request: HttpRequest, edition: Edition) -> Source | None:
    followed = edition.translated_from
    source = source_text(request, edition.release_id, edition.language, followed.language if followed else "")
    if source is None:
        return None
    return Source(source, changed_since(request, followed, source) if followed else [])


def changed_since(request: HttpRequest, followed: Edition, source: Edition) -> list[comparison.Change]:
    if followed.pk == source.pk:
        return []
    vocabularies = vocabularies_of(request)
    parts = parts_of([followed, source])
    return comparison.between(*(Reading(text, vocabularies, parts.get(text.pk)) for text in (followed, source)))


def follow(request: HttpRequest, edition: Edition) -> None:
    """Record that the translation matches the current source text; only the translator can confirm that."""
    followed = edition.translated_from
    edition.translated_from = source_text(
        request, edition.release_id, edition.language, followed.language if followed else ""
    )


def keep_limit(edition: Edition, by: User, *, created: bool) -> None:
    """A limit to named people applies to every language."""
    source = edition.translated_from
    if created and source is not None and source.limited:
        steps.limit_access(edition, by, User.objects.filter(pk__in=source.named_people.values("user")))


def beside(request: HttpRequest, edition: Edition | None) -> dict[str, Any]:
    """Context for the page of a translation; for a new one, release and language come from the address."""
    if edition is not None:
        source = source_of(request, edition)
        return (
            {"source": source, "follows_label": _("The translation matches this text as it is now.")} if source else {}
        )
    number, language = number_in(request.GET.get("release")), request.GET.get("language", "")
    if number is None or not language:
        return {}
    text = source_text(request, number, language)
    return {"source": Source(text, [])} if text else {}
