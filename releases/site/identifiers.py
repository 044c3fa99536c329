"""Identifiers under which feeds and agencies' formats know a text for ever; see RFC 4151."""

from urllib.parse import urlsplit

from django.conf import settings

from releases.models import Edition


def guid(edition: Edition) -> str:
    """The same for every edition of the release in its language, whatever its headline becomes."""
    return guid_of(edition.release_id, edition.language)


def guid_of(release: int, language: str) -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:release-{release}-{language}"


def guid_of_edition(edition: Edition) -> str:
    """One for each edition: readers of feeds tell nobody of an entry whose identifier they know."""
    return f"{guid(edition)}-{edition.number}"
