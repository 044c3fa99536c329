"""Sessions, fresh proof, links for passwords, leavers: what ends when, and what the account log and the letters say."""

import datetime
import re
import time
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from releases import steps
from releases.accounts import freshness, links, sessions
from releases.admin import role_groups
from releases.models import AccountEvent, OpenSession, Outlet, PreviewLink, User
from releases.steps import erasing
from releases.tests.making import approved, make_edition, make_scheduled_edition, make_structure, make_user
from releases.tests.room import make_journalist, make_terms
from releases.tests.signing_in import (
    PASSWORD,
    code_now,
    elsewhere,
    factors_of,
    is_in,
    make_person,
    recovery_codes,
    sign_in,
    with_app,
)

pytestmark = pytest.mark.django_db
Kind = AccountEvent.Kind
OTHER = "another long password for tests"


@pytest.fixture(autouse=True)
def nothing_is_remembered_by_the_process():
    cache.clear()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def change(client: Client, **values: float) -> None:
    session = client.session
    session.update(values)
    session.save()


def the_worker_works() -> None:
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


# Limits and ends


@pytest.mark.parametrize(
    ("moment", "hours", "stays"),
    [
        (sessions.SEEN_AT, settings.SESSION_IDLE_HOURS - 0.1, True),
        (sessions.SEEN_AT, settings.SESSION_IDLE_HOURS + 0.1, False),
        (sessions.BEGAN_AT, settings.SESSION_HOURS - 0.1, True),
        (sessions.BEGAN_AT, settings.SESSION_HOURS + 0.1, False),
    ],
)
@pytest.mark.promise(52)
def test_session_ends_when_unused_or_old(moment, hours, stays):
    client = client_of(make_user())

    change(client, **{moment: time.time() - hours * 3600})

    assert is_in(client) == stays


def test_one_session_or_all_others_are_ended_from_the_list():
    anna = make_user()
    here, there, yonder = client_of(anna), client_of(anna), client_of(anna)
    there_id = there.session[sessions.OPEN]
    assert here.get(reverse("account-sessions")).content.count(b"/end/") == 2

    here.post(reverse("account-end-session", args=[there_id]))
    assert [is_in(client) for client in (here, there, yonder)] == [True, False, True]

    here.post(reverse("account-end-other-sessions"))
    assert [is_in(client) for client in (here, there, yonder)] == [True, False, False]
    assert OpenSession.objects.filter(user=anna).count() == 1


def test_session_of_somebody_else_cannot_be_ended():
    anna, eve = client_of(make_user()), client_of(make_user())

    answer = eve.post(reverse("account-end-session", args=[anna.session[sessions.OPEN]]))

    assert answer.status_code == 404
    assert is_in(anna)


@pytest.mark.promise(52)
def test_role_given_or_taken_ends_all_sessions_of_the_person_alone():
    anna, ben = make_user(roles=["Editor"]), make_user(roles=["Editor"])
    hers, his = client_of(anna), client_of(ben)

    anna.groups.clear()

    assert (is_in(hers), is_in(his)) == (False, True)


@pytest.mark.promise(54)
def test_closed_account_is_out_at_once_and_reopening_revives_no_session():
    boss, anna = client_of(make_user()), make_user(roles=["Author"])
    hers = client_of(anna)
    values = {"username": anna.username, "is_staff": "on", "groups": [group.pk for group in anna.groups.all()]}
    address = reverse("admin:releases_user_change", args=[anna.pk])

    boss.post(address, values)
    assert not is_in(hers)
    boss.post(address, values | {"is_active": "on"})

    assert User.objects.get(pk=anna.pk).is_active
    assert not is_in(hers)
    assert {Kind.CLOSED, Kind.REOPENED} <= {event.kind for event in anna.account_events.all()}


@pytest.mark.promise(54)
def test_preview_links_die_with_the_account_for_good():
    anna, boss = make_user(), client_of(make_user())
    edition = make_edition()
    steps.record_save(edition, anna, created=True)
    link = PreviewLink.objects.create(
        text=edition.saved_texts.get(),
        recipient="A lawyer",
        created_by=anna,
        expires_at=timezone.now() + datetime.timedelta(days=1),
    )
    address = reverse("admin:releases_user_change", args=[anna.pk])
    assert Client().get(link.get_absolute_url()).status_code == 200

    boss.post(address, {"username": anna.username, "is_staff": "on", "is_superuser": "on"})
    boss.post(address, {"username": anna.username, "is_staff": "on", "is_superuser": "on", "is_active": "on"})

    assert Client().get(link.get_absolute_url()).status_code != 200
    assert anna.account_events.get(kind=Kind.LINKS_REVOKED).detail == "1"


