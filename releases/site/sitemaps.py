"""Sitemaps for search engines: every public page with its languages, in files of permitted size, and the news of the
last two days.

Files are streamed release by release, so that memory does not grow with the archive. Each file covers a range of
release numbers: a new release changes no other file.
"""

import datetime
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from operator import attrgetter

import numpy as np
from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from releases.language.instants import told
from releases.language.organisation import organisation
from releases.lists import register
from releases.lists.register import Register
from releases.models import Edition
from releases.models.clock import database_time
from releases.search import bits
from releases.site.navigation import vocabulary_url
from releases.site.requests import PublicRequest, look_of
from taxonomy.models import VOCABULARIES, Structure
from taxonomy.snapshot import Vocabularies

MOST_ADDRESSES = (
    50_000  # per file, the limit of the sitemaps.org protocol; in every language, half of its limit of 50 MB
)
RELEASES = 30_000 // len(settings.LANGUAGES)  # per file
NEWS = 1000
NEWS_AGE = datetime.timedelta(days=2)

XML = "application/xml; charset=utf-8"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
BEGINNING = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
XHTML = "http://www.w3.org/1999/xhtml"
GOOGLE_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

# A page in each of its languages: language, address, and time of last change if known.
Version = tuple[str, str, datetime.datetime | None]


def index(request: PublicRequest) -> HttpResponse:
    """The sitemap index, with the time of each file's newest edition."""
    ranges = _files(*register.current(look_of(request)))
    files: list[tuple[str, datetime.datetime | None]] = [(reverse("sitemap-pages"), None)]
    files += [(reverse("sitemap-releases", args=[file]), changed) for file, changed in ranges]
    entries = (f"<sitemap><loc>{_full(path)}</loc>{_changed(changed)}</sitemap>\n" for path, changed in files)
    return _xml([f'<sitemapindex xmlns="{SITEMAPS}">\n', *entries, "</sitemapindex>\n"])


def pages(request: PublicRequest) -> HttpResponse:
    """The front page, the list, and the pages of vocabularies and terms, all of which exist in every language."""
    addresses = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            addresses.append([(language, address, None) for address in _addresses(request.vocabularies)])
    return _xml(_url_set(zip(*addresses, strict=True)))


def releases(request: PublicRequest, file: int) -> StreamingHttpResponse:
    """The releases of one range of numbers, in the languages in which they are readable."""
    first = file * RELEASES
    editions = (
        Edition.objects.listed()
        .filter(release__gte=first, release__lt=first + RELEASES)
        .only("release", "language", "slug", "live_from")
        .order_by("release_id", "language")
    )
    if not editions.exists():
        raise Http404
    by_release = groupby(editions.iterator(chunk_size=2000), key=attrgetter("release_id"))
    return _streamed(_url_set([_version(edition) for edition in texts] for _number, texts in by_release))


def news(request: PublicRequest) -> HttpResponse:
    """Releases first published within two days, for Google News; a correction does not bring a release back."""
    now = database_time()
    parts = [f'<urlset xmlns="{SITEMAPS}" xmlns:news="{GOOGLE_NEWS}">\n']
    for edition in Edition.objects.listed(now).first_released_after(now - NEWS_AGE)[:NEWS]:
        language, address, _changed_at = _version(edition)
        name = organisation(language).newsroom
        parts.append(
            f"<url><loc>{_full(address)}</loc><news:news>"
            f"<news:publication><news:name>{escape(name)}</news:name>"
            f"<news:language>{language}</news:language></news:publication>"
            f"<news:publication_date>{told(edition.first_live_from)}</news:publication_date>"
            f"<news:title>{escape(edition.headline)}</news:title></news:news></url>\n"
        )
    return _xml([*parts, "</urlset>\n"])


def _files(known: Register, now: int) -> list[tuple[int, datetime.datetime]]:
    """The files there are, each with the beginning of its newest edition; in memory, whatever the size of the archive."""
    listed = bits.positions(known.listed(now))
    files, place = np.unique(known.release(listed) // RELEASES, return_inverse=True)
    changed = np.zeros(len(files), np.int64)
    np.maximum.at(changed, place, known.begins[listed])
    return [
        (int(file), BEGINNING + datetime.timedelta(microseconds=int(at)))
        for file, at in zip(files, changed, strict=True)
    ]


def _addresses(vocabularies: Vocabularies) -> Iterator[str]:
    """In the active language."""
    yield reverse("front")
    yield reverse("release-list")
    for segment in [*(model.segment for model in VOCABULARIES), Structure.field_operations_segment]:
        yield vocabulary_url(segment)
    for model in VOCABULARIES:
        for term in vocabularies.of(model):
            yield term.get_absolute_url()
    for page in vocabularies.pages:
        yield page.get_absolute_url()


def _version(edition: Edition) -> Version:
    with translation.override(edition.language):
        return edition.language, edition.get_absolute_url(), edition.live_from


def _url_set(pages: Iterable[Iterable[Version]]) -> Iterator[str]:
    yield f'<urlset xmlns="{SITEMAPS}" xmlns:xhtml="{XHTML}">\n'
    for page in pages:
        versions = list(page)
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{_full(address)}"/>'
            for language, address, _changed_at in versions
        )
        for _language, address, changed in versions:
            yield f"<url><loc>{_full(address)}</loc>{_changed(changed)}{alternates if len(versions) > 1 else ''}</url>\n"
    yield "</urlset>\n"


def _changed(moment: datetime.datetime | None) -> str:
    return f"<lastmod>{told(moment)}</lastmod>" if moment else ""


def _full(path: str) -> str:
    return escape(settings.SITE_URL + path)


def _xml(parts: Iterable[str]) -> HttpResponse:
    return HttpResponse([DECLARATION, *parts], content_type=XML)


def _streamed(parts: Iterable[str]) -> StreamingHttpResponse:
    return StreamingHttpResponse(chain([DECLARATION], parts), content_type=XML)
