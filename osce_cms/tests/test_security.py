"""What every response tells browsers to refuse, and what only a site with HTTPS may promise."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]
YEAR = 365 * 24 * 60 * 60  # seconds

ASK = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
client = Client(SERVER_NAME="www.example.org")
cookies = {name: getattr(settings, name) for name in dir(settings) if name.startswith(("SESSION_COOKIE_", "CSRF_COOKIE_"))}
print(json.dumps({
    "secure": dict(client.get("/robots.txt", secure=True).headers),
    "plain": [(client.get(path).status_code, client.get(path).headers.get("Location")) for path in ("/robots.txt", "/admin/")],
    "health": [client.get(path).status_code for path in ("/healthz", "/healthz/work")],
    "proxied": client.get("/robots.txt", headers={"X-Forwarded-Proto": "https"}).status_code,
    "trusted": settings.CSRF_TRUSTED_ORIGINS,
    "cookies": [cookies[name] for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")],
}))
"""


def answers_of(**environment: str) -> dict[str, Any]:
    """Responses of a site started with this environment only; its database does not exist."""
    outcome = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "a-secret-key-of-more-than-fifty-characters-for-this-test-only",
            "ALLOWED_HOSTS": "www.example.org",
            "DJANGO_SETTINGS_MODULE": "osce_cms.settings",
            "DATABASE_URL": "sqlite:////nonexistent/database",
        }
        | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(outcome.stdout)


# Promises of a site with HTTPS


@pytest.fixture(scope="module")
def https() -> dict[str, Any]:
    return answers_of(SITE_URL="https://www.example.org")


def test_browser_is_told_to_use_https_for_a_year_on_every_subdomain_and_from_its_first_visit(https):
    assert https["secure"]["Strict-Transport-Security"] == f"max-age={YEAR}; includeSubDomains; preload"


def test_whoever_comes_without_https_is_sent_to_it(https):
    assert https["plain"] == [
        [301, "https://www.example.org/robots.txt"],
        [301, "https://www.example.org/admin/"],
    ]


def test_health_is_reported_without_https_since_the_load_balancer_is_internal(https):
    """503, since this site has no database; a redirect would be mistaken for good health."""
    assert https["health"] == [503, 503]


def test_cookies_go_over_https_alone(https):
    assert https["cookies"] == [True, True]


def test_forms_are_accepted_from_this_site_only(https):
    assert https["trusted"] == ["https://www.example.org"]


def test_forwarded_protocol_is_trusted_only_if_the_operator_says_so(https):
    behind = answers_of(SITE_URL="https://www.example.org", BEHIND_TLS_PROXY="on")

    assert (https["proxied"], behind["proxied"]) == (301, 200)


def test_site_without_https_promises_none():
    plain = answers_of(SITE_URL="http://www.example.org")

    assert "Strict-Transport-Security" not in plain["secure"]
    assert plain["plain"][0][0] == 200
    assert plain["cookies"] == [False, False]


# Directives on every page, those of the newsroom included


def policy_of(response: Any) -> dict[str, list[str]]:
    """The content security policy by directive, without the random part of a nonce."""
    directives = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {
        name: [value.split("-")[0] if value.startswith("'nonce-") else value for value in values]
        for name, *values in directives
    }


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/nothing-here/", "/robots.txt", "/admin/account/login/"])
@pytest.mark.promise(41)
def test_page_may_load_run_and_send_nothing_beyond_this_site(client, path):
    policy = policy_of(client.get(path))

    assert policy.pop("script-src")[0] == "'self'"
    assert policy == {
        "default-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["newsroom"],
        "report-uri": ["/csp-reports"],
        "report-to": ["csp"],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/admin/account/login/"])
@pytest.mark.promise(41)
def test_script_runs_only_from_this_site_or_with_the_nonce_of_this_very_answer(client, path):
    """The nonce is in the header if the page used it, and is never the same twice."""
    first, second = client.get(path), client.get(path)

    for response in (first, second):
        assert set(policy_of(response)["script-src"]) <= {"'self'", "'nonce"}
    nonces = {part for each in (first, second) for part in each["Content-Security-Policy"].split() if "nonce-" in part}
    assert len(nonces) in (0, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/nothing-here/", "/robots.txt", "/admin/account/login/"])
def test_response_forbids_framing_type_sniffing_and_cross_site_referrers(client, path):
    response = client.get(path)

    assert {
        name: response.get(name)
        for name in ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy")
    } == {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


@pytest.mark.django_db
@pytest.mark.promise(52)
def test_cookies_of_the_newsroom_are_read_by_no_script_and_sent_from_no_other_site(client):
    get_user_model().objects.create_superuser("anna", password="a long password for tests")
    login = reverse(settings.LOGIN_URL)
    client.get(login)
    client.post(login, {"login": "anna", "password": "a long password for tests"})

    assert {name: (bool(cookie["httponly"]), cookie["samesite"]) for name, cookie in client.cookies.items()} == {
        "csrftoken": (True, "Lax"),
        "known_browser": (True, "Lax"),
        "messages": (True, "Lax"),
        "sessionid": (True, "Lax"),
    }


@pytest.mark.django_db
@pytest.mark.promise(48)
def test_form_of_the_newsroom_without_its_token_is_refused():
    from django.test import Client

    forged = Client(enforce_csrf_checks=True)

    assert forged.post(reverse(settings.LOGIN_URL), {"login": "anna", "password": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("correct", "too short"),
        ("password123", "too common"),
        ("82913057264", "entirely numeric"),
        ("annaadler1", "too similar to the username"),
    ],
)
def test_password_that_is_easily_guessed_is_refused(password, fault):
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match=fault):
        validate_password(password, get_user_model()(username="annaadler"))
