"""The page of a release. All that it shows begins with `Edition.objects.live()`."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language

from releases.models import Edition
from releases.reading import Reading, with_links


def release_number(request: HttpRequest, number: int) -> HttpResponse:
    """The address that never changes leads to the one with the headline in it."""
    edition = live_edition(number)
    if edition is None:
        return in_another_language(number)
    return gone(request, edition) if edition.removed else redirect(edition)


def release(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    edition = live_edition(number)
    if edition is None:
        return in_another_language(number)
    if edition.removed:
        return gone(request, edition)
    if slug != edition.slug:
        return redirect(edition, permanent=True)
    return render(
        request,
        "release.html",
        {
            "reading": Reading(edition, request.vocabularies),  # type: ignore[attr-defined]  # see middleware
            "edition": edition,
            "earlier": earlier_editions(edition),
            "alternates": alternates(number),
        },
    )


def history(request: HttpRequest, number: int) -> HttpResponse:
    edition = live_edition(number)
    if edition is None:
        raise Http404
    if edition.removed:
        return gone(request, edition)
    editions = Edition.objects.live_or_past().filter(release_id=number, language=edition.language).order_by("-number")
    return render(request, "release_history.html", {"edition": edition, "editions": editions, "noindex": True})


def live_edition(number: int) -> Edition | None:
    """The edition that is public now in the language of the address."""
    return with_links(Edition.objects.live()).filter(release_id=number, language=get_language()).first()


def in_another_language(number: int) -> HttpResponse:
    """Lead to the release in a language that it has, English first. Not for ever: a translation may come."""
    editions = Edition.objects.live().exclude(kind=Edition.Kind.REMOVED).filter(release_id=number)
    other = min(editions, key=lambda edition: (edition.language != "en", edition.language), default=None)
    if other is None:
        raise Http404
    with translation.override(other.language):
        return redirect(other)


def gone(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The explanation stands where the text was; of the text itself nothing is said, not even in the address."""
    replacement = Edition.objects.listed().filter(release=edition.replaced_by, language=edition.language).first()
    context = {"edition": edition, "replacement": replacement if edition.replaced_by_id else None}
    return render(request, "410.html", context | {"noindex": True, "alternates": []}, status=410)


def earlier_editions(edition: Edition) -> list[Edition]:
    """What was public before this one, newest first."""
    return list(
        Edition.objects.live_or_past()
        .filter(release_id=edition.release_id, language=edition.language, number__lt=edition.number)
        .order_by("-number")
        .only("number", "kind", "live_from", "live_until", "release", "language")
    )


def alternates(number: int) -> list[tuple[str, str]]:
    """The languages in which the release can be read, each with its address."""
    editions = Edition.objects.live().exclude(kind=Edition.Kind.REMOVED).filter(release_id=number)
    found = []
    for language, slug in editions.values_list("language", "slug"):
        with translation.override(language):
            found.append((language, Edition(release_id=number, slug=slug).get_absolute_url()))
    return found
