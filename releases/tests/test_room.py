"""The room for journalists: who gets in, what they see and when, what is on record, and how they are shut out."""

import datetime
import re
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from releases import steps
from releases.accounts import freshness
from releases.accounts.one_use import token_for
from releases.language.instants import in_words
from releases.models import Edition, Journalist, Opening, RecordEntry, RoomEntry, RoomSession, RoomTerms
from releases.models.clock import database_time
from releases.room import links, opening
from releases.room.changes import Watch
from releases.room.marks import marked
from releases.steps import StepRefused
from releases.tests.files import PDF
from releases.tests.hidden import HIDDEN, MARKER
from releases.tests.making import approved, make_edition, make_scheduled_edition, make_user
from releases.tests.public_addresses import every_address
from releases.tests.room import (
    PASSWORD,
    accept,
    address_of,
    inside,
    log_of,
    make_journalist,
    make_terms,
    opened_to,
    sign_in,
)
from releases.tests.signing_in import elsewhere

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
HEADLINE = "Mission opens an office"


@pytest.fixture
def jane() -> Journalist:
    return make_journalist(name="Jane Doe", outlet="Daily Planet")


@pytest.fixture
def edition() -> Edition:
    return make_scheduled_edition(files=[("report.pdf", PDF)])


def read(client: Client, path: str) -> str:
    return client.get(path).content.decode()


# Getting in


