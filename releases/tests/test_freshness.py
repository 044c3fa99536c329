"""How long a response may be cached: never past the instant at which its content ceases to be true."""

import datetime
import time
from typing import Any

import pytest
import time_machine
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from releases.models.clock import database_time
from releases.site.freshness import LONGEST, Freshness
from releases.site.middleware import CompressionMiddleware, PublicPageMiddleware
from releases.site.unavailable import UnavailableMiddleware
from releases.tests.making import make_field, make_live_edition, make_scheduled_edition, make_user

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 5, 3, 12, 0, 20, tzinfo=datetime.UTC)


def seconds(now: datetime.datetime = NOON, due_in: float | None = None, elapsed: float = 0) -> int:
    due = now + datetime.timedelta(seconds=due_in) if due_in is not None else None
    return Freshness("token", now, due, read_at=time.monotonic() - elapsed).seconds()


def max_age(response) -> int:
    control = response["Cache-Control"]
    return 0 if control == "no-cache" else int(control.removeprefix("public, max-age="))


def outlives(client: Client, path: str, instant: datetime.datetime) -> bool:
    """Whether a cache that asks now may keep the response past the instant; its age counts from the request."""
    asked_at = database_time()
    return asked_at < instant < asked_at + datetime.timedelta(seconds=max_age(client.get(path)))


@pytest.mark.parametrize(("due_in", "expected"), [(None, 1), (3600, 1), (2.4, 1), (1.6, 1), (1.4, 0), (0.2, 0), (0, 0)])
@pytest.mark.promise(23)
def test_answer_is_kept_no_longer_than_until_the_next_change(due_in, expected):
    assert seconds(due_in=due_in) == expected


@pytest.mark.parametrize(("second", "expected"), [(0, 1), (30, 1), (54, 1), (58, 1), (59, 0)])
def test_last_seconds_of_every_minute_are_alike_whether_something_is_due_or_not(second, expected):
    now = NOON.replace(second=second)
    with_something_due = seconds(now, due_in=60 - second)

    assert seconds(now) == with_something_due == expected


def test_time_spent_rendering_the_page_counts():
    assert seconds(due_in=4, elapsed=0) == 1
    assert seconds(due_in=4, elapsed=2.4) == 1
    assert seconds(due_in=4, elapsed=2.6) == 0
    assert seconds(due_in=4, elapsed=9) == 0


@pytest.fixture
def site():
    field = make_field("Elections")
    edition = make_live_edition(fields_of_work=[field])
    return [
        "/",
        "/releases/",
        "/fields-of-work/elections/",
        "/releases/feed/atom/",
        "/sitemap.xml",
        edition.get_absolute_url(),
    ]


def test_every_public_answer_says_how_long_it_may_be_kept(client, site):
    for path in [*site, "/releases/999/", "/nothing/", "/releases/?from=2004-02-30", f"{site[-1]}x/"]:
        assert max_age(client.get(path)) <= LONGEST, path


@pytest.mark.promise(23)
def test_lists_and_the_404_before_it_are_not_kept_past_the_hour_of_a_release(client, site):
    at = database_time() + datetime.timedelta(seconds=3.5)
    edition = make_scheduled_edition(at=at)

    for path in [*site, edition.get_absolute_url(), f"/releases/{edition.release_id}/"]:
        assert not outlives(client, path, at), path


def test_end_of_an_edition_counts_as_much_as_a_beginning(client, site):
    end = database_time() + datetime.timedelta(seconds=3.5)
    make_live_edition(live_until=end)

    assert not outlives(client, "/", end)


@pytest.mark.parametrize("minutes", [-4, 4])
@pytest.mark.promise(18)
def test_clock_of_the_web_server_decides_nothing(client, site, minutes):
    at = database_time() + datetime.timedelta(seconds=3.5)
    make_scheduled_edition(at=at)

    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=minutes)):
        assert not outlives(client, "/releases/", at)


def test_cache_in_front_never_shows_yesterdays_list(client, site):
    """A cache that stores what it may, queried repeatedly across the hour of a release."""
    at = database_time() + datetime.timedelta(seconds=2.2)
    edition = make_scheduled_edition(headline="It is due", at=at)
    kept, until = b"", 0.0

    while (now := database_time()) < at + datetime.timedelta(seconds=0.3):
        if time.monotonic() < until:
            assert (b"It is due" in kept) == (now >= at)
        else:
            asked_at = time.monotonic()  # by RFC 9111, the age counts from here
            response = client.get("/releases/")
            kept, until = response.content, asked_at + max_age(response)
        time.sleep(0.02)

    assert edition.headline.encode() in client.get("/releases/").content


def test_answer_that_has_not_changed_is_not_sent_again(client, site):
    for path in site:
        first = client.get(path)
        second = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (second.status_code, second.content) == (304, b""), path

    make_live_edition(headline="One more", fields_of_work=[])
    assert client.get("/releases/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_compressed_answer_is_the_same_page_under_the_same_name(client, site):
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 3
    assert packed["ETag"] == f"W/{plain['ETag']}"
    again = client.get("/", headers={"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]})
    assert again.status_code == 304


@pytest.mark.promise(25)
def test_page_of_the_newsroom_is_kept_by_nobody():
    client = Client()
    client.force_login(make_user())
    response = client.get("/admin/")

    assert "private" in response["Cache-Control"]
    assert response.get("Content-Encoding") is None


def kept(response: HttpResponse) -> str:
    """The Cache-Control header that the site gives a view's response."""
    request: Any = RequestFactory().get("/")
    return PublicPageMiddleware(lambda _request: response)(request)["Cache-Control"]


@pytest.mark.django_db
def test_response_for_one_reader_is_not_cached():
    cookie, varying = HttpResponse(), HttpResponse()
    cookie.set_cookie("language", "fr")
    varying["Vary"] = "Accept-Encoding, Cookie"

    assert [kept(response) for response in (cookie, varying)] == ["private, no-store"] * 2
    assert "no-store" not in kept(HttpResponse())


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "is_kept"), [(404, True), (410, True), (500, False), (503, False)])
def test_errors_are_not_cached_but_404_is(status, is_kept):
    assert ("no-store" not in kept(HttpResponse(status=status))) is is_kept


@pytest.mark.django_db
def test_cache_control_set_by_a_view_is_respected():
    assert kept(HttpResponse(headers={"Cache-Control": "max-age=60"})) == "max-age=60"


@pytest.mark.django_db
def test_public_page_is_compressed_and_a_page_of_the_newsroom_is_not():
    """A page that contains both a secret and a stranger's input would reveal the secret by its compressed length."""
    page = HttpResponse("word " * 1000)

    def encoding(path: str, answer: HttpResponse) -> str:
        request = RequestFactory().get(path, headers={"Accept-Encoding": "gzip"})
        return (
            CompressionMiddleware(lambda _request: answer)
            .process_response(request, answer)
            .headers.get("Content-Encoding", "")
        )

    assert encoding("/admin/", HttpResponse(page.content)) == ""
    assert (
        encoding("/releases/1/files/x/a.txt", HttpResponse(page.content, headers={"Content-Disposition": "inline"}))
        == ""
    )
    assert encoding("/", page) == "gzip"


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_page_without_a_database_says_when_to_come_back_and_is_kept_by_nobody(error):
    middleware = UnavailableMiddleware(lambda _request: HttpResponse())

    response = middleware.process_exception(RequestFactory().get("/"), error("gone"))

    assert response is not None
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "60", "no-store")
    assert middleware.process_exception(RequestFactory().get("/"), ValueError("ours")) is None
