"""Structured data of a page, in the vocabulary of schema.org."""

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from releases.language.instants import told
from releases.language.organisation import organisation
from releases.models import Edition
from releases.reading.editions import Reading
from releases.site.pictures import shared
from releases.site.surroundings import Around

# As in Django's json_script: escapes characters that could close the element.
INERT = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


Json = dict[str, object]


def news_article(reading: Reading, around: Around) -> SafeString:
    """A release as a NewsArticle. A withdrawn one is marked by its creativeWorkStatus."""
    article = _text(reading, around) | _origin(reading) | _subjects(reading) | _standing(reading.edition, around)
    present = {name: value for name, value in article.items() if value not in ("", [])}
    return mark_safe(json.dumps(present, ensure_ascii=False, separators=(",", ":")).translate(INERT))  # noqa: S308  # escaped above


def _text(reading: Reading, around: Around) -> Json:
    edition = reading.edition
    address = settings.SITE_URL + reading.url
    first = min((other.live_from for other in around.editions if other.live_from), default=edition.live_from)
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "mainEntityOfPage": address,
        "headline": edition.headline,
        "description": reading.description,
        "inLanguage": edition.language,
        "datePublished": told(first),
        "dateModified": told(edition.live_from),
        "dateCreated": edition.date.isoformat(),
        "version": edition.number,
        "identifier": str(edition.release_id),
        "image": shared(reading).address,
    }


def _origin(reading: Reading) -> Json:
    names = organisation()
    publisher = {
        "@type": "GovernmentOrganization",
        "name": names.name,
        "alternateName": names.short_name,
        "address": {"@type": "PostalAddress", "addressLocality": names.seat},
        "url": settings.SITE_URL + "/",
    }
    sources = [{"@type": "GovernmentOrganization", "name": term.source_label} for term in reading.sources]
    return {"author": sources or publisher, "publisher": publisher}


def _subjects(reading: Reading) -> Json:
    return {
        "articleSection": [term.label for term in reading.fields_of_work],
        "contentLocation": [{"@type": "Place", "name": place} for place in reading.edition.places],
        "about": [{"@type": "Country", "name": term.label} for term in reading.countries],
        "keywords": reading.edition.keywords,
    }


def _standing(edition: Edition, around: Around) -> Json:
    """Translations, corrections, and whether it holds."""
    return {
        "workTranslation": [
            {"@type": "NewsArticle", "@id": settings.SITE_URL + url, "inLanguage": language}
            for language, url in around.alternates
            if language != edition.language
        ],
        "correction": [
            {"@type": "CorrectionComment", "text": other.change_note, "datePublished": told(other.live_from)}
            for other in around.changes
            if other.live_from
        ],
        "creativeWorkStatus": "Withdrawn" if edition.withdrawn else "Published",
    }
