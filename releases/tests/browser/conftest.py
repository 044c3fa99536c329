"""A live server with the sample releases, and Chromium. Nothing here writes, so the data is loaded once for all tests."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from releases import steps
from releases.admin import role_groups
from releases.models import Edition
from releases.tests.browser.newsroom import PASSWORD, Person
from releases.tests.browser.pages import Site
from releases.tests.making import make_user

# Playwright's event loop runs in the test's thread, where Django would otherwise refuse to access the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PEOPLE = {
    "anna": ("Anna", "Adler", "Author"),
    "ben": ("Ben", "Berger", "Editor"),
    "clara": ("Clara", "Conti", "Publisher"),
}

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that write in a newsroom of their own empty the database at the end, and so come after those that read the sample."""
    items.sort(key=lambda item: "/browser/" in str(item.path) and "site" not in getattr(item, "fixturenames", ()))
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db)  # otherwise there would be no test database to fill


@pytest.fixture
def _django_db_helper(django_db_setup) -> None:
    """No transaction around a test: on SQLite it would hold the lock that the server's thread needs."""


@pytest.fixture(scope="package")
def site(django_db_setup, django_db_blocker) -> Iterator[Site]:
    with django_db_blocker.unblock():
        assert "test" in str(connection.settings_dict["NAME"]), "not the newsroom's own database"
        call_command("load_taxonomy", verbosity=0)
        call_command("load_demo", verbosity=0)
        removed = Edition.objects.listed().filter(language="en").earliest("date")
        steps.remove(removed, make_user(), "The text named persons who must be protected.")
        server = LiveServer("127.0.0.1")
        try:
            yield Site(server.url, removed.release_id, now=timezone.now())
        finally:
            server.stop()
            call_command("flush", verbosity=0, interactive=False)
            role_groups.apply()  # as the migration did; plain tests may come after these


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next((path for path in map(shutil.which, CHROMIUM) if path), None)
    if path is None:
        pytest.fail("The browser tests need Chromium; `make test` installs it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, site) -> Iterator[Page]:
    """Fails the test on any script error or violation of the content security policy."""
    yield from page_of(chromium, site)


@pytest.fixture
def page_without_script(chromium, site) -> Iterator[Page]:
    yield from page_of(chromium, site, java_script_enabled=False)


def page_of(chromium: Browser, site: Site, **options: Any) -> Iterator[Page]:
    context = chromium.new_context(base_url=site.address, viewport={"width": 1280, "height": 900}, **options)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console", lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None
    )
    yield page
    context.close()
    assert errors == []


@pytest.fixture(scope="module")
def address(django_db_setup, django_db_blocker) -> Iterator[str]:
    with django_db_blocker.unblock():
        for name, (first, last, role) in PEOPLE.items():
            user = make_user(username=name, first_name=first, last_name=last, roles=[role])
            user.set_password(PASSWORD)
            user.save()
        server = LiveServer("127.0.0.1")
        try:
            yield server.url
        finally:
            server.stop()
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def people(chromium, address) -> Iterator[Any]:
    """Give each person a browser of their own, by name. Fails the test on any error a page reports."""
    contexts, errors = [], []

    def arrive(name: str, **options: Any) -> Person:
        # Without transitions: a colour halfway between light and dark belongs to neither.
        context = chromium.new_context(
            base_url=address, viewport={"width": 1280, "height": 900}, reduced_motion="reduce", **options
        )
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        contexts.append(context)
        person = Person(name, page)
        person.log_in()
        return person

    yield arrive
    for context in contexts:
        context.close()
    assert errors == []
