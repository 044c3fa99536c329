"""Pages on the short way are what Django would have answered, and show what is public by the database's clock."""

import datetime
import time
from collections.abc import Iterator
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import override_settings

from releases import steps
from releases.models import Edition
from releases.models.clock import database_time
from releases.site.frugal.application import Frugal
from releases.site.page_cache import PageCache
from releases.tests.hidden import HIDDEN, MARKER
from releases.tests.making import make_country, make_field, make_live_edition, make_scheduled_edition, make_user

pytestmark = pytest.mark.django_db(transaction=True)

HELD = 1.1  # seconds after which every process has polled again
LATEST = 0.05  # seconds for the database's clock to pass the instant


class Site:
    """The site as `osce_cms.wsgi` puts it together, without keeping whole pages; `to_django` lists what took the long way."""

    def __init__(self) -> None:
        self.to_django: list[str] = []
        django = get_wsgi_application()

        def counted(environ: dict[str, Any], start: Any) -> Any:
            self.to_django.append(environ["PATH_INFO"])
            return django(environ, start)

        self.application = PageCache(Frugal(counted), memory=0)
        self.plain = PageCache(django, memory=0)

    def get(self, address: str, *, plain: bool = False, **headers: str) -> tuple[str, dict[str, str], bytes]:
        path, _, query = address.partition("?")
        environ: dict[str, Any] = {"PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": query}
        environ |= {"HTTP_HOST": "localhost", **headers}
        setup_testing_defaults(environ)
        told: list[Any] = []
        body = b"".join((self.plain if plain else self.application)(environ, lambda *answer: told.extend(answer)))
        return told[0], dict(told[1]), body

    def short(self, address: str) -> bytes:
        """The page, which must not have taken the long way."""
        before = len(self.to_django)
        status, _, body = self.get(address)
        assert (status, self.to_django[before:]) == ("200 OK", [])
        return body


@pytest.fixture
def site() -> Iterator[Site]:
    yield Site()
    connection.close()


@pytest.fixture
def edition() -> Edition:
    field, country = make_field("Elections"), make_country("Moldova")
    make_live_edition(headline="Sunflower report", lead="A lead.", fields_of_work=[field])
    make_live_edition(headline="Наблюдатели", language="ru", fields_of_work=[field])
    return make_live_edition(headline="Observers in Chișinău", fields_of_work=[field], countries=[country])


def addresses(edition: Edition) -> list[str]:
    return [
        edition.get_absolute_url(),
        *("/", "/ru/", "/releases/", "/ru/releases/", "/fr/releases/?language=all", "/releases/?q=sunflower+report"),
        *("/releases/?field=elections&country=moldova&utm_source=mail", "/releases/?sort=oldest&page=1"),
        *(
            "/releases/feed/atom/",
            "/releases/feed/rss/",
            "/ru/releases/feed/atom/",
            "/releases/feed/rss/?field=elections",
        ),
        *(
            "/api/v1/releases/",
            "/api/v1/releases/?limit=1&q=observers",
            "/api/v1/releases/?field=elections&language=ru",
        ),
        f"/api/v1/releases/{edition.release_id}/en/",
    ]


def warmed(site: Site, address: str) -> None:
    """The first reader's page is made of templates, the second one's of frames."""
    for _ in range(3):
        site.get(address)


def test_page_is_what_django_answers(site, edition):
    for address in addresses(edition):
        warmed(site, address)
        site.short(address)
        short, plain = site.get(address), site.get(address, plain=True)

        assert short[0] == plain[0] == "200 OK"
        assert short[2] == plain[2], address
        assert without_age(short[1]) == without_age(plain[1]), address


def without_age(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "Cache-Control"}


