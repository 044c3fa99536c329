"""Gathers the facts about an edition for `releases.review.checks`."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from selectolax.lexbor import LexborHTMLParser

from releases.models import Edition, LegacyAddress
from releases.reading import figures
from releases.review import checks, standard_texts
from releases.review.checks import Finding
from releases.search.words import stem, words_of
from taxonomy import snapshot
from taxonomy.models import Country
from taxonomy.snapshot import Vocabularies

# Pages of a release, by URL name; pages that only the newsroom can open do not count as readable.
OF_A_RELEASE = re.compile(r"^release(?:-(?:number|history|at|timemap|file|picture))?$")


def findings_in(edition: Edition) -> list[Finding]:
    """At most nine queries."""
    vocabularies = snapshot.current()
    files = list(edition.files.all())
    untold = [file for file in files if file.is_image and not (file.is_decoration or file.alternative_text.strip())]
    text = checks.CheckedText(
        headline=edition.headline,
        lead=edition.lead,
        body=edition.body,
        date=edition.date.isoformat(),
        places=tuple(map(str, edition.places)),
        has_field_of_work=edition.fields_of_work.exists(),
        untagged_countries=tuple(_untagged(edition, vocabularies)),
        broken_links=tuple(_broken_links(edition, vocabularies)),
        language=edition.language,
        silent_pictures=tuple(picture.name for picture in untold),
        missing_pictures=len({*figures.keys_in(edition.body)} - {file.key for file in files if file.is_image}),
        placeholders=tuple(standard_texts.to_fill_in(edition)),
        outdated_passages=tuple(standard_texts.outdated(edition)),
    )
    return checks.findings(text)


def _untagged(edition: Edition, vocabularies: Vocabularies) -> Iterator[str]:
    tagged = {vocabularies.countries.current(country).pk for country in edition.countries.all()}
    for country in countries_named(edition.headline, edition.language, vocabularies):
        if country.pk not in tagged:
            yield country.label


def countries_named(headline: str, language: str, vocabularies: Vocabularies) -> list[Country]:
    """Countries named in a headline, in any inflected form with the same stem.

    Names of two or three letters must be in capitals: “US” is a country, “us” is a word.
    """
    stems = " ".join(["", *(stem(word, language) for word in words_of(headline)[0]), ""])
    capitals = set(re.findall(r"\b[A-ZА-ЯЁ]{2,3}\b", headline))
    found = {}
    for name, country in vocabularies.countries.spellings():
        if len(name) <= 3:
            named = name.upper() in capitals
        else:
            named = " ".join(["", *(stem(word, language) for word in words_of(name)[0]), ""]) in stems
        if named:
            found[country.pk] = country
    return list(found.values())


def _broken_links(edition: Edition, vocabularies: Vocabularies) -> list[str]:
    """Links to our own site that no reader could open now. External links are not checked: nothing is fetched."""
    own = urlsplit(settings.SITE_URL)
    paths = {}
    for link in LexborHTMLParser(edition.body).css("a[href]"):
        href = (link.attributes.get("href") or "").strip()
        parts = _split(href)
        if parts and parts.path and (parts.netloc == own.netloc or (not parts.netloc and not parts.scheme)):
            paths[href] = unquote(parts.path)
    former = set(LegacyAddress.objects.filter(path__in=_bare(paths.values())).values_list("path", flat=True))
    releases = {href: number for href, path in paths.items() if (number := _release_of(path))}
    live = set(_live(edition, releases.values()))
    return [
        href
        for href, path in paths.items()
        if path.rstrip("/") not in former
        and (releases[href] not in live if href in releases else not _is_page(path, vocabularies))
    ]


def _split(href: str) -> SplitResult | None:
    try:
        return urlsplit(href)
    except ValueError:
        return None


def _bare(paths: Iterable[str]) -> set[str]:
    return {path.rstrip("/") for path in paths}


def _live(edition: Edition, numbers: Iterable[int]) -> Iterable[int]:
    """Its own release counts as live: it will be when somebody reads the link."""
    asked = set(numbers)
    if not asked:
        return []
    live = Edition.objects.live().exclude(kind="removed").filter(release__in=asked)
    return {*live.values_list("release", flat=True), edition.release_id}


def _release_of(path: str) -> int | None:
    match = _resolved(path)
    return match.kwargs["number"] if match and OF_A_RELEASE.match(match.url_name or "") else None


def _is_page(path: str, vocabularies: Vocabularies) -> bool:
    match = _resolved(path)
    if match is None:
        return False
    if match.url_name == "page":
        return vocabularies.page(match.kwargs["slug"]) is not None
    if match.url_name in ("vocabulary", "term"):
        vocabulary = vocabularies.by_segment(match.kwargs["segment"])
        return bool(vocabulary and (match.url_name == "vocabulary" or vocabulary.resolve(match.kwargs["slug"])))
    return "admin" not in match.namespaces


def _resolved(path: str) -> ResolverMatch | None:
    """Also tried with the trailing slash that Django would append."""
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        for candidate in (path, f"{path}/"):
            with suppress(Resolver404):
                return resolve(candidate)
    return None
