"""Cached responses never outlive their content."""

import datetime
import gzip
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from wsgiref.util import setup_testing_defaults

import brotli
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client

from releases import steps
from releases.models.clock import database_time
from releases.site.page_cache import PageCache, PageKey, Store
from releases.tests.making import make_edition, make_field, make_live_edition, make_scheduled_edition, make_user
from taxonomy.tests.making import change_term

pytestmark = pytest.mark.django_db(transaction=True)

LATEST = datetime.timedelta(milliseconds=50)  # allowance for the database's clock to pass the instant
HELD = 1.1  # seconds after which every process has polled again


class Site:
    """The cached application, called without a network; `made` lists the requests that reached the application."""

    def __init__(self, **options: int) -> None:
        self.made: list[str] = []
        self.delay = 0.0
        django = get_wsgi_application()

        def counted(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
            self.made.append(f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}".rstrip("?"))
            time.sleep(self.delay)
            return django(environ, start)

        self.cache = PageCache(counted, **options)

    def get(self, path: str, method: str = "GET", **headers: str) -> "Got":
        path, _, query = path.partition("?")
        environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        environ.setdefault("HTTP_HOST", "localhost")
        setup_testing_defaults(environ)
        told: list[Any] = []
        body = b"".join(self.cache(environ, lambda *answer: told.append(answer)))
        status, sent = told[0][:2]
        return Got(int(status[:3]), dict(sent), body)


class Got:
    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self) -> str:
        return self.body.decode()


@pytest.fixture
def site():
    make_field("Elections")
    return Site()


def test_page_is_made_once_for_all_who_ask_for_it(site):
    edition = make_live_edition()
    address = edition.get_absolute_url()

    first, second = site.get(address), site.get(address)

    assert first.status == 200
    assert (first.status, first.body) == (second.status, second.body)
    assert site.made == [address]


def test_without_memory_every_page_is_rendered_for_every_request():
    make_field("Elections")
    site, address = Site(memory=0), make_live_edition().get_absolute_url()

    first, second = site.get(address), site.get(address)

    assert first.body == second.body
    assert first.headers == second.headers
    assert site.made == [address] * 2


def test_page_that_many_ask_for_at_once_is_made_once(site):
    address = make_live_edition().get_absolute_url()
    site.delay = 0.2

    with ThreadPoolExecutor(8) as people:
        bodies = set(people.map(lambda _: site.get(address).body, range(8)))
        list(people.map(lambda _: connection.close(), range(8)))

    assert len(bodies) == 1
    assert site.made == [address]


@pytest.mark.parametrize("appended", ["utm_source=mail", "fbclid=123", "in=field%3Dx", "page=", "made=up"])
@pytest.mark.promise(27)
def test_unknown_parameters_neither_change_a_page_nor_are_cached_separately(site, appended):
    make_live_edition()
    plain = site.get("/releases/?field=elections")

    other = site.get(f"/releases/?{appended}&field=elections")

    assert other.body == plain.body
    assert "fbclid" not in other.text
    assert "utm_source" not in other.text
    assert site.made == ["/releases/?field=elections"]


def test_order_of_parameters_makes_no_other_page(site):
    site.get("/releases/?type=news&field=elections")

    site.get("/releases/?field=elections&type=news")

    assert len(site.made) == 1


def test_embargo_lifts_at_its_second_through_the_cache(site):
    at = database_time() + datetime.timedelta(seconds=4)
    edition = make_scheduled_edition(headline="Until nine o'clock", at=at)
    addresses = ["/releases/", "/", "/releases/feed/atom/", edition.get_absolute_url()]
    before, after = [], []

    while (asked_at := database_time()) < at + datetime.timedelta(seconds=2):
        for address in addresses:
            got = site.get(address)
            shown = got.status == 200 and "Until nine" in got.text
            if database_time() < at:
                before.append(shown)
            elif asked_at > at + LATEST:
                after.append(shown)

    assert len(before) >= len(addresses)
    assert not any(before)
    assert len(after) >= len(addresses)
    assert all(after)


def test_address_of_a_scheduled_release_answers_404_until_it_is_due_and_no_longer(site):
    at = database_time() + datetime.timedelta(seconds=1)
    address = make_scheduled_edition(at=at).get_absolute_url()

    assert site.get(address).status == 404
    while database_time() < at + LATEST:
        time.sleep(0.01)

    assert site.get(address).status == 200


@pytest.mark.promise(17, 61)
def test_what_is_withdrawn_or_corrected_is_gone_within_a_second(site):
    edition = make_live_edition(headline="A figure of 57")
    addresses = ["/releases/", "/releases/feed/rss/", edition.get_absolute_url()]
    assert all("A figure of 57" in site.get(address).text for address in addresses)

    steps.remove(edition, make_user(), "It named persons.")
    time.sleep(HELD)

    assert [site.get(address).status for address in addresses] == [200, 200, 410]
    assert not any("A figure of 57" in site.get(address).text for address in addresses)


def test_change_of_a_vocabulary_is_on_the_page_within_a_second(site):
    field = make_field("Media freedom")
    address = make_live_edition(fields_of_work=[field]).get_absolute_url()
    assert "Media freedom" in site.get(address).text

    change_term(field, name="Freedom of the media")
    time.sleep(HELD)

    assert "Freedom of the media" in site.get(address).text


