"""Single sign-on with a real provider on loopback: who comes in, with which roles, and who does not."""

import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core import checks, mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse

from releases.accounts.freshness import PROVED_AT
from releases.accounts.sso.provider import provider_id
from releases.models import AccountEvent, User
from releases.tests.making import make_user
from releases.tests.signing_in import code_now, give_code, is_in, make_person, with_app
from scripts.with_postgres import free_port

pytestmark = pytest.mark.django_db
Kind = AccountEvent.Kind
ANNA: dict[str, Any] = {
    "email": "anna@example.org",
    "email_verified": True,
    "preferred_username": "anna",
    "groups": ["press"],
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """In a process of its own: it uses libraries in ways that they advise against, which is an error in ours."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address)
        yield address
    finally:
        running.terminate()
        running.wait(10)


def wait_for(address: str) -> None:
    for _ in range(200):
        try:
            requests.get(address, timeout=10)
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError("The provider did not start.")


@pytest.fixture(autouse=True)
def settings_name_the_provider(provider) -> Iterator[None]:
    cache.clear()
    chosen: dict[str, Any] = {
        "OIDC_SERVER": provider,
        "OIDC_CLIENT_ID": "newsroom",
        "OIDC_CLIENT_SECRET": "secret",
        "OIDC_NAME": "House account",
        "OIDC_ROLES": {"press": "Editor", "heads": "Publisher"},
    }
    with override_settings(**chosen):
        yield


def at_provider(address: str, sub: str = "1", **claims: Any) -> str:
    """Somebody agrees there; returns the address to which their browser is sent back."""
    split = urlsplit(address)
    requests.put(f"{split.scheme}://{split.netloc}/users/{sub}", json=claims or ANNA, timeout=10).raise_for_status()
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def come(client: Client, sub: str = "1", **claims: Any) -> Any:
    leaving = client.get(reverse("account-sso"))
    return client.get(at_provider(leaving["Location"], sub, **claims))


def connected(user: User, sub: str = "1") -> User:
    SocialAccount.objects.create(user=user, provider=provider_id(), uid=sub)
    return user


def roles(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


def events(user: User) -> list[str]:
    return [event.kind for event in AccountEvent.objects.filter(user=user).order_by("pk")]


def test_there_is_no_button_and_no_address_without_settings(client):
    with override_settings(OIDC_SERVER=""):
        assert "House account" not in client.get(reverse("account_login")).content.decode()
        for name in ("account-sso", "account-sso-callback"):
            assert client.get(reverse(name)).status_code == 404


def test_button_leads_to_the_provider_with_proof_that_only_this_browser_can_finish(client, provider):
    page = client.get(reverse("account_login")).content.decode()
    assert "Sign in through House account" in page

    leaving = client.get(reverse("account-sso"))

    asked = parse_qs(urlsplit(leaving["Location"]).query)
    assert leaving["Location"].startswith(f"{provider}/oauth2/authorize?")
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"][0]
    assert asked["state"][0]
    assert asked["redirect_uri"][0].endswith("/admin/account/sso/callback/")


def test_owner_of_the_verified_address_comes_in(client):
    anna = make_user(username="anna", email="Anna@example.org", roles=[])

    come(client)

    assert is_in(client)
    assert client.session["_auth_user_id"] == str(anna.pk)
    assert roles(anna) == ["Editor"]
    assert events(anna)[:3] == [Kind.CONNECTED, Kind.ROLES_CHANGED, Kind.SIGNED_IN]
    assert SocialAccount.objects.get().extra_data == {}


@pytest.mark.django_db(transaction=True)
def test_owner_gets_a_letter_about_the_connection(client):
    make_user(username="anna", email="anna@example.org")

    come(client)
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)

    assert [letter.to for letter in mail.outbox if "connected with the single sign-on" in letter.subject] == [
        ["anna@example.org"]
    ]


def test_address_that_the_provider_did_not_verify_takes_over_nothing(client):
    make_user(username="anna", email="anna@example.org", roles=[])

    for unverified in (False, None, "true"):
        come(client, **ANNA | {"email_verified": unverified})
        assert not is_in(client)

    assert not SocialAccount.objects.exists()


def test_address_of_two_accounts_is_nobodys(client):
    make_user(username="anna", email="anna@example.org")
    make_user(username="anna2", email="ANNA@example.org")

    come(client)

    assert not is_in(client)


def test_roles_are_read_at_each_sign_in_and_those_given_here_stay(client):
    anna = connected(make_user(username="anna", roles=["Editor", "Author"]))

    come(client, **ANNA | {"groups": ["heads", "canteen"]})

    assert roles(anna) == ["Author", "Publisher"]
    told = AccountEvent.objects.get(user=anna, kind=Kind.ROLES_CHANGED)
    assert told.detail == "House account: +Publisher -Editor"
    come(Client(), **ANNA | {"groups": ["heads"]})
    assert events(anna).count(Kind.ROLES_CHANGED) == 1


def test_lost_role_ends_the_sessions_that_had_it(client):
    connected(make_user(username="anna", roles=[]))
    come(client)
    assert is_in(client)

    come(Client(), **ANNA | {"groups": []})

    assert not is_in(client)


def test_unknown_person_is_refused(client):
    answer = come(client)

    assert answer["Location"] == reverse("account_login")
    assert not is_in(client)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("claims", "made"),
    [
        (ANNA, True),
        (ANNA | {"groups": ["canteen"]}, False),
        (ANNA | {"email_verified": False}, False),
    ],
    ids=["with a role", "without a role", "without a verified address"],
)
def test_unknown_person_gets_an_account_where_the_settings_say_so(client, claims, made):
    make_user(username="Anna", email="other@example.org")  # an account is not taken over for its name

    with override_settings(OIDC_UNKNOWN="create"):
        come(client, **claims)

    assert is_in(client) is made
    new = User.objects.exclude(username="Anna").first()
    assert (new is not None) is made
    if new:
        assert (new.username, new.email, new.has_usable_password(), new.is_staff) == (
            "anna-2", "anna@example.org", False, True,
        )  # fmt: skip
        assert roles(new) == ["Editor"]


@pytest.mark.parametrize("linked", [True, False], ids=["connected", "by address"])
def test_closed_account_stays_out_and_is_not_made_anew(client, linked):
    anna = make_user(username="anna", email="anna@example.org", is_active=False)
    if linked:
        connected(anna)

    with override_settings(OIDC_UNKNOWN="create"):
        answer = come(client)

    assert answer["Location"] == reverse("account_login")
    assert not is_in(client)
    assert User.objects.count() == 1
    assert AccountEvent.objects.count() == 0


# Second factors


@override_settings(SECOND_FACTOR="roles")
@pytest.mark.parametrize(
    ("accepted", "claims", "comes_in"),
    [
        ([], {"amr": ["pwd", "otp"]}, False),
        (["otp"], {"amr": ["pwd", "otp"]}, True),
        (["otp"], {"amr": ["pwd"]}, False),
        (["urn:strong"], {"acr": "urn:strong"}, True),
        (["otp"], {}, False),
    ],
)
def test_second_factor_of_the_provider_counts_where_the_settings_say_so(client, accepted, claims, comes_in):
    connected(make_user(username="anna", roles=[]))

    with override_settings(OIDC_SECOND_FACTOR=accepted):
        come(client, **ANNA | claims)
        answer = client.get(reverse("admin:index"))

    assert answer.status_code == (200 if comes_in else 302)
    if not comes_in:
        assert answer["Location"] == reverse("mfa_index")


@override_settings(SECOND_FACTOR="roles")
def test_own_second_factor_is_asked_for_unless_the_provider_asked_for_one(client):
    connected(with_app(make_person(username="anna", roles=["Editor"])))

    come(client)
    assert not is_in(client)
    give_code(client, code_now())
    assert is_in(client)

    with override_settings(OIDC_SECOND_FACTOR=["otp"]):
        come(other := Client(), **ANNA | {"amr": ["otp"]})
        assert is_in(other)


@override_settings(SECOND_FACTOR="roles")
def test_factor_given_at_the_provider_is_not_inherited_by_the_next_person_at_this_browser(client):
    connected(make_user(username="anna", roles=["Editor"]))
    ben = connected(make_user(username="ben", roles=["Editor"]), "2")

    with override_settings(OIDC_SECOND_FACTOR=["otp"]):
        come(client, **ANNA | {"amr": ["otp"]})
        come(client, "2", **ANNA | {"email": "ben@example.org"})

        assert client.session["_auth_user_id"] == str(ben.pk)
        assert client.get(reverse("admin:index"))["Location"] == reverse("mfa_index")


# Fresh proof


def stale(client: Client) -> None:
    session = client.session
    session[PROVED_AT] = 0
    session.save()


def prove(client: Client, sub: str = "1", **claims: Any) -> str:
    leaving = client.get(reverse("account-sso-prove"), {"next": "/admin/letters/"})
    asked = parse_qs(urlsplit(leaving["Location"]).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    return str(client.get(at_provider(leaving["Location"], sub, **claims))["Location"])


def is_fresh(client: Client) -> bool:
    return time.time() - client.session[PROVED_AT] < 60


def test_whoever_came_from_the_provider_proves_themselves_there_again(client):
    connected(make_user(username="anna", roles=["Administrator"]))
    come(client, **ANNA | {"groups": []})
    stale(client)
    asked = client.post(reverse("admin:releases_user_add"), {"username": "ben"})
    assert urlsplit(asked["Location"]).path == reverse("account-sso-again")
    assert reverse("account-sso-prove") in client.get(asked["Location"]).content.decode()

    assert prove(client, **ANNA | {"groups": []}) == "/admin/letters/"

    assert is_fresh(client)


@pytest.mark.parametrize(
    ("sub", "claims"),
    [("1", {"auth_time": int(time.time()) - 3600}), ("1", {"auth_time": None}), ("2", {})],
    ids=["proved before", "not said when", "somebody else"],
)
def test_nothing_else_is_a_fresh_proof(client, sub, claims):
    anna = connected(make_user(username="anna", roles=["Editor"]))
    connected(make_user(username="ben", roles=["Editor"]), "2")
    come(client)
    stale(client)

    assert prove(client, sub, **ANNA | claims) == reverse("account_login")

    assert not is_fresh(client)
    assert client.session["_auth_user_id"] == str(anna.pk)


def test_own_second_factor_is_not_replaced_by_a_password_at_the_provider(client):
    connected(with_app(make_person(username="anna", roles=["Editor"])))
    come(client)
    give_code(client, code_now())
    stale(client)

    prove(client)
    assert not is_fresh(client)

    with override_settings(OIDC_SECOND_FACTOR=["otp"]):
        prove(client, **ANNA | {"amr": ["otp"]})
        assert is_fresh(client)


def test_signing_in_is_as_fresh_as_the_proof_at_the_provider(client):
    connected(make_user(username="anna", roles=["Editor"]))

    come(client, **ANNA | {"auth_time": int(time.time()) - 3600})

    assert is_in(client)
    assert not is_fresh(client)


# Forged and repeated answers


def test_answer_to_another_browser_lets_nobody_in(client):
    connected(make_user(username="anna", roles=["Editor"]))
    back = at_provider(client.get(reverse("account-sso"))["Location"])

    stranger = Client()
    stranger.get(reverse("account-sso"))
    stranger.get(back)

    assert not is_in(stranger)


def test_answer_works_once(client):
    connected(make_user(username="anna", roles=["Editor"]))
    back = at_provider(client.get(reverse("account-sso"))["Location"])
    client.get(back)
    assert is_in(client)
    client.post(reverse("account_logout"))

    client.get(back)

    assert not is_in(client)


def test_answer_with_another_nonce_is_refused(client):
    connected(make_user(username="anna", roles=["Editor"]))
    leaving = client.get(reverse("account-sso"))["Location"]
    nonce = parse_qs(urlsplit(leaving).query)["nonce"][0]

    client.get(at_provider(leaving.replace(nonce, "of-another-question")))

    assert not is_in(client)


@pytest.mark.parametrize("query", ["", "?error=access_denied", "?code=made-up&state=made-up"])
def test_forged_callback_gets_the_same_sentence(client, query):
    answer = client.get(reverse("account-sso-callback") + query, follow=True)

    assert "The single sign-on did not let you in." in answer.content.decode()


def test_provider_that_is_away_is_told_in_a_sentence(client):
    with override_settings(OIDC_SERVER="http://127.0.0.1:9"):
        answer = client.get(reverse("account-sso"), follow=True)

    assert "The single sign-on did not let you in." in answer.content.decode()


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere_afterwards(client, wanted):
    connected(make_user(username="anna", roles=["Editor"]))
    leaving = client.get(reverse("account-sso"), {"next": wanted})

    answer = client.get(at_provider(leaving["Location"]))

    assert answer["Location"] == reverse("admin:index")


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({}, []),
        ({"OIDC_CLIENT_SECRET": ""}, ["releases.E023"]),
        ({"OIDC_ROLES": {"press": "Editors"}}, ["releases.E024"]),
    ],
)
def test_settings_that_let_nobody_in_are_told_at_the_start(chosen, told):
    with override_settings(**chosen):
        found = checks.run_checks(tags=[checks.Tags.security])

    assert [each.id for each in found if each.id in ("releases.E023", "releases.E024")] == told
