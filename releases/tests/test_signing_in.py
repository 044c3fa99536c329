"""Signing in: passwords, second factors, and how little an attacker learns and gets."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from releases.accounts import guessing
from releases.models import AccountEvent, GuessCount, SpentCode
from releases.tests.signing_in import (
    PASSWORD,
    SECRET,
    code_now,
    elsewhere,
    give_code,
    is_in,
    make_person,
    recovery_codes,
    sign_in,
    with_app,
)

pytestmark = pytest.mark.django_db

Kind = AccountEvent.Kind


@pytest.fixture(autouse=True)
def nothing_is_remembered_by_the_process():
    cache.clear()


def kinds(user) -> list[str]:
    return [event.kind for event in user.account_events.order_by("pk")]


def said(response) -> str:
    return " ".join(str(error) for error in response.context["form"].non_field_errors())


# The second factor


def test_password_alone_does_not_let_in_whoever_has_a_second_factor(client):
    anna = with_app(make_person(username="anna"))

    response = sign_in(client, anna)

    assert response["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)


def test_password_and_code_let_in(client):
    anna = with_app(make_person(username="anna"))

    sign_in(client, anna)
    give_code(client, code_now())

    assert is_in(client)
    assert kinds(anna) == [Kind.SIGNED_IN, Kind.NEW_BROWSER]


def test_code_is_accepted_once_by_whichever_process_is_asked():
    """No memory of the process is asked, since each has its own; the database refuses the second row."""
    anna = with_app(make_person(username="anna"))
    code = code_now()
    for client in (first := elsewhere(), second := elsewhere()):
        sign_in(client, anna)
    give_code(first, code)
    cache.clear()
    give_code(second, code)

    assert (is_in(first), is_in(second)) == (True, False)
    assert SpentCode.objects.count() == 1
    assert kinds(anna)[-1] == Kind.WRONG_CODE


@pytest.mark.promise(51)
def test_recovery_code_is_accepted_once():
    anna = with_app(make_person(username="anna"))
    code = recovery_codes(anna)[0]
    for client in (first := elsewhere(), second := elsewhere()):
        sign_in(client, anna)
        give_code(client, code)

    assert (is_in(first), is_in(second)) == (True, False)


def test_secret_of_the_app_is_not_readable_in_the_database():
    anna = with_app(make_person())

    assert SECRET not in str(Authenticator.objects.get(user=anna).data)


@pytest.mark.parametrize("role", ["Editor", "Publisher", "Administrator", "Taxonomist"])
@pytest.mark.promise(51)
def test_whoever_may_publish_or_administer_sets_up_a_factor_before_the_first_page(client, role):
    client.force_login(make_person(roles=[role]))

    with override_settings(SECOND_FACTOR="roles"):
        pages = [client.get(path)["Location"] for path in ("/admin/", "/admin/releases/release/", "/admin/letters/")]

    assert pages == [reverse("mfa_index")] * 3


def test_author_needs_a_factor_only_if_everybody_does(client):
    client.force_login(make_person(roles=["Author"]))

    with override_settings(SECOND_FACTOR="roles"):
        assert is_in(client)
    with override_settings(SECOND_FACTOR="all"):
        assert not is_in(client)


@pytest.mark.promise(51)
def test_old_addresses_of_the_admin_are_no_way_round(client):
    anna = with_app(make_person(username="anna"))

    for path in ("/admin/login/", "/admin/login/?next=/admin/"):
        answer = client.post(path, {"username": anna.username, "password": PASSWORD, "next": "/admin/"})
        assert answer["Location"].startswith(reverse("account_login"))

    assert not is_in(client)


def test_nobody_can_sign_up(client):
    assert client.get("/admin/account/signup/").status_code in (302, 404)
    assert client.post("/admin/account/signup/", {"username": "eve", "password1": PASSWORD}).status_code in (302, 404)
    assert not type(make_person()).objects.filter(username="eve").exists()


# What an attacker learns


@pytest.mark.promise(50)
def test_wrong_password_unknown_name_and_closed_account_get_the_same_answer():
    make_person(username="anna")
    make_person(username="gone", is_active=False)

    answers = {
        (response.status_code, len(response.content), said(response))
        for name, password in (("anna", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD), ("gone", "wrong"))
        for response in [sign_in(elsewhere(), name.ljust(6), password)]
    }

    assert len({(status, words) for status, _, words in answers}) == 1


def test_name_with_a_null_byte_or_of_ten_thousand_letters_is_only_wrong(client):
    for name in ("an\x00na", "a" * 10_000):
        assert sign_in(client, name, "wrong").status_code == 200


# Guessing


def wrong_tries(name: str, number: int, client: Client | None = None) -> None:
    for _ in range(number):
        sign_in(client or elsewhere(), name, "wrong")


@pytest.mark.promise(49)
def test_account_is_slowed_from_the_tenth_wrong_password_whatever_addresses_they_come_from():
    anna = make_person(username="anna")
    wrong_tries("anna", guessing.FREE)
    client = elsewhere()

    sign_in(client, anna)

    assert not is_in(client)
    assert GuessCount.objects.get(key=guessing.digest("account:anna")).count == guessing.FREE


@pytest.mark.promise(49)
def test_address_is_slowed_for_all_accounts_and_a_made_up_header_is_no_way_round(client):
    anna = make_person(username="anna")
    for number in range(guessing.FREE):
        client.post(
            reverse("account_login"),
            {"login": f"n{number}", "password": "x"},
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        )

    sign_in(client, anna)

    assert not is_in(client)


def test_ten_thousand_tries_take_more_than_ten_years():
    waited = sum(guessing.pause(count).total_seconds() for count in range(10_000))

    assert guessing.pause(14).total_seconds() >= 15 * 60
    assert waited / (365.25 * 24 * 3600) > 10


@pytest.mark.promise(49)
def test_owner_gets_in_from_a_known_browser_while_others_guess():
    anna = make_person(username="anna")
    desk = elsewhere()
    sign_in(desk, anna)
    desk.post(reverse("account_logout"))

    wrong_tries("anna", guessing.FREE + 5)
    sign_in(desk, anna)

    assert is_in(desk)


def test_known_browser_is_slowed_by_its_own_wrong_tries_and_unknown_to_other_accounts():
    anna, ben = make_person(username="anna"), make_person(username="ben")
    desk = elsewhere()
    sign_in(desk, anna)
    desk.post(reverse("account_logout"))
    wrong_tries("ben", guessing.FREE)

    sign_in(desk, ben)
    assert not is_in(desk)

    wrong_tries("anna", guessing.FREE, desk)
    sign_in(desk, anna)
    assert not is_in(desk)


@pytest.mark.promise(49)
def test_owner_gets_in_from_anywhere_with_the_second_factor_while_others_guess():
    anna = with_app(make_person(username="anna"))
    wrong_tries("anna", guessing.FREE + 5)
    away = elsewhere()
    refused = sign_in(away, anna)

    sign_in(away, anna, code=code_now())

    assert "code" in refused.context["form"].fields
    assert is_in(away)


def test_code_field_is_offered_for_slowed_names_that_do_not_exist_as_well():
    wrong_tries("nobody", guessing.FREE)

    assert "code" in sign_in(elsewhere(), "nobody", "wrong").context["form"].fields


@pytest.mark.parametrize("wrong", ["password", "code"])
def test_right_password_with_a_wrong_code_is_answered_like_the_reverse(wrong):
    anna = with_app(make_person(username="anna"))
    wrong_tries("anna", guessing.FREE)
    away = elsewhere()

    given = {"password": "wrong", "code": code_now()} if wrong == "password" else {"code": "000000"}
    response = sign_in(away, anna, **given)

    assert "wrong" in said(response)
    assert not is_in(away)


def test_wrong_codes_are_slowed_over_all_browsers():
    anna = with_app(make_person(username="anna"))
    for _ in range(guessing.FREE):
        client = elsewhere()
        sign_in(client, anna)
        give_code(client, "000000")
    last = elsewhere()
    sign_in(last, anna)

    give_code(last, code_now())

    assert not is_in(last)
