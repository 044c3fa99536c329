"""The operations. Each asks `Edition.objects` as the pages do; no rule of visibility stands here."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse

from releases.language.instants import exact, to_the_second
from releases.language.organisation import organisation
from releases.lists.selection import ALL_LANGUAGES
from releases.models import Edition
from releases.models.clock import database_time
from releases.reading.editions import readings
from releases.record import changes as record_changes
from releases.record.changes import Position
from releases.record.heads import public_heads
from releases.search import bits
from releases.site.api import cursors, kept, operations
from releases.site.api.answers import Json, address, answers, json_answer
from releases.site.api.declaration import refuse
from releases.site.api.document import document
from releases.site.api.problems import Fault, ProblemError
from releases.site.api.texts import ACTIONS, ENDED, full, identity, summary, term_of
from releases.site.filters import ReleaseFilter
from releases.site.requests import PublicRequest
from taxonomy.models import VOCABULARIES
from taxonomy.snapshot import Vocabularies

Asked = dict[str, Any]
FILTERS = tuple(parameter.name for parameter in operations.FILTERS)
MOST_CHANGES_SEEN = 2_000  # of which none is told, before an answer says that there is more


@answers(operations.INDEX)
def index(request: PublicRequest, asked: Asked) -> HttpResponse:
    simple = [operation for operation in operations.OPERATIONS if not operation.path_parameters]
    links = {operation.name.removeprefix("api-"): settings.SITE_URL + operation.path for operation in simple}
    limits = {"default": operations.DEFAULT, "largest": operations.LARGEST}
    return json_answer({"title": organisation("en").newsroom, "links": links, "limits": limits})


@answers(operations.DOCUMENT)
def openapi(request: PublicRequest, asked: Asked) -> HttpResponse:
    return json_answer(document(request.vocabularies))


# Releases


@answers(operations.RELEASES)
def releases(request: PublicRequest, asked: Asked) -> HttpResponse:
    """By keyset: the key of the last release of an answer is the cursor to the next one."""
    chosen = _filtered(request, asked)
    limit = min(asked["limit"], operations.LARGEST)
    last = cursors.list_key(asked, asked["cursor"])
    selection = chosen.selection
    register = selection.register
    numbers = selection.newest(0, limit + 1, up_to=None if last is None else last - 1)
    following = cursors.of_list(asked, int(register.key[numbers[limit - 1]])) if len(numbers) > limit else ""
    ids = numbers[:limit]
    next_address = address(operations.RELEASES, asked, cursor=following) if following else None
    content = {"count": bits.count(selection.found), "limit": limit, "items": kept.ITEMS, "next": next_address}
    links = {"next": next_address, "first": address(operations.RELEASES, asked, cursor="")}
    return kept.list_answer(request, kept.Around.of(content, ids, links))


def _filtered(request: PublicRequest, asked: Asked) -> ReleaseFilter:
    """The filters of the public list. Raises ProblemError, 400, for what no vocabulary knows."""
    query = QueryDict(mutable=True)
    for name in FILTERS:
        value = asked.get(name)
        query.setlist(name, value if isinstance(value, list) else [value] if value else [])
    fresh = request.freshness
    chosen = ReleaseFilter(query, request.vocabularies, look=fresh.look if fresh else None)
    faults = chosen.form.errors.get_json_data()
    refuse(Fault(name, fault["message"]) for name, found in faults.items() for fault in found)
    return chosen


@answers(operations.RELEASE)
def release(request: PublicRequest, asked: Asked, number: int) -> HttpResponse:
    live = list(Edition.objects.live().filter(release_id=number).order_by("language"))
    texts = [edition for edition in live if not edition.removed]
    if not texts:
        raise _gone(live[0]) if live else Http404
    found = [summary(reading) for reading in readings(texts, request.vocabularies)]
    return json_answer({"release": number, "texts": found})


@answers(operations.TEXT)
def text(request: PublicRequest, asked: Asked, number: int, language: str) -> HttpResponse:
    """Now, or as it was public at an instant: never one to come, and none that was removed since."""
    if asked["at"] is None:
        now = kept.text(number, language, request.vocabularies)
        return json_answer(now or kept.full_text(_live(number, language), request.vocabularies))
    _live(number, language)
    readable = Edition.objects.readable().exclude(kind=Edition.Kind.REMOVED)
    then = readable.live(min(asked["at"], database_time())).filter(release_id=number, language=language).first()
    if then is None:
        raise Http404
    return json_answer(kept.full_text(then, request.vocabularies))


@answers(operations.HISTORY)
def history(request: PublicRequest, asked: Asked, number: int, language: str) -> HttpResponse:
    _live(number, language)
    editions = Edition.objects.readable().filter(release_id=number, language=language).order_by("number")
    found = [
        identity(reading.edition) if reading.edition.removed else summary(reading)
        for reading in readings(editions, request.vocabularies)
    ]
    head = public_heads([number]).get(number)
    record = {"lines": head.lines, "digest": head.digest, "at": to_the_second(head.at)} if head else None
    return json_answer({"release": number, "language": language, "editions": found, "record": record})


def _live(number: int, language: str) -> Edition:
    """Raises Http404, or ProblemError, 410, for one that was removed."""
    edition = Edition.objects.live().filter(release_id=number, language=language).first()
    if edition is None:
        raise Http404
    if edition.removed:
        raise _gone(edition)
    return edition


def _gone(edition: Edition) -> ProblemError:
    """With the explanation, and with what replaces it if that is public."""
    replacement = Edition.objects.listed().filter(release=edition.replaced_by_id) if edition.replaced_by_id else None
    if replacement is None or not replacement.exists():
        return ProblemError(410, edition.change_note)
    replaced_by = full(reverse("api-release", args=[edition.replaced_by_id]))
    return ProblemError(410, edition.change_note, replaced_by=replaced_by)


# Changes


@answers(operations.CHANGES)
def changes(request: PublicRequest, asked: Asked) -> HttpResponse:
    """In the order of `releases.record.changes`; a cursor is the place of the last change that was looked at."""
    limit = min(asked["limit"], operations.LARGEST)
    start = cursors.change_position(asked["cursor"]) if asked["cursor"] else None
    if start is None and asked["since"] is not None:
        start = Position(asked["since"], -1)
    found, last, more = _changes(start, limit, asked["language"])
    told = _told({edition for _place, edition in found}, request.vocabularies)
    items = [
        Json.object({"at": exact(place.at), "action": _action(place, edition), "text": told[edition.pk]})
        for place, edition in found
    ]
    next_address = address(operations.CHANGES, asked, since=None, cursor=cursors.of_changes(last) if last else "")
    if last is None:
        next_address = address(operations.CHANGES, asked)
    return json_answer(
        {"limit": limit, "items": Json.array(items), "next": next_address, "more": more}, {"next": next_address}
    )


def _told(editions: set[Edition], vocabularies: Vocabularies) -> dict[int, Json]:
    """By the number of the edition: what the list says of it if it is listed now, otherwise only which text it is."""
    listed = kept.summaries([edition.pk for edition in editions], vocabularies)
    return {edition.pk: listed.get(edition.pk) or Json.of(identity(edition)) for edition in editions}


def _changes(
    start: Position | None, limit: int, language: str
) -> tuple[list[tuple[Position, Edition]], Position | None, bool]:
    """The changes to be told, the place of the last one looked at, and whether there may be more."""
    found: list[tuple[Position, Edition]] = []
    last = start if start and start.edition >= 0 else None
    at_a_time = limit + 1 if language == ALL_LANGUAGES else record_changes.BATCH
    for seen, (place, edition) in enumerate(record_changes.after(start, at_a_time), 1):
        wanted = edition is not None and language in (ALL_LANGUAGES, edition.language)
        if len(found) == limit or seen > MOST_CHANGES_SEEN:
            return found, last, True
        if edition is not None and wanted:
            found.append((place, edition))
        last = place
    return found, last, False


def _action(place: Position, edition: Edition) -> str:
    return ENDED if place.ends else ACTIONS[Edition.Kind(edition.kind)]


# Vocabularies and languages


@answers(operations.TERMS)
def vocabularies(request: PublicRequest, asked: Asked) -> HttpResponse:
    found = [
        {
            "name": model.segment,
            "url": full(reverse("api-terms", args=[model.segment])),
            "terms": len(list(request.vocabularies.of(model))),
        }
        for model in VOCABULARIES
    ]
    return json_answer({"vocabularies": found})


@answers(operations.VOCABULARY)
def terms(request: PublicRequest, asked: Asked, vocabulary: str) -> HttpResponse:
    model = next((model for model in VOCABULARIES if model.segment == vocabulary), None)
    if model is None:
        raise Http404
    found = request.vocabularies.of(model)
    return json_answer({"vocabulary": vocabulary, "terms": [term_of(term, found) for term in found]})


@answers(operations.LANGUAGES)
def languages(request: PublicRequest, asked: Asked) -> HttpResponse:
    fresh = request.freshness
    selection = ReleaseFilter(QueryDict(), request.vocabularies, look=fresh.look if fresh else None).selection
    by_language = selection.register.by_language
    found = [
        {
            "code": code,
            "name": str(name),
            "releases": bits.count(selection.listed & by_language[code]) if code in by_language else 0,
        }
        for code, name in settings.LANGUAGES
    ]
    return json_answer({"languages": found})


@answers(None)
def nowhere(request: PublicRequest, asked: Asked, rest: str) -> HttpResponse:
    raise Http404