def test_invited_journalist_sets_a_password_accepts_the_terms_and_reads(edition, django_capture_on_commit_callbacks):
    make_terms()
    journalist = make_journalist()
    journalist.set_unusable_password()
    journalist.save()
    made = opened_to(journalist, edition)
    client = Client()
    token = token_for(links.INVITATION, journalist)

    answer = client.post(reverse("room-link", args=[token]), {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert answer["Location"] == reverse("room")
    assert client.get(address_of(made))["Location"].startswith(reverse("room-terms"))
    accept(client)

    assert HEADLINE in read(client, address_of(made))
    assert log_of(journalist) == ["opened", "password_set", "signed_in", "accepted", "read"]


def test_link_of_an_invitation_works_once(jane):
    token = token_for(links.INVITATION, jane)
    address = reverse("room-link", args=[token])
    Client().post(address, {"new_password1": "another long password", "new_password2": "another long password"})

    answer = Client().get(address)

    assert answer.status_code == 404
    assert log_of(jane)[-1] == "dead_link"


@pytest.mark.promise(50)
def test_wrong_password_unknown_address_and_closed_account_answer_alike(jane):
    closed = make_journalist(is_active=False)
    strangers = [
        elsewhere().post(reverse("room-sign-in"), {"email": email, "password": password}).content
        for email, password in (
            (jane.email, "wrong"),
            ("nobody@press.example", "wrong"),
            (closed.email, PASSWORD),
        )
    ]
    told = {re.sub(rb'value="[^"]*"', b"", content) for content in strangers}

    assert len(told) == 1
    assert b"too many attempts" in told.pop()


@pytest.mark.promise(49)
def test_guessing_is_slowed_down_and_a_known_browser_still_gets_in(jane):
    known = Client(REMOTE_ADDR="198.51.100.7")
    sign_in(known, jane)
    for _ in range(12):
        sign_in(elsewhere(), jane, "wrong")

    assert sign_in(elsewhere(), jane).status_code == 200
    assert log_of(jane).count("wrong_password") == 10
    assert sign_in(known, jane).status_code == 302


def test_journalist_is_nobody_in_the_newsroom(jane):
    client = inside(jane)

    assert client.get(reverse("admin:index")).status_code == 302
    client.post(reverse("account_login"), {"login": jane.email, "password": PASSWORD})
    assert client.get(reverse("admin:index")).status_code == 302


def test_editor_is_nobody_in_the_room(client):
    client.force_login(make_user())

    assert client.get(reverse("room"))["Location"].startswith(reverse("room-sign-in"))


def test_after_signing_in_nobody_is_led_out_of_the_room(jane):
    answers = [
        sign_in(Client(), jane, next=wanted)["Location"]
        for wanted in ("/room/terms/", "https://elsewhere.example/room/", "//elsewhere.example", "/admin/", "/room/\\x")
    ]

    assert answers[0] == "/room/terms/"
    assert set(answers[1:4]) == {"/room/"}


def test_forgotten_password_tells_nothing_and_sends_a_letter_to_who_has_an_account(jane):
    told = [
        re.sub(rb'value="[^"]*"', b"", Client().post(reverse("room-forgotten"), {"email": email}).content)
        for email in (jane.email, "nobody@press.example")
    ]
    for email in (jane.email, "nobody@press.example"):
        links.send_forgotten.call(email)

    assert told[0] == told[1]
    assert [letter.to for letter in mail.outbox] == [[jane.email]]
    assert HEADLINE not in mail.outbox[0].body


def test_session_ends_when_it_was_not_used_for_hours(jane):
    client = inside(jane)
    RoomSession.objects.update(seen_at=timezone.now() - datetime.timedelta(hours=5))

    assert client.get(reverse("room"))["Location"].startswith(reverse("room-sign-in"))
    # Or began too long ago, however busy it is.
    RoomSession.objects.update(seen_at=timezone.now(), began_at=timezone.now() - datetime.timedelta(days=2))
    assert client.get(reverse("room"))["Location"].startswith(reverse("room-sign-in"))


def test_signing_out_ends_the_session(jane):
    client = inside(jane)
    secret = client.cookies["room"].value
    client.post(reverse("room-sign-out"))
    client.cookies["room"] = secret

    assert client.get(reverse("room"))["Location"].startswith(reverse("room-sign-in"))
    assert RoomSession.objects.count() == 0


def test_forged_form_is_refused(jane):
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client, jane).status_code == 403


# Terms


def test_nothing_is_read_before_the_terms_are_accepted(jane, edition):
    made = opened_to(jane, edition)
    client = Client()
    sign_in(client, jane)
    file = reverse("room-file", args=[made.key, edition.files.get().digest[:32], "report.pdf"])

    for path in (reverse("room"), address_of(made), file):
        assert client.get(path)["Location"].startswith(reverse("room-terms"))
    assert "read" not in log_of(jane)


def test_acceptance_is_on_record_with_what_was_accepted(jane):
    terms = make_terms("Nothing before the hour.", ru="Ничего до срока.")
    inside(jane)

    (entry,) = RoomEntry.objects.filter(kind="accepted")

    assert (entry.journalist, entry.terms, entry.detail, entry.address) == (jane, terms, "en", "127.0.0.1")
    assert re.fullmatch("[0-9a-f]{64}", entry.digest)


def test_new_terms_are_asked_for_and_old_ones_cannot_be_accepted_any_more(jane):
    make_terms("First.")
    client = inside(jane)
    form = client.get(reverse("room-terms"))
    assert "You accepted them" in form.content.decode()
    stale = {"accept": "on", "version": RoomTerms.objects.latest("pk").pk, "digest": "0" * 64}
    make_terms("Second.")

    assert client.get(reverse("room"))["Location"].startswith(reverse("room-terms"))
    assert client.post(reverse("room-terms"), stale).status_code == 200
    accept(client)
    assert client.get(reverse("room")).status_code == 200
    assert log_of(jane).count("accepted") == 2


# Opening


def test_text_is_opened_only_while_it_is_approved_or_scheduled(jane):
    make_terms()
    people = [jane]
    refused = {}
    for name, made in {
        "draft": make_edition(),
        "submitted": make_edition(state="submitted"),
        "approved": make_edition(state="approved"),
        "scheduled": make_scheduled_edition(),
        "discarded": make_edition(state="discarded"),
    }.items():
        try:
            opening.open_to(made, people, make_user())
        except StepRefused:
            refused[name] = True

    assert set(refused) == {"draft", "submitted", "discarded"}


def test_nothing_is_opened_before_there_are_terms(jane, edition):
    with pytest.raises(StepRefused, match="terms"):
        opening.open_to(edition, [jane], make_user())


@pytest.mark.parametrize("roles", [["Author"], ["Editor"], ["Administrator"]])
def test_opening_needs_the_permission(jane, edition, roles):
    make_terms()

    with pytest.raises(StepRefused, match="permission"):
        opening.open_to(edition, [jane], make_user(roles=roles))


def test_opening_and_withdrawal_are_in_the_chain_of_the_release(jane, edition):
    clara = make_user(roles=["Publisher"])
    made = opened_to(jane, edition, by=clara)
    opening.withdraw([made], clara)

    entries = RecordEntry.objects.filter(edition=edition).order_by("-pk")[:2]
    assert [(entry.step, entry.by, entry.remark) for entry in entries] == [
        ("close_to_press", clara, "Jane Doe, Daily Planet"),
        ("open_to_press", clara, "Jane Doe, Daily Planet"),
    ]


def test_letter_about_an_opening_names_no_text(jane, edition):
    made = opened_to(jane, edition)

    links.send_opened.call([made.pk])

    (letter,) = mail.outbox
    assert address_of(made) in letter.body
    assert "Europe/Vienna" in letter.body
    assert HEADLINE not in f"{letter.body}{letter.subject}"


def test_no_letter_about_what_was_withdrawn_meanwhile(jane, edition):
    made = opened_to(jane, edition)
    opening.withdraw([made], make_user())

    links.send_opened.call([made.pk])

    assert mail.outbox == []


def letters_about_changes() -> list[str]:
    """Bodies of those that the worker writes when it looks, and what stands has lasted."""
    mail.outbox.clear()
    Watch(settled=0).turn()
    return [str(letter.body) for letter in mail.outbox]


@pytest.fixture
def worker_is_here(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.mark.usefixtures("worker_is_here")
def test_letter_says_that_the_hour_was_moved_once_and_names_no_text(jane, edition):
    made = opened_to(jane, edition)
    assert letters_about_changes() == []

    steps.reschedule(edition, make_user(), database_time() + datetime.timedelta(days=3))

    (body,) = letters_about_changes()
    edition.refresh_from_db()
    assert in_words(edition.live_from) in body
    assert address_of(made) in body
    assert HEADLINE not in body
    assert letters_about_changes() == []
    assert log_of(jane) == ["opened", "told"]


@pytest.mark.usefixtures("worker_is_here")
def test_letters_say_that_a_text_was_taken_back_and_what_became_of_it(jane, edition):
    opened_to(jane, edition)
    steps.unschedule(edition, make_user())
    steps.send_back(edition, make_user(), "The figure is wrong.")
    (taken_back,) = letters_about_changes()

    steps.discard(edition, make_user())
    (off,) = letters_about_changes()

    assert "is working on this text again" in taken_back
    assert "will not be released" in off


@pytest.mark.usefixtures("worker_is_here")
def test_no_letter_about_a_change_to_whom_the_text_is_closed_or_once_it_is_public(jane, edition):
    clark = make_journalist()
    made = opened_to(jane, edition)
    opened_to(clark, edition)
    opening.withdraw([made], make_user())
    steps.unschedule(edition, make_user())
    steps.release_now(edition, make_user())

    assert letters_about_changes() == []


@pytest.mark.usefixtures("worker_is_here")
def test_change_that_is_undone_within_seconds_is_not_told(jane, edition):
    opened_to(jane, edition)
    hour, watch = edition.live_from, Watch(settled=60)
    mail.outbox.clear()
    steps.reschedule(edition, make_user(), database_time() + datetime.timedelta(days=3))
    watch.turn()
    steps.reschedule(edition, make_user(), hour)
    watch.turn()

    assert mail.outbox == []
    assert letters_about_changes() == []


# What is shown


def test_text_stands_under_its_hour_and_every_reading_is_logged(jane, edition):
    made = opened_to(jane, edition)
    client = inside(jane, address="198.51.100.7")
    read(client, address_of(made))
    client.head(address_of(made))

    page = read(client, address_of(made))

    assert page.count("Under embargo until") == 2
    assert "(Europe/Vienna)" in page
    entries = RoomEntry.objects.filter(kind="read")
    assert [(entry.journalist, entry.edition, entry.address, entry.digest) for entry in entries] == [
        (jane, edition, "198.51.100.7", edition.seal)
    ] * 2
    # Beside it are the other languages that are open to the same person now.
    russian = make_scheduled_edition(release=edition.release, language="ru", headline="Миссия открыла бюро")
    theirs = opened_to(make_journalist(), russian)
    assert theirs.key not in read(client, address_of(made))
    mine = opened_to(jane, russian)
    assert mine.key in read(client, address_of(made))
    steps.unschedule(russian, make_user())
    steps.send_back(russian, make_user(), "The figure is wrong.")
    assert mine.key not in read(client, address_of(made))


def test_files_are_fetched_and_logged_while_the_text_is_open(jane, edition):
    made = opened_to(jane, edition)
    file = edition.files.get()
    client = inside(jane)
    address = re.search(r'href="(/room/texts/[^"]+/files/[^"]+)"', read(client, address_of(made)))[1]  # type: ignore[index]

    answer = client.get(address)

    assert answer.getvalue() == PDF
    assert not answer.has_header("ETag")
    assert "no-store" in answer["Cache-Control"]
    assert RoomEntry.objects.get(kind="file").digest == file.digest
    theirs = make_scheduled_edition(files=[("other.pdf", PDF + b"other")]).files.get()
    assert client.get(reverse("room-file", args=[made.key, theirs.digest[:32], theirs.name])).status_code == 404
    steps.unschedule(edition, make_user())
    steps.send_back(edition, make_user(), "The figure is wrong.")
    assert client.get(address).status_code == 404
    opening.withdraw([made], make_user())
    assert client.get(address).status_code == 404


@pytest.mark.promise(18)
def test_at_its_hour_the_address_leads_to_the_public_page(jane):
    edition = approved(make_edition(headline="Office opens"))
    made = opened_to(jane, edition)
    client = inside(jane)
    assert "the hour is not set yet" in read(client, address_of(made))

    steps.release_now(edition, make_user())

    assert client.get(address_of(made))["Location"] == f"/releases/{edition.release_id}/"
    assert f"/releases/{edition.release_id}/" in read(client, reverse("room"))


def test_another_hour_is_shown_at_once(jane, edition):
    made = opened_to(jane, edition)
    steps.reschedule(edition, make_user(), datetime.datetime(2099, 3, 4, 8, 30, tzinfo=datetime.UTC))

    assert "2099-03-04T09:30:00+01:00" in read(inside(jane), address_of(made))


def test_text_taken_back_is_closed_until_it_is_approved_again_and_then_says_that_it_changed(jane, edition):
    made = opened_to(jane, edition)
    client = inside(jane)
    read(client, address_of(made))
    editor = make_user()
    steps.unschedule(edition, editor)
    steps.send_back(edition, editor, "A figure is wrong.")
    edition.headline = "Mission opens two offices"
    edition.save()
    steps.record_save(edition, editor, created=False)

    for path in (address_of(made), reverse("room")):
        assert "office" not in read(client, path)
    approved(edition)

    page = read(client, address_of(made))
    assert "two offices" in page
    assert "has changed since you last read it" in page
    assert "has changed since" not in read(client, address_of(made))


def test_text_called_off_is_gone_but_for_a_line(jane, edition):
    made = opened_to(jane, edition)
    steps.unschedule(edition, make_user())
    steps.discard(edition, make_user())
    client = inside(jane)

    assert "will not be released" in read(client, address_of(made))
    assert HEADLINE not in read(client, address_of(made)) + read(client, reverse("room"))


def test_next_edition_is_not_open_to_those_who_read_the_first(jane):
    first = approved(make_edition())
    opened_to(jane, first)
    steps.release_now(first, make_user())
    second = steps.start_next(first, make_user(), kind="correction", change_note="A figure was wrong.")
    Edition.objects.filter(pk=second.pk).update(headline=f"{MARKER}headline")
    second.refresh_from_db()
    steps.schedule(approved(second), make_user(), timezone.now() + HOUR)

    assert MARKER not in read(inside(jane), reverse("room"))


def test_copies_are_marked_if_set_and_the_public_text_never_is(jane, settings):
    settings.ROOM_WATERMARK = True
    edition = approved(make_edition(body="<p>One.</p><p>Two.</p><ul><li><p>Three.</p></li></ul>"))
    made = opened_to(jane, edition)
    mark = f"OSCE · Jane Doe, Daily Planet · {made.mark}"

    assert read(inside(jane), address_of(made)).count(f'<p class="mark">{mark}</p>') == 3
    steps.release_now(edition, make_user())
    assert made.mark not in read(Client(), edition.get_absolute_url())


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One</p><p>Two</p>", "<p>One</p>M<p>Two</p>M"),
        ("<ul><li><p>One</p></li></ul>", "<ul><li><p>One</p></li></ul>"),
        ("<blockquote><p>One</p></blockquote><p>a<br>b</p>", "<blockquote><p>One</p></blockquote><p>a<br>b</p>M"),
        ("", ""),
    ],
)
def test_mark_stands_after_each_paragraph_of_its_own(html, expected):
    assert marked(html, "<x>") == expected.replace("M", '<p class="mark">&lt;x&gt;</p>')


