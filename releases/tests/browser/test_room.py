"""The room for journalists in a browser: two of them read, one is shut out midway; and each of its pages."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from releases import steps
from releases.accounts.one_use import token_for
from releases.models import Edition, Journalist, User
from releases.room import links, opening
from releases.tests.browser.accessibility import runs_over, violations
from releases.tests.browser.newsroom import PASSWORD, Person, picture
from releases.tests.browser.test_markup import JAR
from releases.tests.files import PDF
from releases.tests.making import make_scheduled_edition, make_user
from releases.tests.room import PASSWORD as READERS_PASSWORD
from releases.tests.room import make_journalist, make_terms, opened_to

HEADLINE = "Observers arrive in Tirana"


@pytest.fixture
def address(django_db_setup, django_db_blocker) -> Iterator[str]:
    with django_db_blocker.unblock():
        clara = make_user(username="clara", roles=["Publisher"])
        clara.set_password(PASSWORD)
        clara.save()
        make_terms("Publish nothing before the hour.", ru="Ничего не публикуйте до срока.")
        make_scheduled_edition(
            headline=HEADLINE, lead="Twelve observers took up their work.", files=[("plan.pdf", PDF)]
        )
        server = LiveServer("127.0.0.1")
        try:
            yield server.url
        finally:
            server.stop()
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def arrive(chromium, address) -> Iterator[Any]:
    """A browser for each person. Fails the test on any error that a page reports."""
    contexts, errors = [], []

    def opened(**options: Any) -> Any:
        context = chromium.new_context(base_url=address, reduced_motion="reduce", **options)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
        contexts.append(context)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def come_in(page: Any, journalist: Journalist) -> None:
    """Through the link of the invitation, without script."""
    page.goto(f"/room/link/{token_for(links.INVITATION, journalist)}/")
    for name in ("new_password1", "new_password2"):
        page.fill(f"#id_{name}", READERS_PASSWORD)
    page.click("main button >> nth=-1")
    page.check("#id_accept")
    page.click("main form.filters button")


def test_two_journalists_read_and_one_is_shut_out_midway(arrive):
    jane, john = (make_journalist(name=name, outlet=outlet) for name, outlet in (("Jane", "Planet"), ("John", "Bugle")))
    edition = Edition.objects.get(headline=HEADLINE)
    clara = Person("clara", arrive())
    clara.log_in()
    clara.open(HEADLINE)
    clara.page.click("text=Room for journalists")
    clara.page.check("#id_everybody")
    clara.page.click("input[value='Open to journalists']")
    assert "get a letter" in clara.told
    assert violations(clara.page) == []

    first, second = arrive(java_script_enabled=False), arrive()
    come_in(first, jane)
    come_in(second, john)
    for page in (first, second):
        page.click(f"text={HEADLINE}")
        assert "Twelve observers" in page.locator("article").inner_text()
        assert "Under embargo until" in page.locator(".hour").first.inner_text()
    with second.expect_download() as download:
        second.click("text=plan.pdf")
    assert Path(download.value.path()).read_bytes() == PDF

    # Clara sees who has read it, and closes Jane's account.
    clara.page.reload()
    assert "127.0.0.1" in clara.page.locator("main, #content").first.inner_text()
    picture(clara.page, "newsroom-room")
    clara.page.goto(reverse("admin:releases_journalist_change", args=[jane.pk]))
    clara.page.uncheck("#id_is_active")
    clara.page.click("input[name=_save]")

    first.reload()
    assert "/room/sign-in/" in first.url
    assert HEADLINE not in first.content()
    first.fill("#id_email", jane.email)
    first.fill("#id_password", READERS_PASSWORD)
    first.click("main button")
    assert "too many attempts" in first.locator(".problem").inner_text()
    second.reload()
    assert "Twelve observers" in second.locator("article").inner_text()

    # Its hour comes, and John's address leads to the public page.
    at_its_hour(edition)
    second.reload()
    assert second.url.endswith(edition.get_absolute_url())
    picture(second, "room-public")


def at_its_hour(edition: Edition) -> None:
    editor = make_user()
    steps.unschedule(edition, editor)
    steps.release_now(edition, editor)


def test_room_is_closed_to_who_is_reading(arrive):
    john = make_journalist()
    opened_to(john, Edition.objects.get(headline=HEADLINE))
    page = arrive()
    come_in(page, john)
    page.click(f"text={HEADLINE}")
    clara = Person("clara", arrive())
    clara.log_in()
    clara.page.goto(reverse("admin:releases_journalist_changelist"))
    clara.page.click("text=Close the room")
    assert violations(clara.page) == []
    clara.page.click("input[name=close]")

    page.reload()

    assert page.locator(".problem").inner_text() == "The room is closed at present."
    assert violations(page) == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_of_the_room_passes_axe_and_the_html_checker_at_320_pixels(arrive, language, settings, tmp_path):
    """The live server shares our settings, so that the text bears its marks."""
    settings.ROOM_WATERMARK = True
    reader = make_journalist(name="Jane Doe", outlet="Daily Planet", language=language)
    made = opened_to(reader, Edition.objects.get(headline=HEADLINE))
    away = opened_to(reader, taken_back := make_scheduled_edition(headline="Taken back"))
    steps.unschedule(taken_back, User.objects.get(username="clara"))
    steps.discard(taken_back, make_user())
    page = arrive(locale=language)
    at_the_door = [
        "/room/sign-in/",
        "/room/forgotten/",
        "/room/link/made-up/",
        "/room/link/" + token_for(links.FORGOTTEN, reader) + "/",
    ]
    inside = [
        "/room/terms/",
        "/room/",
        f"/room/texts/{made.key}/",
        f"/room/texts/{away.key}/",
        "/room/account/",
        "/room/x/",
    ]

    found = {path: looked_at(page, path, tmp_path) for path in at_the_door}
    come_in(page, reader)
    found |= {path: looked_at(page, path, tmp_path) for path in inside}
    opening.close_room(make_user())
    found |= {"closed": looked_at(page, "/room/", tmp_path)}

    assert {path: problems for path, problems in found.items() if problems} == {}
    assert checked(tmp_path) == []


def looked_at(page: Any, path: str, folder: Path) -> list[str]:
    response = page.goto(path)
    name = f"{len(list(folder.iterdir()))}.html"
    (folder / name).write_text(response.text())
    if "/texts/" in path:
        picture(page, f"room-{page.locator('html').get_attribute('lang')}")
    return violations(page) + (["runs over at 320 px"] if runs_over(page) else [])


def checked(folder: Path) -> list[str]:
    if not shutil.which("java"):
        pytest.fail("The HTML checker needs Java; `make test` installs it.")
    command = ["java", "-jar", str(JAR), "--errors-only", "--format", "json", str(folder)]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stderr)["messages"]
    return [f"{Path(each['url']).name}: {each['message']} {each.get('extract', '')}" for each in told]


def test_hour_is_told_in_the_organisations_zone(arrive):
    reader = make_journalist(language="ru")
    edition = Edition.objects.get(headline=HEADLINE)
    made = opened_to(reader, edition)
    page = arrive(locale="de")
    come_in(page, reader)
    page.goto(f"/room/texts/{made.key}/")

    told = page.locator(".hour").first.inner_text()
    assert f"{timezone.localtime(edition.live_from):%H:%M}" in told
    assert "Europe/Vienna" in told
    assert "Под эмбарго" in told
