"""Nothing leaks before its hour: every public address is requested while every kind of hidden text is in the database.

The strongest assertion is the simplest: a visitor's response is the same, byte for byte, as if the hidden text did not
exist.
"""

import re
from collections.abc import Container
from copy import deepcopy

import pytest
from django.test import Client
from django.utils import timezone

from releases import steps
from releases.models import Contact, Edition, LegacyAddress, Release
from releases.tests.hidden import HIDDEN, HOUR, MARKER, hide, make_world, marked, removed
from releases.tests.making import (
    approved,
    make_user,
)
from releases.tests.public_addresses import ADDRESSES, LEGACY, World, every_address, named_patterns, own_history

pytestmark = pytest.mark.django_db

STRANGER = Client()
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def ask(path: str, method: str = "get", headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    """As an anonymous first-time visitor."""
    STRANGER.cookies.clear()
    response = getattr(STRANGER, method)(path, headers=headers or {})
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, dict(response.headers), body


Answers = dict[str, tuple[int, dict[str, str], bytes]]


def answers(world: World) -> Answers:
    return {path: ask(path) for path in every_address(world)}


def without_nonces(answer: tuple[int, dict[str, str], bytes]) -> tuple:
    """A response without what differs between any two: the random nonce, the token against forgery of a form, and the seconds
    until the next minute (see freshness).
    """
    status, headers, body = answer
    body = TOKEN.sub(b"", body)
    changing = ("Content-Security-Policy", "Cache-Control")
    return status, {name: value for name, value in headers.items() if name not in changing}, body


def test_every_public_url_pattern_is_walked_by_this_test():
    assert {*named_patterns(), LEGACY} == set(ADDRESSES)


@pytest.fixture(scope="module")
def built(kept_for_the_file, django_db_blocker) -> World:
    with django_db_blocker.unblock():
        return make_world()


@pytest.fixture
def world(built) -> World:
    """A copy, since tests add to it."""
    return deepcopy(built)


@pytest.fixture(scope="module")
def untouched(built, django_db_blocker) -> tuple[World, Answers]:
    """The world with a number reserved for a hidden text, and all its answers before there is one: the same for every kind of text."""
    world = deepcopy(built)
    with django_db_blocker.unblock():
        world.reserved = Release.objects.create()
        world.hidden_releases.append(world.reserved)
        world.hidden_slugs.append(f"{MARKER.lower()}headline-arrives")
        LegacyAddress.objects.create(path="/node/7", release=world.reserved, language="en")
        return world, answers(world)


def test_addresses_lead_somewhere(untouched):
    """Public content is visible; otherwise the tests below would pass on an empty site. Signed links open for those who got one only."""
    world, found = untouched

    signed = {"preview-link", "alert-confirm", "alert-leave", "alert-manage", "room-link", "room-sign-out"}
    for name in ADDRESSES.keys() - signed - {"api-nowhere", "security-txt", "csp-reports"}:
        assert any(found[path][0] in (200, 301, 302) for path in ADDRESSES[name](world)), name
    assert b"Council meets in Vienna" in found["/releases/?"][2]


@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.promise(1, 2, 3, 4, 5, 6, 11)
def test_hidden_text_changes_not_one_byte_of_any_public_answer(untouched, kind):
    """Its number is reserved in advance, so that all its own addresses are requested before it exists."""
    world, without = deepcopy(untouched[0]), untouched[1]

    HIDDEN[kind](world)
    with_it = answers(world)

    # A text that was public and has ended is told of in the changes, by its number alone: whoever copied it must hear of its end.
    told = "/api/v1/changes/" if kind == "expired" else "nowhere"
    differing = [
        path for path in without if told not in path and without_nonces(without[path]) != without_nonces(with_it[path])
    ]
    assert differing == []
    assert leaks(with_it, but_for=()) == []


@pytest.mark.parametrize("kind", [kind for kind in HIDDEN if "edition" not in kind and "language" not in kind])
@pytest.mark.promise(1, 12)
def test_address_of_a_hidden_release_answers_like_one_that_never_existed(world, kind):
    edition = HIDDEN[kind](world)
    made_up = edition.release_id + 1_000_000

    for path in ("/releases/{}/", f"/releases/{{}}/{edition.slug}/", "/releases/{}/history/", "/ru/releases/{}/"):
        hidden, nowhere = ask(path.format(edition.release_id)), ask(path.format(made_up))
        expected = nowhere[2].replace(str(made_up).encode(), str(edition.release_id).encode())
        assert (hidden[0], hidden[2]) == (404, expected)
        assert set(hidden[1]) == set(nowhere[1])


ASIDES: list[tuple[str, dict[str, str]]] = [
    ("head", {}),
    ("options", {}),
    ("post", {}),
    ("get", {"If-None-Match": "*"}),
    ("get", {"If-Match": "*"}),
    ("get", {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}),
    ("get", {"If-Unmodified-Since": "Fri, 01 Jan 1999 00:00:00 GMT"}),
    ("get", {"Range": "bytes=0-10"}),
    ("get", {"Accept-Datetime": "Fri, 01 Jan 2100 00:00:00 GMT"}),
    ("get", {"Accept-Encoding": "gzip"}),
    ("get", {"X-HTTP-Method-Override": "HEAD", "X-Forwarded-Host": "elsewhere.example", "X-Original-URL": "/admin/"}),
]


@pytest.mark.parametrize(
    ("method", "headers"), ASIDES, ids=[" ".join([method, *headers]) for method, headers in ASIDES]
)
@pytest.mark.parametrize("kind", ["draft", "scheduled"])
@pytest.mark.promise(9)
def test_no_other_kind_of_request_reveals_anything(world, kind, method, headers):
    """Its page, number, history, past and picture: each answers as for a number that was never assigned."""
    edition = HIDDEN[kind](world)
    number, made_up = edition.release_id, edition.release_id + 1_000_000

    for path in ("{}/", f"{{}}/{edition.slug}/", "{}/history/", "{}/timemap/", "{}/at/2099-01-01/", "{}/picture/1.png"):
        hidden, nowhere = (ask(f"/releases/{path.format(which)}", method, headers) for which in (number, made_up))
        assert hidden[0] == nowhere[0] >= 400 or (method == "options" and hidden[0] == nowhere[0])
        assert set(hidden[1]) == set(nowhere[1])
        assert abs(len(hidden[2]) - len(nowhere[2])) <= 80


@pytest.mark.promise(6, 17)
def test_text_of_a_removed_release_is_nowhere(world):
    edition = hide(world, removed(world))

    found = answers(world)

    assert leaks(found, but_for=()) == []
    for path in (f"/releases/{edition.release_id}/{edition.slug}/", f"/releases/{edition.release_id}/history/"):
        status, _, body = found[path]
        assert status == 410
        assert b"Published by mistake." in body


# Whoever received the text must hear that it may no longer be used.
TELLING_OF_WITHDRAWALS = (
    "/releases/feed/ninjs/",
    "/releases/feed/newsml/",
    "/releases/feed/corrections/",
    "/api/v1/changes/",
)


def test_withdrawn_release_is_readable_at_its_own_address_and_else_named_only_as_withdrawn(world):
    edition = marked(world)
    steps.place_on_record(edition, timezone.now() - HOUR)
    steps.withdraw(edition, make_user(), "The event was called off.")
    hide(world, edition)

    found = answers(world)
    own = [path for path in found if f"/releases/{edition.release_id}/" in path]
    telling = [path for path in found if path.removeprefix("/ru").startswith(TELLING_OF_WITHDRAWALS)]

    assert leaks(found, but_for=own + telling) == []
    assert [path for path in telling if f"{MARKER}body".encode() in found[path][2]] == []


def test_superseded_text_stands_in_its_own_history_and_nowhere_else(world):
    """The marked text is the first edition of a release; its correction says something else."""
    first = marked(world)
    steps.place_on_record(first, timezone.now() - HOUR)
    second = steps.start_next(first, make_user(), kind="correction", change_note="The day was wrong.")
    Contact.objects.filter(edition=second).delete()
    second.files.all().delete()
    Edition.objects.filter(pk=second.pk).update(
        headline="Office opens",
        slug="office-opens",
        lead="",
        body="<p>It opened.</p>",
        places=[],
        keywords=[],
        notes="",
    )
    steps.release_now(approved(second), make_user())
    world.shown = second
    world.hidden_slugs.append(first.slug)

    found = answers(world)

    own_file = [path for path in found if path.startswith(f"/releases/{first.release_id}/files/")]
    assert (
        leaks(found, but_for=[own_history(world, "en"), f"/api/v1/releases/{first.release_id}/en/history/", *own_file])
        == []
    )
    assert f"{MARKER}body".encode() in found[own_history(world, "en")][2]


def test_scheduled_edition_appears_by_the_clock_alone(world):
    """The converse: once their hour has come, the same texts are everywhere, with nothing run in between."""
    edition = marked(world)
    steps.place_on_record(edition, timezone.now() - HOUR)

    found = answers(world)

    assert leaks(found, but_for=()) != []
    assert any(path.startswith("/releases/feed/atom/") for path in leaks(found, but_for=()))


def leaks(found: dict[str, tuple], but_for: Container[str]) -> list[str]:
    """The addresses whose response contains a marker in body or headers; a page may echo a query that contains it."""
    return [
        path
        for path, (_, headers, body) in found.items()
        if path not in but_for and gives_away(path, body + repr(headers).encode())
    ]


def gives_away(path: str, answer: bytes) -> bool:
    """Whether the response contains more than what the visitor typed."""
    words = ("headline", "lead", "body", "place", "keyword", "notes", "contact", "file.pdf")
    text = answer.lower()
    for slug in path.lower().replace("%2f", "/").split("/"):
        # The 404 page and redirects may echo the requested address, also where it stands in a query.
        if slug.startswith(MARKER.lower()):
            text = text.replace(f"/{slug}".encode() if "." in slug else f"/{slug}/".encode(), b"/")
            text = text.replace(f"%2f{slug}{'' if '.' in slug else '%2f'}".encode(), b"")
    return any(f"{MARKER}{word}".lower().encode() in text for word in words) or b"marker@newsroom" in text