# Nothing else


@pytest.mark.promise(25)
def test_every_answer_of_the_room_is_kept_nowhere(jane, edition):
    made = opened_to(jane, edition)
    client = inside(jane)
    paths = [reverse("room"), address_of(made), "/room/texts/made-up/", reverse("room-terms"), reverse("room-account")]
    answers = [client.get(path) for path in paths]
    answers += [Client().get(path) for path in (*paths, reverse("room-sign-in"), "/room/nothing/")]

    assert {answer["Cache-Control"] for answer in answers} == {"no-store, private"}
    assert not any(answer.has_header("ETag") for answer in answers)
    assert {answer["X-Robots-Tag"] for answer in answers} == {"noindex, nofollow, noarchive"}
    assert {answer["Referrer-Policy"] for answer in answers} == {"same-origin"}


@pytest.mark.promise(1, 9)
def test_what_was_opened_to_others_answers_like_what_does_not_exist(jane, edition):
    """In status, headers, body and number of queries; also what was withdrawn, and its files."""
    other = opened_to(make_journalist(), edition)
    withdrawn = opened_to(jane, edition)
    opening.withdraw([withdrawn], make_user())
    client = inside(jane)
    digest = edition.files.get().digest[:32]

    def told(key: str, rest: str) -> tuple[Any, ...]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(f"/room/texts/{key}/{rest}", headers={"If-None-Match": "*"})
        body = re.sub(rb'value="[^"]*"', b"", answer.content)
        headers = {k: v for k, v in answer.headers.items() if k != "Content-Security-Policy"}
        return answer.status_code, headers, body.replace(key.encode(), b""), len(queries)

    for rest in ("", f"files/{digest}/report.pdf"):
        nowhere = told("A" * 22, rest)
        assert nowhere[0] == 404
        assert [told(made.key, rest) for made in (other, withdrawn)] == [nowhere, nowhere]


