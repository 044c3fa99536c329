"""Clearance by people and departments: asked by an hour, counted by the clock, a condition of approving."""

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from releases import steps
from releases.admin.clearances import AskingForm
from releases.mail import delivery
from releases.mail.delivery import concerned
from releases.mail.letters import REMINDER
from releases.mail.messages import message_for
from releases.models import Clearance, ClearanceWord, Department, Edition, Letter, User
from releases.record.verification import RecordBroken, verify
from releases.review.clearance import Request, Standing, requests_about
from releases.steps import StepRefused
from releases.tests.desk import said
from releases.tests.making import make_edition, make_user
from taxonomy import guards

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def person(name: str, *roles: str, **more) -> User:
    return make_user(username=name, email=f"{name}@example.org", roles=roles or ["Reviewer"], **more)


@pytest.fixture
def anna() -> User:
    return person("anna", "Author")


@pytest.fixture
def ben() -> User:
    return person("ben", "Editor")


@pytest.fixture
def legal() -> Department:
    department = Department.objects.create(name="Legal services")
    department.people.set([person("lena"), person("luis")])
    return department


@pytest.fixture
def draft(anna) -> Edition:
    edition = make_edition()
    steps.record_save(edition, anna, created=True)
    return edition


def ask(
    edition: Edition, by: User, *asked: User | Department, due_in=HOUR, silence="objection", **more
) -> list[Clearance]:
    people = [one for one in asked if isinstance(one, User)]
    departments = [one for one in asked if isinstance(one, Department)]
    due_at = timezone.now() + due_in
    return steps.ask_clearance(
        edition, by, people=people, departments=departments, due_at=due_at, silence=silence, **more
    )


def standing(edition: Edition, now: datetime.datetime | None = None) -> list[Standing]:
    return [request.standing(now or timezone.now()) for request in requests_about(edition)]


def let_the_hour_pass(edition: Edition) -> None:
    """As if they had been asked two hours earlier; the table refuses it of anybody else."""
    installed = guards.registry["releases"]()
    guards.remove(connection, installed)
    for clearance in Clearance.objects.filter(edition=edition):
        Clearance.objects.filter(pk=clearance.pk).update(due_at=clearance.due_at - 2 * HOUR)
    guards.install(connection, installed)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# The clock


@pytest.mark.parametrize(
    ("silence", "afterwards"), [("consent", Standing.SILENCE_CONSENTS), ("objection", Standing.SILENCE_OBJECTS)]
)
def test_silence_is_counted_to_the_second(draft, anna, ben, silence, afterwards):
    (clearance,) = ask(draft, anna, ben, silence=silence)
    second = datetime.timedelta(seconds=1)

    assert standing(draft, clearance.due_at - second) == [Standing.WAITING]
    assert standing(draft, clearance.due_at) == [afterwards]


def test_text_waits_until_the_hour_and_is_approved_by_silence_that_consents(draft, anna, ben, legal):
    ask(draft, anna, legal, silence="consent")
    steps.submit(draft, anna)
    with pytest.raises(StepRefused, match=r"Legal services can still speak until .+\."):
        steps.approve(draft, ben)

    let_the_hour_pass(draft)

    steps.approve(draft, ben)
    assert Edition.objects.get(pk=draft.pk).state == "approved"


def test_silence_that_objects_holds_the_text_up(draft, anna, ben, legal):
    ask(draft, anna, legal)
    steps.submit(draft, anna)
    let_the_hour_pass(draft)

    with pytest.raises(StepRefused, match="silence counts as objection"):
        steps.approve(draft, ben)

    steps.agree(Clearance.objects.get(), User.objects.get(username="lena"))  # late, and good
    steps.approve(draft, ben)


def test_organisation_says_what_silence_means_unless_whoever_asks_does(draft):
    settings_default = AskingForm(draft).initial.get("silence") or AskingForm(draft)["silence"].initial

    assert settings_default == settings.CLEARANCE_SILENCE == "objection"


# Words