@override_settings(SURROGATE_KEYS="Surrogate-Key")
def test_page_names_what_it_shows(edition):
    site = Site()
    for address in (edition.get_absolute_url(), "/releases/"):
        warmed(site, address)
        site.short(address)

        assert site.get(address)[1]["Surrogate-Key"] == site.get(address, plain=True)[1]["Surrogate-Key"]
        assert f"release-{edition.release_id}" in site.get(address)[1]["Surrogate-Key"]


def test_scheduled_release_appears_at_its_second(site, edition):
    pages = addresses(edition)
    for address in pages:
        warmed(site, address)
    due = database_time() + datetime.timedelta(seconds=2)
    make_scheduled_edition(at=due, headline="Embargoed sunflower", fields_of_work=[make_field("Media")])
    time.sleep(HELD)

    shown_early = []
    while database_time() < due:
        for address in pages:
            shown = b"Embargoed" in site.get(address)[2]
            shown_early += [address] if shown and database_time() < due else []
    time.sleep(LATEST)

    assert not shown_early
    assert b"Embargoed" in site.get("/releases/")[2]
    assert b"Embargoed" in site.get("/releases/feed/atom/")[2]
    assert b"Embargoed" in site.get("/")[2]


def test_withdrawn_release_is_nowhere_though_this_process_has_not_noticed(site, edition):
    """What a process has made holds for up to a second; the database has the last word before that."""
    other = make_live_edition(headline="Marigold", fields_of_work=list(edition.fields_of_work.all()))
    translation = make_live_edition(headline="Бархатцы", language="ru", release=edition.release)
    pages = [*addresses(edition), "/releases/?q=marigold"]
    for address in pages:
        warmed(site, address)
    assert b"Marigold" in site.short("/releases/")
    assert translation.slug.encode() in site.short(edition.get_absolute_url())
    site.application.watch._until = time.monotonic() + 60  # no poll from now on

    steps.withdraw(other, make_user(), "It named persons.")
    steps.remove(translation, make_user(), "It named persons.")

    words = [b"Marigold", translation.slug.encode()]
    shown = [address for address in pages for word in words if word in site.get(address)[2]]
    assert not shown
    assert translation.slug.encode() not in site.short(edition.get_absolute_url())  # nor in what is kept


@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.promise(1, 2, 11)
def test_hidden_text_changes_not_one_byte(site, world, kind):
    """Neither before this process has noticed that something was written, nor after."""
    pages = [
        world.shown.get_absolute_url(),
        *(
            "/",
            "/ru/",
            "/releases/",
            "/ru/releases/?language=all",
            f"/releases/?q={MARKER}headline",
            "/releases/?q=council",
        ),
        *(
            f"/releases/?field={world.field.slug}&country={world.country.slug}",
            f"/releases/?source={world.source.slug}",
        ),
        *("/releases/feed/atom/", "/ru/releases/feed/atom/", "/releases/feed/rss/"),
        *(
            "/api/v1/releases/",
            f"/api/v1/releases/?q={MARKER}headline",
            f"/api/v1/releases/{world.shown.release_id}/en/",
        ),
    ]
    for address in pages:
        warmed(site, address)
    without = {address: site.get(address)[2] for address in pages}

    HIDDEN[kind](world)

    for _ in ("unnoticed", "noticed"):
        changed = [address for address in pages for _ in range(3) if site.get(address)[2] != without[address]]
        assert changed == []
        site.application.watch._until = 0.0
    assert not [
        address
        for address, page in without.items()
        if MARKER.encode() in page.replace(f"{MARKER}headline".encode(), b"")
    ]


def test_stranger_host_and_wrong_scheme_are_answered_by_the_middleware(site, edition):
    warmed(site, "/releases/")

    assert site.get("/releases/", HTTP_HOST="example.net")[0].startswith("400")
    assert site.short("/releases/")


def test_former_slug_and_missing_release_take_the_long_way(site, edition):
    warmed(site, edition.get_absolute_url())

    assert site.get(f"/releases/{edition.release_id}/other/")[0].startswith("301")
    assert site.get("/releases/999999/none/")[0].startswith("404")
