"""Caches in front of the site are told what has changed, and nothing that is not public."""

import datetime
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.test import Client
from django.test.utils import override_settings

from releases import steps
from releases.models.clock import database_time
from releases.site.purging import Purger
from releases.tests.making import (
    corrected,
    make_edition,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_user,
)
from taxonomy.tests.making import change_term

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def keys():
    with override_settings(SURROGATE_KEYS="Surrogate-Key"):
        yield


def keys_of(path: str) -> set[str]:
    return set(Client().get(path).headers["Surrogate-Key"].split())


class Cache(ThreadingHTTPServer):
    """Notes what it is told, unless it is away."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.away = False
        super().__init__(("127.0.0.1", 0), Told)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Told(BaseHTTPRequestHandler):
    server: Cache

    def do_PURGE(self) -> None:
        if not self.server.away:
            self.server.told += self.headers["Surrogate-Key"].split()
        self.send_response(503 if self.server.away else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def cache() -> Iterator[Cache]:
    cache = Cache()
    threading.Thread(target=cache.serve_forever, daemon=True).start()
    with override_settings(PURGE_URLS=[cache.address]):
        yield cache
    cache.shutdown()
    cache.server_close()


@pytest.fixture
def purger(cache) -> Purger:
    """It has told that everything may have changed, as it does first."""
    purger = Purger()
    purger.turn()
    assert cache.told == ["site"]
    cache.told.clear()
    return purger


def told(purger: Purger, cache: Cache) -> list[str]:
    cache.told.clear()
    purger.turn()
    return cache.told


def test_responses_name_every_release_that_they_show():
    field = make_field("Elections")
    one, other = (make_live_edition(fields_of_work=[field]) for _ in range(2))
    releases = {f"release-{edition.release_id}" for edition in (one, other)}

    for path in ("/", "/releases/", "/releases/feed/rss/", "/fields-of-work/elections/", "/api/v1/releases/"):
        assert keys_of(path) == {"site", "lists", *releases}
    assert keys_of(one.get_absolute_url()) == {"site", *releases}, "itself, and the related one"
    assert keys_of(f"/releases/{one.release_id}/history/") == {"site", f"release-{one.release_id}"}


@pytest.mark.promise(1)
def test_page_that_is_not_public_is_keyed_as_one_that_does_not_exist():
    hidden = make_scheduled_edition()

    assert keys_of(hidden.get_absolute_url()) == {"site", f"release-{hidden.release_id}"}
    assert keys_of("/releases/999/nothing/") == {"site", "release-999"}


def test_newsroom_has_no_keys(admin_client):
    assert "Surrogate-Key" not in admin_client.get("/admin/").headers


def test_what_becomes_public_is_told_once(purger, cache, admin_user):
    edition = make_live_edition()

    assert told(purger, cache) == ["lists", f"release-{edition.release_id}"]
    assert told(purger, cache) == []

    corrected(edition, admin_user)
    assert told(purger, cache) == ["lists", f"release-{edition.release_id}"]
    steps.withdraw(edition.release.editions.latest("number"), make_user(), "It was wrong.")
    assert told(purger, cache) == ["lists", f"release-{edition.release_id}"]


@pytest.mark.promise(15)
def test_clock_is_told_when_it_has_changed_something_and_not_before(purger, cache):
    make_edition(headline="A draft")
    edition = make_scheduled_edition(at=database_time() + datetime.timedelta(seconds=1))
    assert told(purger, cache) == []

    time.sleep(1.1)

    assert told(purger, cache) == ["lists", f"release-{edition.release_id}"]
    assert told(purger, cache) == []


def test_change_of_a_vocabulary_concerns_every_page(purger, cache):
    change_term(make_field("Elections"), name="Elections and referendums")

    assert told(purger, cache) == ["site"]


def test_cache_that_is_away_is_told_later(purger, cache):
    cache.away = True
    edition = make_live_edition()
    assert told(purger, cache) == []

    cache.away = False
    assert told(purger, cache) == [], "it waits for two seconds"
    time.sleep(2.1)

    assert told(purger, cache) == ["lists", f"release-{edition.release_id}"]


def test_command_reads_the_keys(tmp_path):
    file = tmp_path / "told"
    script = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read())"

    with override_settings(PURGE_COMMAND=f'{sys.executable} -c "{script}" {file}'):
        Purger().turn()

    assert Path(file).read_text() == "site\n"


def test_without_the_setting_there_is_no_such_header():
    with override_settings(SURROGATE_KEYS=""):
        assert "Surrogate-Key" not in Client().get("/releases/").headers