@pytest.mark.parametrize("kind", ["draft", "approved", "scheduled", "opened to a journalist", "scheduled next edition"])
@pytest.mark.promise(1, 2, 3)
def test_journalist_sees_what_was_opened_to_them_and_can_tell_nothing_of_anything_else(world, jane, kind):
    """Every address that there is, asked by somebody who is in, before and after there is something hidden."""
    mine = opened_to(jane, make_scheduled_edition(headline="Opened to Jane"))
    client = inside(jane)
    hidden = HIDDEN[kind](world)

    asked = [path for path in every_address(world) if "/releases/?" not in path or "Marker" in path]
    asked = [path for path in asked if path.startswith("/room/") or path in ("/", "/releases/?", "/sitemap.xml")]
    asked += [f"/releases/{hidden.release_id}/", f"/releases/{hidden.release_id}/{hidden.slug}/", address_of(mine)]
    found = {}
    for path in (path for path in asked if "sign-out" not in path):
        answer = client.get(path)
        found[path] = answer.getvalue()

    assert [path for path, body in found.items() if re.search(rb"Marker(headline|lead|body|place|file)", body)] == []
    assert b"Opened to Jane" in found["/room/"]
    assert b"Opened to Jane" in found[address_of(mine)]


def test_list_of_the_room_costs_the_same_for_any_number_of_texts(jane, django_assert_num_queries):
    """Room closed?, session, terms, acceptance, openings, clock, and the vocabularies' token for the menus."""
    client = inside(jane)
    opened_to(jane, make_scheduled_edition())
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("room"))
    for _ in range(3):
        opened_to(jane, make_scheduled_edition())

    with django_assert_num_queries(len(one)):
        client.get(reverse("room"))