@pytest.mark.promise(26)
def test_nothing_that_belongs_to_one_person_is_kept(site):
    edition = make_edition()
    user = make_user(roles=["Editor"])
    browser = Client()
    browser.force_login(user)
    cookie = f"sessionid={browser.cookies['sessionid'].value}"

    mine = site.get(f"/admin/releases/edition/{edition.pk}/change/", cookie=cookie)
    others = site.get(f"/admin/releases/edition/{edition.pk}/change/")

    assert mine.status == 200
    assert edition.headline in mine.text
    assert others.status == 302
    assert len(site.made) == 2


@pytest.mark.promise(26)
def test_page_that_an_editor_asks_for_first_is_what_everybody_gets(site):
    address = make_live_edition().get_absolute_url()
    browser = Client()
    browser.force_login(make_user(roles=["Editor"]))

    first = site.get(address, cookie=f"sessionid={browser.cookies['sessionid'].value}")
    second = site.get(address)

    assert first.body == second.body == Site().get(address).body
    assert "Set-Cookie" not in second.headers
    assert str(AnonymousUser()) not in second.text


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [
        ("gzip", "gzip", gzip.decompress),
        ("br, gzip", "br", brotli.decompress),
        ("gzip;q=0, br;q=0", None, bytes),
        ("", None, bytes),
        ("zstd", None, bytes),
    ],
)
def test_each_gets_the_page_as_it_can_read_it(site, accepted, encoding, read):
    address = make_live_edition().get_absolute_url()
    plain = site.get(address)

    got = site.get(address, accept_encoding=accepted)

    assert got.headers.get("Content-Encoding") == encoding
    assert read(got.body) == plain.body
    assert got.headers["Vary"].lower().split(", ").count("accept-encoding") == 1
    assert int(got.headers["Content-Length"]) == len(got.body)
    assert len(site.made) == 1


@pytest.mark.parametrize("accepted", ["", "gzip", "br"])
def test_client_that_has_the_page_already_gets_304(site, accepted):
    address = make_live_edition().get_absolute_url()
    etag = site.get(address, accept_encoding=accepted).headers["ETag"]

    again = site.get(address, accept_encoding=accepted, if_none_match=f'"other", {etag}')
    other = site.get(address, accept_encoding=accepted, if_none_match='"other"')

    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == etag
    assert other.status == 200


@pytest.mark.promise(9)
def test_head_says_what_get_would_give_and_tells_nothing_of_what_is_scheduled(site):
    address = make_live_edition().get_absolute_url()
    hidden = make_scheduled_edition().get_absolute_url()

    head, got = site.get(address, "HEAD"), site.get(address)

    assert (head.body, head.headers["Content-Length"]) == (b"", str(len(got.body)))
    assert site.get(hidden, "HEAD").status == 404
    assert site.get(hidden, if_none_match="*").status == 404


@pytest.mark.promise(28)
def test_host_that_is_not_ours_is_refused_and_leaves_nothing_behind(site):
    address = make_live_edition().get_absolute_url()

    refused = site.get(address, host="elsewhere.example")

    assert refused.status == 400
    assert "elsewhere.example" not in site.get(address).text


def test_former_address_that_its_query_names_is_not_answered_by_the_page_without_it(site):
    edition = make_live_edition()
    edition.release.legacy_addresses.create(path="/press/?id=4", language="en")

    missing, found = site.get("/press/"), site.get("/press/?id=4")

    assert missing.status == 404
    assert (found.status, found.headers["Location"]) == (301, edition.get_absolute_url())
    assert site.get("/press/").status == 404


def test_malformed_filter_is_a_bad_request_that_is_not_kept(site):
    assert site.get("/releases/?from=yesterday").status == 400
    assert site.get("/releases/?from=yesterday").status == 400

    assert len(site.made) == 2


@pytest.mark.promise(56)
def test_pages_go_on_where_the_database_does_not_answer(site):
    address = make_live_edition().get_absolute_url()
    page = site.get(address)
    time.sleep(HELD)

    away = database_that_is_away()
    with away:
        got = site.get(address)
        unknown = site.get("/releases/?type=news")

    assert (got.status, got.body) == (200, page.body)
    assert got.headers["Cache-Control"] == "no-cache"
    assert unknown.status == 503
    assert unknown.headers["Retry-After"]


def database_that_is_away():
    """Every statement fails as if the server were down."""
    from django.db import OperationalError

    def fail(*args: Any) -> Any:
        raise OperationalError("the server closed the connection unexpectedly")

    return connection.execute_wrapper(fail)


def test_memory_is_bounded_and_what_was_asked_for_last_stays():
    store = Store(memory=100_000)
    answers = {number: answer_of(20_000) for number in range(10)}

    for number, answer in answers.items():
        store.put(key(number), answer)
        store.get(key(0))

    kept = [number for number in answers if store.get(key(number))]
    assert kept == [0, 8, 9]


def key(number: int) -> PageKey:
    return PageKey("http", "localhost", f"/{number}/", "")


def answer_of(size: int) -> Any:
    from releases.site.page_cache import CachedPage

    return CachedPage("200 OK", [], "", {"": b"x" * size}, 1)


def test_threads_that_come_while_one_looks_wait_for_what_it_sees(site):
    make_live_edition()
    barrier = threading.Barrier(4)

    def look(_: int) -> int:
        barrier.wait()
        generation = site.cache.watch.standing().generation
        connection.close()
        return generation

    with ThreadPoolExecutor(4) as people:
        assert len(set(people.map(look, range(4)))) == 1