def test_last_word_counts_and_a_remark_leaves_the_question_open(draft, anna, legal):
    (clearance,) = ask(draft, anna, legal)
    lena, luis = legal.people.order_by("username")
    now = [*standing(draft)]

    for word in (
        lambda: steps.comment_on_request(clearance, luis, "We are reading."),
        lambda: steps.object_to(clearance, lena, "The second paragraph is wrong."),
        lambda: steps.agree(clearance, luis),
        lambda: steps.comment_on_request(clearance, lena, "Thank you."),
    ):
        word()
        now += standing(draft)

    assert now == [Standing.WAITING, Standing.WAITING, Standing.OBJECTED, Standing.AGREED, Standing.AGREED]


def test_objection_holds_the_text_up_until_it_is_called_off_with_a_reason(draft, anna, ben, legal):
    (clearance,) = ask(draft, anna, legal)
    steps.object_to(clearance, legal.people.first(), "Wrong.")
    steps.submit(draft, anna)
    with pytest.raises(StepRefused, match="Legal services objects"):
        steps.approve(draft, ben)
    with pytest.raises(StepRefused, match="requires an explanation"):
        steps.call_off(clearance, ben, " ")

    steps.call_off(clearance, ben, "The head of mission decided.")

    with pytest.raises(StepRefused, match="called off"):
        steps.object_to(clearance, legal.people.first(), "Still wrong.")
    steps.approve(draft, ben)
    lines = [(line.step, line.remark) for line in draft.record.order_by("pk")]
    assert lines[1:] == [
        ("ask_clearance", ""),
        ("object", "Wrong."),
        ("submit", ""),
        ("call_off", "The head of mission decided."),
        ("approve", ""),
    ]


def test_urgent_release_does_not_wait_for_clearance(draft, anna, legal):
    ask(draft, anna, legal)

    steps.release_urgently(draft, make_user(), "An emergency.")

    assert Edition.objects.live().get() == draft


@pytest.mark.promise(32)
def test_only_those_asked_speak_and_only_who_asked_or_approves_calls_off(draft, anna, ben, legal):
    (clearance,) = ask(draft, anna, legal)
    other = person("otto")

    for forbidden in (
        lambda: steps.agree(clearance, ben),
        lambda: steps.object_to(clearance, other, "No."),
        lambda: steps.call_off(clearance, legal.people.first(), "No."),
    ):
        with pytest.raises(StepRefused):
            forbidden()
    assert standing(draft) == [Standing.WAITING]


@pytest.mark.promise(14)
def test_nobody_is_let_in_by_being_asked(draft, anna, legal):
    stranger = person("stranger", "Author")
    steps.limit_access(draft, anna, [])

    fields: Any = AskingForm(draft).fields
    assert list(fields["people"].queryset) == [anna]
    assert list(fields["departments"].queryset) == []
    for asked in (stranger, legal):
        with pytest.raises(StepRefused, match="cannot see this text"):
            ask(draft, anna, asked)


def test_asking_is_refused_with_sentences(draft, anna, ben):
    ask(draft, anna, ben)
    publisher = person("paula", "Publisher")

    for reason, by, asked, due_in in (
        ("ben has already been asked", anna, [ben], HOUR),
        ("in the past", anna, [publisher], -HOUR),
        ("at least one", anna, [], HOUR),
        ("permission", publisher, [publisher], HOUR),
    ):
        with pytest.raises(StepRefused, match=reason):
            ask(draft, by, *asked, due_in=due_in)
    assert Clearance.objects.count() == 1


# Letters


def test_those_asked_get_a_letter_that_says_until_when_and_what_silence_means(draft, anna, legal):
    (clearance,) = ask(draft, anna, legal, remark="Mind the second paragraph.")
    letter = message_for(Letter.objects.create(entry=clearance.entry, to=legal.people.first()))

    assert [someone.username for someone in concerned(clearance.entry)] == ["lena", "luis"]
    assert letter.subject == "Your word is asked for: “Mission opens an office”"
    assert "counts as objection" in letter.body
    assert "> Mind the second paragraph." in letter.body


