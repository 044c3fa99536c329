"""An import from the newsroom, and files in a draft, in a browser: with and without script, every page checked with
axe.

These tests write. By their name they run after the others in this folder, and they delete what they created.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from releases.models import Edition, ImportRun, User
from releases.tests.browser.accessibility import runs_over, violations
from releases.tests.files import picture, word
from releases.tests.importing import make_record

PASSWORD = "a long password for tests"
MAY = ["import_edition", "add_edition", "change_edition", "view_edition"]


@pytest.fixture(scope="module")
def address(django_db_setup, django_db_blocker) -> Iterator[str]:
    with django_db_blocker.unblock():
        user = User.objects.create_user("archivist", password=PASSWORD, is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=MAY))
        server = LiveServer("127.0.0.1")
        try:
            yield server.url
        finally:
            server.stop()
            call_command("flush", verbosity=0, interactive=False)


def arrive(chromium: Browser, address: str, **options: Any) -> Page:
    context = chromium.new_context(base_url=address, reduced_motion="reduce", **options)
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("#id_login", "archivist")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    return page


def the_worker_works() -> None:
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def archive(*titles: str) -> dict[str, Any]:
    records = [make_record(id=title, title=title) for title in titles] + [make_record(id="wrong", date="yesterday")]
    content = b"".join(json.dumps(record).encode() + b"\n" for record in records)
    return {"name": "archive.jsonl", "mimeType": "application/x-ndjson", "buffer": content}


def ask_for_an_import(page: Page, file: dict[str, Any], origin: str) -> None:
    page.goto("/admin/releases/importrun/")
    page.click("text=Import a file")
    page.set_input_files("#id_file", file)  # type: ignore[arg-type]  # a file payload
    page.fill("#id_origin", origin)


@pytest.mark.parametrize("script", [True, False])
def test_file_is_uploaded_rehearsed_confirmed_and_imported(chromium, address, script):
    page = arrive(chromium, address, java_script_enabled=script)
    origin = f"former-site-{script}"
    found = {}

    ask_for_an_import(page, archive(f"One {script}", f"Two {script}"), origin)
    found["form"] = violations(page) if script else []
    page.click("input.default")
    found["waiting"] = violations(page) if script else []
    the_worker_works()
    if not script:
        page.click("text=Refresh")
    page.wait_for_selector("text=Nothing has been changed yet")
    found["dry run"] = violations(page) + (["runs over"] if runs_over(page) else []) if script else []
    page.click("input[value='Import: 2 new, 0 changed']")
    the_worker_works()
    if not script:
        page.click("text=Refresh")
    page.wait_for_selector("text=Finished at")
    found["done"] = violations(page) if script else []
    page.goto("/admin/releases/importrun/")
    found["list"] = violations(page) if script else []
    page.context.close()

    assert ImportRun.objects.filter(origin=origin, dry_run=False, state="finished").count() == 1
    assert Edition.objects.filter(headline__endswith=str(script), state="draft").count() == 2
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_files_are_added_to_a_draft_and_the_editor_is_warned(chromium, address):
    page = arrive(chromium, address)
    photo = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG", (2000, 1200))}
    tracked = {"name": "Statement.docx", "mimeType": "application/octet-stream", "buffer": word("<w:del>no</w:del>")}

    page.goto("/admin/releases/edition/add/")
    page.fill("#id_headline", "With files")
    for index, file in enumerate((photo, tracked)):
        page.click("text=Add another File")
        page.set_input_files(f"#id_files-{index}-upload", file)  # type: ignore[arg-type]  # a file payload
    page.fill("#id_files-0-alternative_text", "A grey disc on white.")
    page.click("input[name=_continue]")
    page.wait_for_selector("#files-group img.preview")
    shown = page.evaluate("document.querySelector('#files-group img.preview').naturalWidth")
    warned = page.locator("text=It contains tracked changes").count()
    problems = violations(page)
    page.context.close()

    assert shown == 1280
    assert warned == 2
    assert problems == []
