"""Signing in with an authenticator app and with a passkey, in a browser with a virtual authenticator."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from releases.accounts import links
from releases.models import User
from releases.tests.browser.accessibility import runs_over, violations
from releases.tests.browser.newsroom import PASSWORD, picture
from releases.tests.making import make_user


@pytest.fixture
def page(chromium, django_db_setup, django_db_blocker) -> Iterator[Page]:
    """Of an editor who must have a second factor. By its name, since a passkey belongs to a name and not to a number."""
    with django_db_blocker.unblock(), override_settings(SECOND_FACTOR="roles"):
        cache.clear()
        user = make_user(username="anna", roles=["Editor"])
        user.set_password(PASSWORD)
        user.save()
        server = LiveServer("localhost")
        context = chromium.new_context(base_url=server.url, reduced_motion="reduce")
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
        try:
            yield page
        finally:
            context.close()
            server.stop()
            call_command("flush", verbosity=0, interactive=False)
        assert errors == []


def sign_in(page: Page) -> None:
    page.goto("/admin/")
    page.fill("#id_login", "anna")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")


def sign_out(page: Page) -> None:
    page.click("#logout-form button")
    page.wait_for_url("**/account/login/**")


def code(secret: str, later: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later)))


def virtual_authenticator(page: Page) -> Any:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_invited_editor_sets_a_password_through_the_link_in_the_letter(page):
    token = links.token_for(links.INVITATION, User.objects.get(username="anna"))
    page.goto(f"/admin/account/link/{token}/")
    for name in ("new_password1", "new_password2"):
        page.fill(f"#id_{name}", "a better password for tests")
    page.click("input[type=submit]")
    page.wait_for_url("**/account/login/**")

    assert User.objects.get(username="anna").check_password("a better password for tests")


def test_editor_sets_up_an_app_and_signs_in_with_its_code(page):
    sign_in(page)
    assert page.url.endswith("/admin/account/2fa/")
    assert violations(page) == []
    picture(page, "second-factor")

    page.goto("/admin/account/2fa/totp/activate/")
    secret = page.input_value("#authenticator_secret")
    assert violations(page) == []
    page.fill("#id_code", code(secret))
    page.click("form:has(#id_code) button")
    page.wait_for_url("**/2fa/recovery-codes/**")
    page.goto("/admin/")
    assert page.locator("h1").first.inner_text() != ""
    assert page.url.endswith("/admin/")

    sign_out(page)
    sign_in(page)
    assert "/2fa/authenticate/" in page.url
    assert violations(page) == []
    page.fill("#id_code", code(secret, later=1))
    page.click("form:has(#id_code) button >> nth=0")
    page.wait_for_url("**/admin/")


@pytest.mark.promise(51)
def test_editor_adds_a_passkey_and_signs_in_with_it_alone_and_a_copy_is_refused(page):
    session, key = virtual_authenticator(page)
    sign_in(page)
    page.goto("/admin/account/2fa/webauthn/add/")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/2fa/recovery-codes/**")
    sign_out(page)

    page.click("#passkey_login")
    page.wait_for_url("**/admin/")
    sign_out(page)
    copy = session.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"][0]
    page.click("#passkey_login")
    page.wait_for_url("**/admin/")
    sign_out(page)
    session.send("WebAuthn.removeCredential", {"authenticatorId": key, "credentialId": copy["credentialId"]})
    session.send(
        "WebAuthn.addCredential", {"authenticatorId": key, "credential": copy | {"signCount": copy["signCount"] - 1}}
    )
    page.click("#passkey_login")
    page.wait_for_selector(".messagelist .error, .messagelist li")

    assert "/account/login/" in page.url
    assert Authenticator.objects.filter(user__username="anna", type="webauthn").count() == 1
    kinds = [event.kind for event in User.objects.get(username="anna").account_events.order_by("pk")]
    assert kinds.count("signed_in") == 3
    assert kinds[-1] == "cloned_key"


@pytest.mark.parametrize("path", ["/admin/account/login/", "/admin/account/forgotten/"])
def test_pages_of_signing_in_fit_a_phone_in_russian_and_pass_axe(page, path):
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_extra_http_headers({"Accept-Language": "ru"})
    page.goto(path)

    assert page.locator("h1").inner_text() != ""
    assert violations(page) == []
    assert not runs_over(page)