# Shut out


@pytest.mark.promise(54)
def test_one_person_is_shut_out_at_once_and_for_everything_opened_before(jane, edition):
    made, other = opened_to(jane, edition), make_journalist()
    theirs = opened_to(other, edition)
    client, witness = inside(jane), inside(other)
    jane.is_active = False
    jane.save()
    assert client.get(address_of(made))["Location"].startswith(reverse("room-sign-in"))
    opening.close_account(jane, make_user())

    assert HEADLINE in read(witness, address_of(theirs))
    assert opening.open_to(edition, [jane], make_user()) == []
    jane.is_active = True
    jane.save()
    opening.reopen_account(jane, make_user())
    assert client.get(reverse("room"))["Location"].startswith(reverse("room-sign-in"))  # nor does the session go on
    assert HEADLINE not in read(inside(jane), reverse("room"))
    assert log_of(jane)[-3:] == ["closed", "withdrawn", "reopened"]


def test_room_is_closed_to_everybody_and_opened_again(jane, edition):
    made = opened_to(jane, edition)
    client = inside(jane)
    opening.close_room(make_user())

    for path in (reverse("room"), address_of(made), reverse("room-sign-in"), "/room/link/made-up/"):
        answer = client.get(path)
        assert (answer.status_code, "The room is closed" in answer.content.decode()) == (403, True)
    opening.open_room(make_user())

    assert client.get(reverse("room"))["Location"].startswith(reverse("room-sign-in"))  # the session has ended
    assert HEADLINE in read(inside(jane), address_of(made))


