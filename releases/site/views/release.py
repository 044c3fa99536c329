"""The page of a release, its history, and the text as it stood on a day. All start from public editions."""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from releases.models import Edition
from releases.models.clock import database_time
from releases.reading.editions import Reading, parts_of
from releases.record.heads import public_heads
from releases.review import comparison
from releases.site import kept_release, memento
from releases.site.moment import moment_of
from releases.site.pictures import picture_of
from releases.site.requests import PublicRequest, look_of
from releases.site.surroundings import Around


def release_number(request: PublicRequest, number: int) -> HttpResponse:
    """The permanent address redirects to the one with the headline."""
    edition = live_edition(number)
    if edition is None:
        return in_another_language(number)
    return gone(request, edition) if edition.removed else redirect(edition)


def release(request: PublicRequest, number: int, slug: str) -> HttpResponse:
    moment = None if memento.asked_for(request) else moment_of(request)
    page = kept_release.assembled(moment, number, slug) if moment else None
    return page.response() if page else _release(request, number, slug)


def _release(request: PublicRequest, number: int, slug: str) -> HttpResponse:
    edition = live_edition(number)
    if edition is None:
        return in_another_language(number)
    if edition.removed:
        return gone(request, edition)
    if slug != edition.slug:
        return redirect(edition, permanent=True)
    if instant := memento.asked_for(request):
        return memento.negotiated(edition, instant)
    return kept_release.rendered(request, Around(edition, request.vocabularies, look_of(request)))


def history(request: PublicRequest, number: int) -> HttpResponse:
    edition = live_edition(number)
    if edition is None:
        raise Http404
    if edition.removed:
        return gone(request, edition)
    editions = list(Edition.objects.readable().filter(release_id=number, language=edition.language).order_by("number"))
    parts = parts_of(editions)
    vocabularies = request.vocabularies
    readings = [Reading(other, vocabularies, parts.get(other.pk)) for other in editions]
    # The text after a removal is shown without a comparison, which would reveal what was removed.
    steps = [
        (after, comparison.between(before, after) if before and not before.edition.removed else [])
        for before, after in zip([None, *readings], readings, strict=False)
    ]
    context = {"edition": edition, "steps": steps[::-1], "noindex": True, "alternates": histories(number)}
    context["head"] = public_heads([number]).get(number)
    context["erased"] = any(other.erasure_note for other in editions)
    return render(request, "release_history.html", context)


def histories(number: int) -> list[tuple[str, str]]:
    """The languages in which the release has a history now, with addresses."""
    live = Edition.objects.live().exclude(kind=Edition.Kind.REMOVED).filter(release_id=number)
    found = []
    for language in live.order_by("language").values_list("language", flat=True):
        with translation.override(language):
            found.append((language, reverse("release-history", args=[number])))
    return found


def at(request: PublicRequest, number: int, moment: str) -> HttpResponse:
    """The text as it stood at the end of a day, or at an instant; never a removed one, never a future one."""
    edition = live_edition(number)
    if edition is None:
        raise Http404
    if edition.removed:
        return gone(request, edition)
    then = edition_at(edition, moment)
    instant = end_of(moment)
    reading = Reading(then, request.vocabularies.at(instant), parts_of([then]).get(then.pk))
    if then.pk != edition.pk:
        reading.shown_files = memento.files_of(reading)
    response = render(
        request,
        "release_at.html",
        {
            "reading": reading,
            "edition": then,
            "instant": instant if instant <= database_time() else None,
            "current": edition,
            "noindex": True,
            "alternates": [],
        },
    )
    return memento.memento(response, then, edition)


def edition_at(live: Edition, moment: str) -> Edition:
    """What stood there at the end of a day, or at an instant. Raises Http404 if nothing did that may still be read."""
    readable = Edition.objects.readable().live(min(end_of(moment), database_time()))
    then = (
        readable.filter(release_id=live.release_id, language=live.language).exclude(kind=Edition.Kind.REMOVED).first()
    )
    if then is None:
        raise Http404
    return then


def picture(request: PublicRequest, number: int, edition: int) -> HttpResponse:
    """For link previews on other sites; of the live text only."""
    live = live_edition(number)
    if live is None or live.removed or live.number != edition:
        raise Http404
    return HttpResponse(picture_of(live), content_type="image/png")


def timemap(request: PublicRequest, number: int) -> HttpResponse:
    edition = live_edition(number)
    if edition is None:
        raise Http404
    if edition.removed:
        return gone(request, edition)
    return memento.timemap(edition)


def end_of(moment: str) -> datetime.datetime:
    """The instant, or the last one of the day in the organisation's zone. Raises Http404 for an invalid value."""
    try:
        if len(moment) == len("2004-01-21"):
            day = datetime.date.fromisoformat(moment)
            end = datetime.datetime.combine(day, datetime.time.max, ZoneInfo(settings.TIME_ZONE))
            return end.astimezone(datetime.UTC)
        return datetime.datetime.strptime(moment, memento.MOMENT).replace(tzinfo=datetime.UTC)
    except (ValueError, OverflowError) as error:
        raise Http404 from error


def live_edition(number: int) -> Edition | None:
    """The edition that is public now in the language of the address."""
    return Edition.objects.live().filter(release_id=number, language=get_language()).first()


def in_another_language(number: int) -> HttpResponse:
    """Redirect to a language in which the release exists, English first. Temporary: a translation may follow."""
    editions = Edition.objects.live().exclude(kind=Edition.Kind.REMOVED).filter(release_id=number)
    other = min(editions, key=lambda edition: (edition.language != "en", edition.language), default=None)
    if other is None:
        raise Http404
    with translation.override(other.language):
        return redirect(other)


def gone(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The explanation in place of the text; nothing reveals the text itself, not even the address."""
    replacement = Edition.objects.listed().filter(release=edition.replaced_by, language=edition.language).first()
    context = {"edition": edition, "replacement": replacement if edition.replaced_by_id else None}
    return render(request, "410.html", context | {"noindex": True, "alternates": []}, status=410)
