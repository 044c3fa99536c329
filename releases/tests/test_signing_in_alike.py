"""What the time of an answer tells of an account: known and unknown names cost the same, and guesses are counted by all processes together."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from releases.accounts import guessing
from releases.models import AccountEvent, GuessCount
from releases.tests.making import make_user
from releases.tests.processes import served
from releases.tests.signing_in import PASSWORD, code_now, elsewhere, is_in, make_person, sign_in, with_app

GUESSES = 30
LITERAL = re.compile(r"'[^']*'|\b\d+\b|\bNULL\b|\"s\d+_x\d+\"|%s")


class CountingHasher(PBKDF2PasswordHasher):
    """The real one, quick, and counting its work."""

    algorithm = "counted"
    iterations = 2
    runs = 0

    def encode(self, password, salt, iterations=None):
        type(self).runs += 1
        return super().encode(password, salt, iterations)


@pytest.fixture
def accounts(db, settings):
    """Names of one length, since the page repeats the name."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    make_person(username="known")
    make_person(username="leave", is_active=False)
    with_app(make_person(username="secnd"))
    invited = make_user(username="guest", email="guest@example.org")
    invited.set_unusable_password()
    invited.save()
    sign_in(elsewhere(), "first", "wrong")  # what a process does once


NAMES = ["known", "leave", "secnd", "guest", "nobod"]


def cost(address: str, values: dict[str, str]) -> tuple[list[str], int, int]:
    """The statements without what they are about, the runs of the hash, and the letters sent on the spot. The order of the
    statements is that of the locks, which are taken by digest.
    """
    CountingHasher.runs = 0
    with CaptureQueriesContext(connection) as queries:
        elsewhere().post(reverse(address), values)
    return sorted(LITERAL.sub("?", query["sql"]) for query in queries), CountingHasher.runs, len(mail.outbox)


@pytest.mark.promise(50)
def test_wrong_password_costs_the_same_for_every_name_and_for_none(accounts):
    found = {name: cost("account_login", {"login": name, "password": "wrong"}) for name in NAMES}

    assert found["known"][1:] == (1, 0)
    assert {name: found[name] for name in NAMES if found[name] != found["nobod"]} == {}


@pytest.mark.promise(50)
def test_slowed_guess_costs_the_same_for_every_name_and_for_none(accounts):
    for name in NAMES:
        for _ in range(guessing.FREE):
            assert guessing.attempt(f"account:{name}")

    found = {name: cost("account_login", {"login": name, "password": "wrong"}) for name in NAMES}

    assert found["known"][1:] == (0, 0)
    assert {name: found[name] for name in NAMES if found[name] != found["nobod"]} == {}


@pytest.mark.promise(50)
def test_wrong_password_with_a_code_costs_the_same_for_every_name_and_for_none(accounts):
    for name in NAMES:
        for _ in range(guessing.FREE):
            assert guessing.attempt(f"account:{name}")

    wrong = {"password": "wrong", "code": code_now()}
    found = {name: cost("account_login", {"login": name} | wrong) for name in NAMES}

    assert found["known"][1:] == (1, 0)
    assert {name: found[name] for name in NAMES if found[name] != found["nobod"]} == {}


@pytest.mark.promise(50)
def test_forgotten_password_costs_the_same_and_its_letter_is_left_to_the_worker(accounts):
    make_person(email="known@example.org")

    found = [
        cost("account_reset_password", {"email": email})
        for email in ("known@example.org", "guest@example.org", "nobod@example.org")
    ]

    assert found[0][1:] == (0, 0)
    assert found[0] == found[1] == found[2]


@pytest.mark.django_db
def test_guess_at_nobody_is_in_the_log_without_the_name_that_was_typed():
    sign_in(elsewhere(), "my password, by mistake", "wrong")

    event = AccountEvent.objects.get()
    assert (event.user, event.kind) == (None, AccountEvent.Kind.WRONG_PASSWORD)
    assert event.address
    assert "mistake" not in repr(list(AccountEvent.objects.values())) + repr(list(GuessCount.objects.values()))


def browser(address: str):
    """With the token of the form, as any program gets it."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    page = opener.open(f"{address}/admin/account/login/", timeout=60).read().decode()
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
    return opener, token


@pytest.mark.django_db(transaction=True)
@pytest.mark.promise(49)
def test_thirty_guesses_at_once_at_four_processes_count_as_thirty():
    """Ten passwords are looked at, whoever looks; the other guesses wait, as does the right password after them."""
    anna = make_person(username="anna")
    start = threading.Barrier(GUESSES, timeout=60)

    def guess(asked):
        opener, token = asked
        start.wait()
        values = {"csrfmiddlewaretoken": token, "login": "anna", "password": "wrong"}
        return opener.open(next(address), urlencode(values).encode(), timeout=60).status

    with served(4) as addresses:
        browsers = [browser(addresses[number % 4]) for number in range(GUESSES)]
        address = iter([f"{addresses[number % 4]}/admin/account/login/" for number in range(GUESSES)])
        with ThreadPoolExecutor(GUESSES) as pool:
            answers = list(pool.map(guess, browsers))

    assert answers == [200] * GUESSES
    looked_at = AccountEvent.objects.filter(user=anna, kind=AccountEvent.Kind.WRONG_PASSWORD)
    assert looked_at.count() == guessing.FREE
    assert GuessCount.objects.get(key=guessing.digest("account:anna")).count == guessing.FREE
    late = elsewhere()
    sign_in(late, anna, PASSWORD)
    assert not is_in(late)