def test_new_secret_key_signs_nobody_out_while_the_old_one_is_a_fallback():
    anna = make_person(username="anna")
    client = elsewhere()
    sign_in(client, anna)
    invitation = links.token_for(links.INVITATION, anna)
    old, new = settings.SECRET_KEY, "n" * 60

    with override_settings(SECRET_KEY=new, SECRET_KEY_FALLBACKS=[old]):
        assert is_in(client)
        assert links.person_of(invitation) == (anna, True)
    with override_settings(SECRET_KEY="o" * 60, SECRET_KEY_FALLBACKS=[]):
        assert links.person_of(invitation) == (None, False)
        assert not is_in(client)


def test_code_works_after_the_secret_key_was_changed():
    anna = with_app(make_person(username="anna"))
    client = elsewhere()

    with override_settings(SECRET_KEY="n" * 60, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        sign_in(client, anna)
        client.post(reverse("mfa_authenticate"), {"code": code_now()})
        assert is_in(client)


# Fresh proof


def stale(user: User) -> Client:
    client = client_of(user)
    change(client, **{freshness.PROVED_AT: time.time() - settings.FRESH_FOR - 1})
    return client


@pytest.mark.promise(53)
def test_release_after_a_quarter_of_an_hour_asks_for_the_password_and_then_goes_on():
    anna = make_person()
    client, edition = stale(anna), approved(make_edition())
    page = reverse("admin:releases_edition_step", args=[edition.pk, "release_now"])

    asked = client.get(page)["Location"]
    proved = client.post(asked, {"password": PASSWORD, "next": page})
    client.post(page, {"remark": ""})

    assert asked.startswith(reverse("account_reauthenticate"))
    assert proved["Location"] == page
    edition.refresh_from_db()
    assert edition.state == "released"


def test_erasure_asks_for_it_too():
    erasure = erasing.propose(make_user(), ["Wexberg"], "A court ordered it.")
    client = stale(make_person())

    answer = client.post(reverse("admin:releases_erasure_change", args=[erasure.pk]), {"carry_out": "x"})

    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    erasure.refresh_from_db()
    assert erasure.state == "proposed"


def test_what_was_typed_stands_in_the_form_again_after_the_proof():
    client, edition = stale(make_person()), approved(make_edition())
    page = reverse("admin:releases_edition_step", args=[edition.pk, "schedule"])
    typed = {"remark": "Agreed with Vienna & Geneva.", "at": "2099-01-02T09:30", "seen": "old"}
    other = reverse("admin:releases_edition_step", args=[approved(make_edition()).pk, "schedule"])

    asked = client.post(page, typed)["Location"]
    client.post(asked, {"password": PASSWORD, "next": page})
    elsewhere_, shown, shown_again = (client.get(each).content.decode() for each in (other, page, page))

    assert "Agreed with Vienna &amp; Geneva." in shown
    assert 'value="2099-01-02T09:30"' in shown
    assert 'value="old"' not in shown  # the text is read again before it is released
    assert "Agreed with Vienna" not in elsewhere_ + shown_again
    edition.refresh_from_db()
    assert edition.state == "approved"


def proved_after(client: Client, page: str, typed: dict[str, Any]) -> str:
    """The form as it stands after it was refused for want of fresh proof, and the proof was given."""
    asked = client.post(page, typed)["Location"]
    client.post(asked, {"password": PASSWORD, "next": page})
    return " ".join(client.get(page).content.decode().split())


def test_forms_of_people_keep_what_was_typed_over_the_proof():
    person = make_user(roles=["Author"])
    role, structure = Group.objects.get(name="Editor"), make_structure("Secretariat")
    typed: dict[str, Any] = {
        "username": "annabel",
        "last_name": "O’Neill & Co",
        "email": "annabel@",
        "languages": ["fr", "ru"],
    }
    typed |= {"groups": [role.pk], "structures": [structure.pk], "is_active": "on"}

    shown = proved_after(stale(make_person()), reverse("admin:releases_user_change", args=[person.pk]), typed)

    assert 'value="annabel"' in shown
    assert "O’Neill &amp; Co" in shown
    assert 'value="annabel@"' in shown  # wrong as it is, so that it can be mended
    assert re.findall(r'name="languages" value="(\w+)"[^>]* checked', shown) == ["fr", "ru"]
    assert f'<option value="{role.pk}" selected>Editor</option>' in shown
    assert f'<option value="{structure.pk}" selected>' in shown
    assert re.search(r'name="is_staff"[^>]*checked', shown) is None  # it was not ticked
    person.refresh_from_db()
    assert person.last_name != "O’Neill & Co"


def test_forms_of_new_people_journalists_and_terms_keep_it_too():
    outlet = Outlet.objects.create(name="The Daily Example")
    asked: dict[str, dict[str, Any]] = {
        "user_add": {"username": "newcomer", "email": "new@example.org"},
        "journalist_add": {"name": "Reader Anew", "outlet": outlet.pk, "email": "reader@press.example"},
        "roomterms_add": {"text_en": "Keep it to yourself.", "text_fr": "Gardez-le pour vous."},
    }
    for name, typed in asked.items():
        shown = proved_after(stale(make_person()), reverse(f"admin:releases_{name}"), typed)
        assert [str(value) in shown for value in typed.values()] == [True] * len(typed), name
    assert f'<option value="{outlet.pk}" selected>' in proved_after(
        stale(make_person()), reverse("admin:releases_journalist_add"), asked["journalist_add"]
    )


def test_whom_a_text_is_to_be_opened_to_is_kept_as_well():
    scheduled = make_scheduled_edition()
    journalist = make_journalist()
    make_terms()

    page = reverse("admin:releases_edition_room", args=[scheduled.pk])
    shown = proved_after(stale(make_person()), page, {"journalists": [journalist.pk]})

    assert re.search(rf'name="journalists" value="{journalist.pk}"[^>]* checked', shown)


def test_choices_that_nobody_could_make_are_not_shown_again():
    person = make_user(roles=["Author"])

    shown = proved_after(
        stale(make_person()), reverse("admin:releases_user_change", args=[person.pk]), {"structures": ["x", "999"]}
    )

    assert 'value="999" selected' not in shown


def test_texts_that_were_taken_out_stay_out_after_the_proof():
    client, first, second = stale(make_person()), approved(make_edition()), approved(make_edition())
    query = f"?release={first.release_id}&release={second.release_id}"
    page = reverse("admin:releases_edition_bulk", args=["release_now"]) + query

    asked = client.post(page, {"edition": second.pk, "remark": "Only one."})["Location"]
    client.post(asked, {"password": PASSWORD, "next": page})
    shown = " ".join(client.get(page).content.decode().split())

    assert f'value="{first.pk}" >' in shown
    assert f'value="{second.pk}" checked>' in shown
    assert "Only one." in shown


def test_wrong_password_is_no_proof():
    client, edition = stale(make_person()), approved(make_edition())
    client.post(reverse("account_reauthenticate"), {"password": "wrong"})

    client.post(reverse("admin:releases_edition_step", args=[edition.pk, "release_now"]), {"remark": ""})

    edition.refresh_from_db()
    assert edition.state == "approved"


def test_whoever_has_a_second_factor_proves_themselves_with_it():
    client, edition = stale(with_app(make_person())), approved(make_edition())

    asked = client.get(reverse("admin:releases_edition_step", args=[edition.pk, "release_now"]))["Location"]

    assert asked.startswith(reverse("mfa_reauthenticate"))
    assert client.get(reverse("account_reauthenticate")).status_code == 302  # the password alone does not do
    client.post(asked, {"code": code_now()})
    assert time.time() - client.session[freshness.PROVED_AT] < 60


@pytest.mark.promise(53)
def test_roles_keys_and_releases_of_several_are_refused_without_fresh_proof():
    client, anna, edition = stale(make_person()), make_user(roles=["Author"]), approved(make_edition())

    client.post(
        reverse("admin:releases_user_change", args=[anna.pk]), {"username": anna.username, "is_superuser": "on"}
    )
    client.post(reverse("admin:releases_user_invite", args=[anna.pk]))
    client.post(
        f"{reverse('admin:releases_edition_bulk', args=['release_now'])}?release={edition.release_id}",
        {"edition": edition.pk},
    )
    client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    anna.refresh_from_db()
    edition.refresh_from_db()
    assert (anna.is_superuser, edition.state, anna.account_events.count()) == (False, "approved", 0)
    assert client.get(reverse("mfa_activate_totp")).status_code == 302


# Lost second factors


@pytest.mark.django_db(transaction=True)
def test_administrator_removes_the_lost_second_factors_of_a_colleague():
    role_groups.apply()
    anna, administrator = with_app(make_person(email="anna@example.org")), make_person(is_superuser=True)
    recovery_codes(anna)
    hers, client = client_of(anna), client_of(administrator)
    page = reverse("admin:releases_user_lost_factors", args=[anna.pk])
    assert page in client.get(reverse("admin:releases_user_change", args=[anna.pk])).content.decode()
    assert "TOTP" in client.get(page).content.decode()
    assert factors_of(anna) == ["recovery_codes", "totp"]

    client.post(page)
    the_worker_works()

    assert factors_of(anna) == []
    assert not is_in(hers)
    event = anna.account_events.get(kind=Kind.FACTOR_REMOVED)
    assert event.by == administrator
    assert [letter.to for letter in mail.outbox if "second factor was removed" in letter.subject] == [
        ["anna@example.org"]
    ]
    assert sign_in(elsewhere(), anna)["Location"] == reverse("admin:index")


def test_lost_factors_are_not_removed_without_fresh_proof_nor_ones_own_nor_by_others():
    anna, chief = with_app(make_person(roles=["Editor"])), with_app(make_person(is_superuser=True))
    administrator = make_person(roles=["Administrator"])
    address = lambda user: reverse("admin:releases_user_lost_factors", args=[user.pk])  # noqa: E731

    stale(administrator).post(address(anna))
    client_of(make_user(roles=["Publisher"])).post(address(anna))
    own = client_of(chief).post(address(chief))
    superuser = client_of(administrator).post(address(chief))

    assert (own.status_code, superuser.status_code) == (403, 403)
    assert (factors_of(anna), factors_of(chief)) == (["totp"], ["totp"])
    client_of(administrator).post(address(anna))
    assert factors_of(anna) == []


# Links for a password


def invited(client: Client) -> User:
    client.post(reverse("admin:releases_user_add"), {"username": "new", "email": "new@example.org", "is_staff": "on"})
    return User.objects.get(username="new")


@pytest.mark.django_db(transaction=True)
def test_new_colleague_is_invited_by_letter_and_sets_their_own_password_once():
    new = invited(client_of(make_user()))
    the_worker_works()
    [letter] = mail.outbox
    [address] = re.findall(r"http\S+(/admin/account/link/\S+)", str(letter.body))
    client = elsewhere()
    assert not new.has_usable_password()

    client.post(address, {"new_password1": OTHER, "new_password2": OTHER})
    again = client.post(address, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    sign_in(client, "new", OTHER)

    assert again["Location"] == reverse("account_login")
    assert is_in(client)
    assert Kind.DEAD_LINK in {event.kind for event in new.account_events.all()}


@pytest.mark.parametrize("spoilt", ["later", "other address", "closed", "forged", "used"])
def test_link_that_no_longer_works_says_one_sentence(client, spoilt):
    anna = make_person(email="anna@example.org")
    token = links.token_for(links.FORGOTTEN, anna)
    if spoilt == "later":
        with time_machine.travel(timezone.now() + links.FORGOTTEN.valid_for * 1.1, tick=False):
            assert links.person_of(token) == (anna, False)
        return
    if spoilt == "other address":
        anna.email = "ben@example.org"
    elif spoilt == "closed":
        anna.is_active = False
    elif spoilt == "used":
        anna.set_password(OTHER)
    anna.save()

    response = client.get(reverse("account-link", args=["x" + token if spoilt == "forged" else token]), follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "This link no longer works. Ask for another one."
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.promise(50)
def test_forgotten_password_is_answered_alike_for_known_and_unknown_addresses(client):
    make_person(email="anna@example.org")
    answers = set()
    for email in ("anna@example.org", "nobody@example.org"):
        response = elsewhere().post(reverse("account_reset_password"), {"email": email}, follow=True)
        answers.add((response.status_code, *[str(message) for message in response.context["messages"]]))

    the_worker_works()

    assert len(answers) == 1
    assert [letter.to for letter in mail.outbox] == [["anna@example.org"]]


def test_reset_does_not_spare_the_second_factor():
    anna = with_app(make_person(username="anna", email="anna@example.org"))
    client = elsewhere()

    client.post(
        reverse("account-link", args=[links.token_for(links.FORGOTTEN, anna)]),
        {"new_password1": OTHER, "new_password2": OTHER},
    )
    sign_in(client, anna, OTHER)

    assert not is_in(client)


def test_administrators_have_no_page_for_typing_a_password():
    boss, anna = client_of(make_user()), make_user()

    assert boss.get(f"/admin/releases/user/{anna.pk}/password/").status_code == 302
    assert b'type="password"' not in boss.get(reverse("admin:releases_user_add")).content


# The log and the letters


@pytest.mark.django_db(transaction=True)
def test_owner_gets_a_letter_about_a_new_browser_and_none_about_a_known_one():
    anna = make_person(username="anna", email="anna@example.org")
    client = elsewhere()

    for _ in range(2):
        sign_in(client, anna)
        client.post(reverse("account_logout"))
    the_worker_works()

    assert [letter.subject for letter in mail.outbox] == ["Your account: signed in with a new browser"]


@pytest.mark.parametrize(
    "change_it",
    [lambda log: log.update(detail="x"), lambda log: log._raw_delete("default")],
    ids=["update", "delete"],
)
def test_account_log_cannot_be_changed_even_in_the_database(change_it):
    AccountEvent.note(make_user(), Kind.INVITED)

    with pytest.raises(DatabaseError), transaction.atomic():
        change_it(AccountEvent.objects.all())