def test_reminder_goes_before_the_hour_to_those_who_are_silent(draft, anna, ben, legal):
    quick, slow = ask(draft, anna, ben, legal, due_in=10 * HOUR)
    steps.agree(quick, ben)
    reminders = Letter.objects.filter(reminds=True)
    middle = slow.entry.at + (slow.due_at - slow.entry.at) / 2

    assert {letter.due_at for letter in reminders} == {quick.reminder_at(quick.entry.at), middle}
    assert not Letter.objects.filter(reminds=True).due().exists()
    reminders.update(due_at=timezone.now())
    delivery.deliver.call()
    sent = Letter.objects.filter(reminds=True, to__isnull=False)
    assert sorted(letter.to.username for letter in sent if letter.to) == ["lena", "luis"]
    assert message_for(sent[0]).subject.startswith("Reminder: ")


def test_reminder_that_became_needless_since_is_not_sent(draft, anna, legal):
    (clearance,) = ask(draft, anna, legal)
    lena = legal.people.first()
    letter = Letter.objects.create(entry=clearance.entry, to=lena, reminds=True)
    assert delivery.reason_against(letter) == ""

    steps.agree(clearance, lena)

    assert delivery.reason_against(letter) == "the request is settled"
    assert concerned(clearance.entry, REMINDER) == []


def test_whoever_asked_hears_of_each_word(draft, anna, legal):
    (clearance,) = ask(draft, anna, legal)

    word = steps.object_to(clearance, legal.people.first(), "The date is wrong.")

    assert concerned(word.entry) == [anna]
    body = message_for(Letter.objects.create(entry=word.entry, to=anna)).body
    assert "lena objects to “Mission opens an office”" in body


# In the newsroom


def test_clearance_is_asked_for_and_given_on_the_pages(draft, anna, legal):
    lena = legal.people.order_by("username")[0]
    page = reverse("admin:releases_edition_change", args=[draft.pk])
    later = (timezone.localtime() + HOUR).strftime("%Y-%m-%dT%H:%M")
    asking = {"departments": [legal.pk], "due_at": later, "silence": "consent", "remark": "Please."}

    answer = browser(anna).post(reverse("admin:releases_edition_asking", args=[draft.pk]), asking, follow=True)
    assert said(answer) == ["1 request was sent."]
    assert (
        "Mission opens an office" in browser(lena).get(reverse("admin:index")).content.decode().split("part-word")[-1]
    )
    listed = browser(lena).get(reverse("admin:releases_release_changelist"), {"whose": "waiting"})
    assert [row.pk for row in listed.context["cl"].result_list] == [draft.release_id]

    clearance = Clearance.objects.get()
    word = reverse("admin:releases_edition_word", args=[draft.pk, clearance.pk])
    browser(lena).post(word, {"verb": "agree", "said": ""})

    assert "part-word" not in browser(lena).get(reverse("admin:index")).content.decode()
    assert "agrees" in browser(anna).get(page).content.decode().split('id="clearance"')[1]
    listed = browser(lena).get(reverse("admin:releases_release_changelist"), {"whose": "waiting"})
    assert list(listed.context["cl"].result_list) == []


def test_word_on_an_earlier_text_is_marked_and_leads_to_the_comparison(draft, anna, ben):
    (clearance,) = ask(draft, anna, ben)
    steps.agree(clearance, ben)
    page = reverse("admin:releases_edition_change", args=[draft.pk])
    assert "said of an earlier text" not in browser(anna).get(page).content.decode()

    draft.headline = "Mission opens two offices"
    draft.save()
    steps.record_save(draft, anna, created=False)

    shown = browser(anna).get(page).content.decode()
    saved = draft.saved_texts.earliest("pk").pk
    assert "said of an earlier text" in shown
    assert f"compare/?before=saved-{saved}&amp;after=edition-{draft.pk}" in shown
    assert standing(draft) == [Standing.AGREED]


# The record


@pytest.mark.promise(36, 37)
def test_requests_and_words_are_only_added_and_verified(draft, anna, ben):
    (clearance,) = ask(draft, anna, ben)
    steps.agree(clearance, ben)
    verify()
    for change in (
        lambda: Clearance.objects.update(silence="consent"),
        lambda: ClearanceWord.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    let_the_hour_pass(draft)

    with pytest.raises(RecordBroken, match="until when, was changed"):
        verify()


def test_standing_of_a_request_that_was_called_off_stays_so():
    request = Request(Clearance(due_at=timezone.now(), silence="objection"))

    assert request.in_the_way(timezone.now() - HOUR).endswith(".")