def test_new_password_ends_other_sessions(jane):
    client = inside(jane)
    token = token_for(links.FORGOTTEN, jane)
    Client().post(
        reverse("room-link", args=[token]),
        {"new_password1": "another long password", "new_password2": "another long password"},
    )

    assert client.get(reverse("room"))["Location"].startswith(reverse("room-sign-in"))


def test_what_a_leaver_opened_stays_open_under_their_name(jane, edition):
    clara = make_user(roles=["Publisher"])
    made = opened_to(jane, edition, by=clara)
    clara.is_active = False
    clara.save()

    assert HEADLINE in read(inside(jane), address_of(made))
    opening.withdraw([made], make_user(roles=["Publisher"]))
    assert Opening.objects.get(pk=made.pk).opened_by == clara


# The record


@pytest.mark.promise(36)
def test_database_lets_nothing_of_the_log_the_terms_and_the_openings_be_changed(jane, edition):
    made = opened_to(jane, edition)
    attempts = [
        lambda: RoomEntry.objects.update(detail="other"),
        lambda: RoomEntry.objects.all()._raw_delete("default"),
        lambda: RoomTerms.objects.update(texts={"en": "other"}),
        lambda: RoomTerms.objects.all()._raw_delete("default"),
        lambda: Opening.objects.update(key="other"),
        lambda: Opening.objects.all()._raw_delete("default"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()

    opening.withdraw([made], make_user())
    with pytest.raises(DatabaseError), transaction.atomic():
        Opening.objects.update(withdrawn_at=None)


def test_text_is_open_up_to_its_hour(jane, edition):
    assert edition.live_from is not None
    assert opening.is_ready(edition, edition.live_from - datetime.timedelta(microseconds=1))
    assert not opening.is_ready(edition, edition.live_from)


# In the newsroom


@pytest.fixture
def clara(client) -> Client:
    client.force_login(make_user(username="clara", roles=["Publisher"]))
    return client


def page_of(edition: Edition) -> str:
    return reverse("admin:releases_edition_room", args=[edition.pk])


def test_publisher_invites_a_journalist_who_gets_a_link(clara, django_capture_on_commit_callbacks):
    outlet = make_journalist().outlet
    form = {"name": "Lois Lane", "outlet": outlet.pk, "email": "lois@press.example", "language": "ru"}
    clara.post(reverse("admin:releases_journalist_add"), form)

    lois = Journalist.objects.get(email="lois@press.example")
    links.send_invitation.call(lois.pk)

    (letter,) = mail.outbox
    assert letter.to == ["lois@press.example"]
    assert "/room/link/" in letter.body
    assert "Здравствуйте, Lois Lane" in letter.body
    assert (lois.invited_by.username, log_of(lois)) == ("clara", ["invited"])


def test_text_is_opened_to_people_to_an_outlet_or_to_everybody_as_they_are_now(clara, edition):
    make_terms()
    planet = [make_journalist(outlet="Daily Planet"), make_journalist(outlet="Daily Planet")]
    other, closed = make_journalist(), make_journalist(is_active=False, outlet="Daily Planet")

    def open_to() -> set[Journalist]:
        return {made.journalist for made in Opening.objects.filter(edition=edition)}

    clara.post(page_of(edition), {"journalists": [other.pk]})
    assert open_to() == {other}
    clara.post(page_of(edition), {"outlets": [planet[0].outlet_id]})
    assert open_to() == {other, *planet}
    make_journalist(outlet="Daily Planet")
    clara.post(page_of(edition), {"everybody": "on"})
    assert len(open_to()) == 4
    assert closed not in open_to()


def test_texts_in_other_languages_are_opened_along(clara, jane, edition):
    make_terms()
    russian = make_scheduled_edition(release=edition.release, language="ru", headline="Миссия открыла бюро")
    draft = make_edition(release=edition.release, language="de")

    clara.post(page_of(edition), {"journalists": [jane.pk], "others": [russian.pk]})
    clara.post(page_of(edition), {"journalists": [jane.pk], "others": [draft.pk]})

    assert {made.edition for made in Opening.objects.all()} == {edition, russian}
    made = Opening.objects.get(edition=edition)
    assert address_of(Opening.objects.get(edition=russian)) in read(inside(jane), address_of(made))


def test_editor_sees_who_read_it_and_withdraws_it_from_one_and_from_all(clara, jane, edition):
    made = opened_to(jane, edition)
    other = opened_to(make_journalist(), edition)
    third = opened_to(make_journalist(), edition)
    read(inside(jane, address="198.51.100.7"), address_of(made))
    page = read(clara, page_of(edition))
    assert "198.51.100.7" in page
    assert made.mark in page

    withdraw = reverse("admin:releases_edition_room_withdraw", args=[edition.pk])
    clara.post(withdraw, {"opening": made.mark})
    assert set(Opening.objects.standing()) == {other, third}
    clara.post(withdraw)
    assert not Opening.objects.standing().exists()
    assert RoomEntry.objects.filter(kind="withdrawn").count() == 3


def test_forged_withdrawal_reaches_no_other_edition(clara, jane, edition):
    made = opened_to(jane, edition)
    other = make_scheduled_edition()

    clara.post(reverse("admin:releases_edition_room_withdraw", args=[other.pk]), {"opening": made.mark})

    assert Opening.objects.standing().get() == made


def test_closing_an_account_in_the_newsroom_shuts_the_person_out(clara, jane, edition):
    made = opened_to(jane, edition)
    reader = inside(jane)
    form = {"name": jane.name, "outlet": jane.outlet_id, "email": jane.email, "language": "en"}

    clara.post(reverse("admin:releases_journalist_change", args=[jane.pk]), form)

    assert reader.get(address_of(made))["Location"].startswith(reverse("room-sign-in"))
    assert not Opening.objects.standing().exists()


@pytest.mark.promise(53)
@pytest.mark.parametrize("name", ["room", "add", "terms", "open"])
def test_letting_somebody_in_asks_who_it_is_again(clara, jane, edition, name):
    make_terms()
    session = clara.session
    session[freshness.PROVED_AT] = 0
    session.save()
    address, data = {
        "room": (reverse("admin:releases_journalist_room"), {"close": "yes"}),
        "add": (reverse("admin:releases_journalist_add"), {"name": "x"}),
        "terms": (reverse("admin:releases_roomterms_add"), {"text_en": "Second."}),
        "open": (page_of(edition), {"journalists": [jane.pk]}),
    }[name]

    assert "reauthenticate" in clara.post(address, data)["Location"]
    assert (Opening.objects.count(), RoomTerms.objects.count(), RoomEntry.objects.count()) == (0, 1, 0)


def test_publisher_closes_the_room_and_opens_it_again(clara, jane):
    reader, address = inside(jane), reverse("admin:releases_journalist_room")

    clara.post(address, {"close": "yes"})
    assert reader.get(reverse("room")).status_code == 403
    assert "The room is closed." in read(clara, address)
    clara.post(address, {"open": "yes"})
    assert log_of(None) == ["room_closed", "room_opened"]


def test_publisher_publishes_terms_in_several_languages(clara):
    clara.post(
        reverse("admin:releases_roomterms_add"), {"text_en": "Terms <b>one</b>.", "text_ru": "Условия.", "text_fr": " "}
    )

    terms = RoomTerms.objects.get()
    assert terms.texts == {"en": "Terms <b>one</b>.", "ru": "Условия."}
    assert "Terms &lt;b&gt;one" in read(clara, reverse("admin:releases_roomterms_change", args=[terms.pk]))


def test_log_and_openings_name_no_text(jane, edition, client):
    read(inside(jane), address_of(opened_to(jane, edition)))
    client.force_login(make_user(roles=["Administrator"]))

    pages = [read(client, reverse(f"admin:releases_{model}_changelist")) for model in ("roomentry", "opening")]
    pages += [read(client, reverse("admin:releases_roomentry_change", args=[RoomEntry.objects.latest("pk").pk]))]

    assert all(f"{edition.release_id} en" in page and HEADLINE not in page for page in pages)


def test_text_limited_to_named_people_is_opened_by_them_alone(clara, jane, edition):
    make_terms()
    steps.limit_access(edition, make_user(), [])

    assert clara.post(page_of(edition), {"journalists": [jane.pk]}).status_code == 404
    assert Opening.objects.count() == 0
