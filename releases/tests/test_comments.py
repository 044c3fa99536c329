"""Comments on a passage: said, answered, settled, accepted; on the record, never public."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from releases import steps
from releases.mail.delivery import concerned
from releases.mail.messages import message_for
from releases.models import Comment, Edition, Letter, RecordEntry, User
from releases.record.verification import RecordBroken, verify
from releases.review.conversations import conversations_about
from releases.steps import StepRefused, erasing
from releases.tests.desk import said
from releases.tests.making import approved, make_edition, make_live_edition, make_user
from taxonomy import guards

pytestmark = pytest.mark.django_db

BODY = "<p>CHISINAU, 3 May 1999 – The <strong>office</strong> opened on Monday.</p><p>The head said so.</p>"


@pytest.fixture
def anna() -> User:
    return make_user(username="anna", email="anna@example.org", roles=["Author"])


@pytest.fixture
def ben() -> User:
    return make_user(username="ben", email="ben@example.org", roles=["Editor"])


@pytest.fixture
def draft(anna) -> Edition:
    edition = make_edition(body=BODY)
    steps.record_save(edition, anna, created=True)
    return edition


def comment_by(person: User, edition: Edition, quotation: str = "opened on Monday", **more) -> Comment:
    return steps.comment_on(edition, person, more.pop("said", "Was it?"), part="body", quotation=quotation, **more)


def rewrite(edition: Edition, body: str) -> None:
    edition.body = body
    edition.save()
    edition.refresh_from_db()


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person: User, edition: Edition) -> str:
    url = reverse("admin:releases_edition_change", args=[edition.pk])
    return browser(person).get(url).content.decode()


# Where it stands


def test_comment_is_kept_through_edits_of_the_text_around_it_and_says_when_its_passage_is_gone(draft, anna, ben):
    comment_by(ben, draft, "office opened")

    rewrite(draft, "<p>Today: the new office opened, it is said.</p>")
    assert [len(conversation.places) for conversation in conversations_about(draft)] == [1]
    assert "no longer in the text" not in page(anna, draft)

    rewrite(draft, "<p>Nothing was opened.</p>")
    assert [len(conversation.places) for conversation in conversations_about(draft)] == [0]
    assert "This passage is no longer in the text." in page(anna, draft)
    assert "office opened" in page(anna, draft).split('class="passage"')[1].split("</blockquote>")[0]


def test_only_words_of_the_saved_text_can_be_commented_on(draft, ben):
    with pytest.raises(StepRefused, match="not in the saved text"):
        comment_by(ben, draft, "closed on Monday")

    assert not Comment.objects.exists()


# Open and settled


def test_comment_is_open_until_somebody_else_answers_or_it_is_resolved(draft, anna, ben):
    first = comment_by(ben, draft)
    states = [conversations_about(draft)[0].is_open]
    for step in (
        lambda: steps.answer(first, ben, "I mean it."),
        lambda: steps.answer(first, anna, "It was."),
        lambda: steps.answer(first, ben, "Who says so?"),
        lambda: steps.resolve(first, anna),
        lambda: steps.reopen(first, ben, "Not yet."),
    ):
        step()
        states.append(conversations_about(draft)[0].is_open)

    assert states == [True, True, False, True, False, True]


def test_submitting_with_an_open_comment_needs_a_remark_and_the_record_names_the_passage(draft, anna, ben):
    comment_by(ben, draft)

    with pytest.raises(StepRefused, match="“opened on Monday” is open"):
        steps.submit(draft, anna)
    steps.submit(draft, anna, "The mission has confirmed it.")

    assert draft.record.latest("pk").remark == ("Open comments: “opened on Monday”. The mission has confirmed it.")


def test_step_page_names_the_open_passages_and_asks_for_a_remark(draft, anna, ben):
    comment_by(ben, draft)
    url = reverse("admin:releases_edition_step", args=[draft.pk, "submit"])

    assert "“opened on Monday”" in browser(anna).get(url).content.decode()
    browser(anna).post(url, {"remark": ""})
    assert Edition.objects.get(pk=draft.pk).state == "draft"
    browser(anna).post(url, {"remark": "Confirmed."})
    assert Edition.objects.get(pk=draft.pk).state == "submitted"


def test_answered_and_resolved_comments_do_not_hold_up_a_submission(draft, anna, ben):
    steps.answer(comment_by(ben, draft), anna, "It was.")
    steps.resolve(comment_by(ben, draft, "The head"), anna)

    steps.submit(draft, anna)

    assert draft.record.latest("pk").remark == ""


def test_only_who_began_it_or_may_write_or_approve_settles_it(draft, anna, ben):
    publisher = make_user(roles=["Publisher"])
    first = comment_by(ben, draft)

    with pytest.raises(StepRefused, match="Only the person who began it"):
        steps.resolve(first, publisher)

    steps.resolve(comment_by(publisher, draft), publisher)
    steps.resolve(first, anna)
    assert [conversation.is_resolved for conversation in conversations_about(draft)] == [True, True]


# Suggested wording


def test_suggested_wording_takes_the_place_of_its_passage_when_the_author_accepts_it(draft, anna, ben):
    first = comment_by(ben, draft, "office opened", suggestion="mission & office  opened", said="")

    steps.accept(first, anna)

    draft.refresh_from_db()
    assert draft.body == (
        "<p>CHISINAU, 3 May 1999 – The <strong>mission &amp; office opened</strong> on Monday.</p><p>The head said so.</p>"
    )
    lines = list(draft.record.order_by("-pk")[:2])
    assert [(line.step, line.by) for line in lines] == [("accept", anna), ("edit", anna)]
    assert lines[1].remark == "“office opened” became “mission & office opened”, as suggested by ben."
    assert conversations_about(draft)[0].is_resolved
    verify()


def test_headline_and_lead_can_be_reworded_as_well(draft, anna, ben):
    for part, words in (("headline", "an office"), ("lead", "on Monday")):
        first = steps.comment_on(draft, ben, "", part=part, quotation=words, suggestion="X")
        steps.accept(first, anna)

    draft.refresh_from_db()
    assert (draft.headline, draft.lead) == ("Mission opens X", "The office opened X.")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<p>Nothing.</p>", "no longer in the text"),
        ("<p>It opened on Monday. It opened on Monday.</p>", "more than once"),
        ("<p>It opened</p><p>on Monday.</p>", "end of a paragraph"),
    ],
)
def test_wording_is_not_accepted_where_its_place_is_in_doubt(draft, anna, ben, body, reason):
    first = comment_by(ben, draft, suggestion="closed")
    rewrite(draft, body)

    with pytest.raises(StepRefused, match=reason):
        steps.accept(first, anna)

    draft.refresh_from_db()
    assert draft.body == body


def test_nobody_rewords_a_text_that_they_may_not_write_in(draft, anna, ben):
    first = comment_by(ben, draft, suggestion="closed")
    steps.submit(draft, anna, "Please look.")

    with pytest.raises(StepRefused, match="allowed to edit"):
        steps.accept(first, anna)


def test_suggester_may_still_approve_and_the_one_who_accepted_may_not(draft, anna, ben):
    editor = make_user(roles=["Editor"])
    steps.accept(comment_by(ben, draft, suggestion="closed"), editor)
    steps.submit(draft, anna)

    with pytest.raises(StepRefused, match="someone else must approve"):
        steps.approve(draft, editor)
    steps.approve(draft, ben)


# Letters


def told_of(edition: Edition) -> list[str]:
    return [person.username for person in concerned(edition.record.latest("pk"))]


def test_people_mentioned_get_a_letter_and_those_in_the_conversation_hear_of_answers(draft, anna, ben):
    carla = make_user(username="carla.m", email="carla@example.org", roles=["Editor"])
    first = comment_by(ben, draft, said="Is this right, @carla.m?")
    letter = message_for(Letter.objects.create(entry=first.entry, to=carla))

    assert told_of(draft) == ["carla.m"]
    assert letter.subject == "Comment: “Mission opens an office”"
    assert "> opened on Monday\n" in letter.body
    assert "> Is this right, @carla.m?\n" in letter.body
    steps.answer(first, anna, "It is.")
    assert told_of(draft) == ["ben"]


def test_letter_about_a_limited_text_quotes_nothing_of_it(draft, anna, ben):
    steps.limit_access(draft, anna, [ben])
    first = comment_by(anna, draft, said="Secret, @ben?")

    body = message_for(Letter.objects.create(entry=first.entry, to=ben)).body

    assert [word for word in ("Monday", "Secret", "Mission opens") if word in body] == []


@pytest.mark.promise(14)
def test_mention_finds_only_those_who_may_see_the_text_and_tells_nothing_of_others(draft, anna, ben):
    make_user(username="stranger", roles=["Author"])
    url = reverse("admin:releases_edition_comment", args=[draft.pk])
    words = {"part": "body", "quotation": "opened on Monday", "said": "@stranger @nobody @ben?"}

    answer = browser(anna).post(url, words, follow=True)

    assert said(answer) == ["Nobody of this name can see the text, so no letter went to: @stranger, @nobody."]
    assert told_of(draft) == ["ben"]
    people = reverse("admin:releases_edition_people", args=[draft.pk])
    handles = [person["handle"] for person in browser(anna).get(people, {"q": ""}).json()["people"]]
    assert handles == ["anna", "ben"]


# The form


def test_what_is_refused_comes_back_in_the_form(draft, anna):
    url = reverse("admin:releases_edition_comment", args=[draft.pk])

    answer = browser(anna).post(url, {"part": "body", "quotation": "elsewhere", "said": "Words I wrote"}, follow=True)

    assert said(answer) == ["This passage is not in the saved text."]
    assert "Words I wrote</textarea>" in answer.content.decode()


def test_conversation_goes_on_by_its_buttons(draft, anna, ben):
    first = comment_by(ben, draft, suggestion="closed on Tuesday")
    url = reverse("admin:releases_edition_conversation", args=[draft.pk, first.pk])

    for verb in ("answer", "accept", "reopen", "resolve"):
        browser(anna).post(url, {"verb": verb, "said": "So it is."})

    steps_taken = list(Comment.objects.filter(thread=first).values_list("entry__step", flat=True))
    assert steps_taken == ["answer", "accept", "reopen", "resolve"]
    assert "closed on Tuesday" in Edition.objects.get(pk=draft.pk).body


@pytest.mark.promise(14, 32)
def test_conversation_of_a_text_that_one_may_not_see_is_not_there(draft, ben):
    first, stranger = comment_by(ben, draft), make_user(roles=["Author"])
    other = make_edition()
    steps.record_save(other, stranger, created=True)

    for edition in (draft, other):  # under its own address, and under that of a text of one's own
        url = reverse("admin:releases_edition_conversation", args=[edition.pk, first.pk])
        assert browser(stranger).post(url, {"verb": "answer", "said": "I see."}).status_code == 404
    assert Comment.objects.count() == 1


def test_limits_are_refused_with_a_sentence(draft, ben, monkeypatch):
    with pytest.raises(StepRefused, match=r"At most 10,?000 characters"):
        comment_by(ben, draft, said="x" * 10_001)
    with pytest.raises(StepRefused, match="Write what you want to say"):
        comment_by(ben, draft, said=" ")


# The record


@pytest.mark.promise(36)
def test_comments_are_only_added(draft, ben):
    comment_by(ben, draft)

    for change in (
        lambda: Comment.objects.update(quotation="Never said."),
        lambda: Comment.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.promise(37)
def test_changed_passage_is_found_by_verification(draft, ben):
    from django.db import connection

    comment_by(ben, draft)
    verify()

    guards.remove(connection, guards.registry["releases"]())
    Comment.objects.update(quotation="Never said.")

    with pytest.raises(RecordBroken, match="commented on was changed"):
        verify()


def test_saving_after_a_comment_continues_the_chain_of_texts(draft, anna, ben):
    before = draft.record.latest("pk").digest_after
    comment_by(ben, draft)

    steps.record_save(draft, anna, created=False)

    assert RecordEntry.objects.latest("pk").digest_before == before


def test_lawful_erasure_reaches_what_was_said_and_the_record_holds(draft, anna, ben):
    rewrite(draft, "<p>Ms. Wexberg opened it.</p>")
    first = comment_by(ben, draft, "Wexberg opened", said="Who is Wexberg?", suggestion="Ilona Wexberg opened")
    steps.answer(first, anna, "Wexberg is the head.")

    erasing.carry_out(erasing.propose(make_user(), ["Wexberg"], "By order of a court."), make_user())

    first.refresh_from_db()
    everything = [
        first.quotation,
        first.before,
        first.suggestion,
        *RecordEntry.objects.values_list("remark", flat=True),
    ]
    assert [text for text in everything if "Wexberg" in text] == []
    verify()


def test_released_text_can_be_commented_on_and_no_reader_sees_it(ben, client):
    live = make_live_edition(body=BODY)
    comment_by(ben, live, said="MarkerComment")

    assert "MarkerComment" not in client.get(live.get_absolute_url()).content.decode()
    assert "MarkerComment" in page(ben, live)


def test_next_edition_begins_without_the_comments_of_the_last(ben):
    live = make_edition(body=BODY)
    approved(live)
    steps.release_now(live, make_user())
    comment_by(ben, live)

    assert conversations_about(steps.start_next(live, make_user())) == []
