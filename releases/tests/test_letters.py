"""Recipients and wording of mail about steps."""

import datetime
from pathlib import Path

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from releases import steps
from releases.mail import letters
from releases.mail.delivery import concerned
from releases.mail.letters import LETTERS
from releases.mail.messages import message_for, quoted
from releases.models import Edition, Letter, RecordEntry, User
from releases.models.clearance import CLEARING
from releases.models.comments import SAID_OF_A_PASSAGE
from releases.record import chain
from releases.steps import table
from releases.tests.making import approved, make_edition, make_structure, make_user

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def person(name: str, *roles: str, **overrides) -> User:
    return make_user(username=name, email=f"{name}@example.org", roles=roles, **overrides)


@pytest.fixture
def newsroom() -> dict[str, User]:
    """One person per role, and an uninvolved editor."""
    roles = {
        "author": "Author",
        "editor": "Editor",
        "second": "Editor",
        "publisher": "Publisher",
        "boss": "Administrator",
    }
    return {name: person(name, role) for name, role in roles.items()}


def draft_by(author: User, **overrides) -> Edition:
    edition = make_edition(**overrides)
    steps.record_save(edition, author, created=True)
    return edition


def told_of(edition: Edition) -> list[str]:
    """The recipients of mail about the last record entry."""
    return [user.username for user in concerned(edition.record.latest("pk"))]


def test_every_step_with_a_letter_has_one():
    with_a_letter = {name for kind in LETTERS.values() for name in kind.steps}

    assert with_a_letter <= {*table.STEPS, *SAID_OF_A_PASSAGE, *CLEARING}
    assert all(letters.letter_of(name) for name in with_a_letter)


def test_submission_goes_to_those_who_may_approve_it(newsroom):
    edition = draft_by(newsroom["author"])

    steps.submit(edition, newsroom["author"])

    assert told_of(edition) == ["editor", "second"]


def test_submission_of_what_an_editor_wrote_goes_to_the_other_editors(newsroom):
    edition = draft_by(newsroom["editor"])
    steps.record_save(edition, newsroom["author"], created=False)

    steps.submit(edition, newsroom["author"])

    assert told_of(edition) == ["second"]


def test_return_goes_to_those_who_wrote_and_who_submitted(newsroom):
    edition = draft_by(newsroom["author"])
    steps.submit(edition, newsroom["second"])

    steps.send_back(edition, newsroom["editor"], "The place is wrong.")

    assert told_of(edition) == ["author", "second"]


def test_approval_goes_to_writers_submitter_and_those_who_may_release(newsroom):
    edition = draft_by(newsroom["author"])
    steps.submit(edition, newsroom["second"])

    steps.approve(edition, newsroom["editor"])

    assert told_of(edition) == ["author", "second", "publisher"]


@pytest.mark.parametrize("step", ["release_now", "schedule", "reschedule"])
def test_release_goes_to_writers_approver_and_submitter(newsroom, step):
    edition = draft_by(newsroom["author"])
    steps.submit(edition, newsroom["author"])
    steps.approve(edition, newsroom["editor"])
    if step == "release_now":
        steps.release_now(edition, newsroom["publisher"])
    else:
        steps.schedule(edition, newsroom["publisher"], timezone.now() + HOUR)
    if step == "reschedule":
        steps.reschedule(edition, newsroom["publisher"], timezone.now() + 2 * HOUR)

    assert told_of(edition) == ["author", "editor"]


def test_urgent_release_goes_to_all_who_may_approve_the_administrators_and_the_writers(newsroom):
    edition = draft_by(newsroom["author"])

    steps.release_urgently(edition, newsroom["publisher"], "We cannot wait.")

    assert told_of(edition) == ["author", "editor", "second", "boss"]


@pytest.mark.parametrize("step", sorted(set(table.STEPS) - {name for kind in LETTERS.values() for name in kind.steps}))
def test_other_steps_have_no_letter(step):
    assert letters.letter_of(step) is None


def test_nobody_gets_mail_about_their_own_step(newsroom):
    """Whoever may both approve and release would be told by their right; whoever wrote and released, by their part."""
    both, edition = person("both", "Editor", "Publisher"), draft_by(newsroom["author"])
    steps.submit(edition, newsroom["author"])

    steps.approve(edition, both)
    assert told_of(edition) == ["author", "publisher"]

    steps.release_now(edition, both)
    assert told_of(edition) == ["author"]


def test_writer_who_may_not_see_the_text_any_more_gets_no_mail_about_it(newsroom):
    edition = draft_by(newsroom["author"], sources=[make_structure("Permanent Council")])
    steps.submit(edition, newsroom["author"])
    newsroom["author"].structures.set([make_structure("Mission to Moldova")])

    steps.send_back(edition, newsroom["editor"], "Another mission has taken it over.")

    assert told_of(edition) == []


def test_nobody_gets_mail_about_texts_they_may_not_see(newsroom):
    edition = draft_by(newsroom["author"])
    steps.limit_access(edition, newsroom["author"], [newsroom["second"]])

    steps.submit(edition, newsroom["author"])

    assert told_of(edition) == ["second"]


def test_nobody_gets_mail_about_texts_they_cannot_approve_in_that_language(newsroom):
    person("parisian", "Editor", languages=["fr"])
    edition = draft_by(newsroom["author"])

    steps.submit(edition, newsroom["author"])

    assert told_of(edition) == ["editor", "second"]


def test_nobody_gets_mail_without_an_active_account_an_address_and_their_consent(newsroom):
    person("left", "Editor", is_active=False)
    make_user(username="nowhere", roles=["Editor"])
    person("quiet", "Editor", letters_off=["submission"])
    edition = draft_by(newsroom["author"])

    steps.submit(edition, newsroom["author"])

    assert told_of(edition) == ["editor", "second"]


# Wording


def message_about(entry: RecordEntry, to: User) -> mail.EmailMessage:
    return message_for(Letter.objects.create(entry=entry, to=to))


def submitted(newsroom, **overrides) -> RecordEntry:
    edition = draft_by(newsroom["author"], **overrides)
    steps.submit(edition, newsroom["author"], "Please look at the names.")
    return edition.record.latest("pk")


@override_settings(SITE_URL="https://www.example.org")
def test_letter_says_who_did_what_and_leads_to_the_edition(newsroom):
    entry = submitted(newsroom, headline="Mission opens an <office> & leaves")

    message = message_about(entry, newsroom["editor"])

    assert message.subject == "For approval: “Mission opens an <office> & leaves”"
    assert "author submitted “Mission opens an <office> & leaves” (English) for approval on" in message.body
    assert "> Please look at the names." in message.body
    assert f"https://www.example.org/admin/releases/edition/{entry.edition_id}/change/" in message.body
    assert "https://www.example.org/admin/letters/" in message.body
    assert "&lt;" not in message.body


def test_letter_is_marked_as_sent_by_a_machine_and_keeps_its_number(newsroom):
    letter = Letter.objects.create(entry=submitted(newsroom), to=newsroom["editor"])

    first, again = message_for(letter).message(), message_for(letter).message()

    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"] == again["Message-ID"] != None  # noqa: E711


@pytest.mark.parametrize("kind", sorted(LETTERS))
@pytest.mark.promise(40)
def test_headline_cannot_add_a_header_or_a_line(newsroom, kind):
    hostile = "Office opened\r\nBcc: all@example.org\u2028\x00Subject: Fired"
    edition = draft_by(newsroom["author"])
    entry = chain.append(
        RecordEntry(
            edition=edition,
            step=LETTERS[kind].steps[0],
            by=newsroom["author"],
            state_after=edition.state,
            remark="First\r\n.\r\nNewsroom: you are fired",
        )
    )
    entry.edition.headline = hostile.replace("\x00", "")

    message = message_about(entry, newsroom["editor"])
    raw = message.message()

    assert sorted(raw.keys()) == sorted(
        {
            "Content-Type",
            "Content-Transfer-Encoding",
            "MIME-Version",
            "Subject",
            "From",
            "To",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "X-Auto-Response-Suppress",
        }
    )
    assert message.subject.endswith("“Office opened Bcc: all@example.org Subject: Fired”")
    assert "> Newsroom: you are fired" in message.body


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_letter_about_what_is_limited_names_neither_headline_nor_remark(newsroom, kind):
    edition = draft_by(newsroom["author"], headline="Secret talks begin")
    steps.limit_access(edition, newsroom["author"], [newsroom["editor"]])
    entry = chain.append(
        RecordEntry(
            edition=edition,
            step=LETTERS[kind].steps[0],
            by=newsroom["author"],
            state_after="draft",
            remark="Secret remark",
        )
    )

    message = message_about(entry, newsroom["editor"])

    assert "ecret" not in f"{message.subject} {message.body}"
    assert f"release {edition.release_id}" in message.subject


def test_limit_ends_with_the_hour_of_the_release(newsroom):
    edition = draft_by(newsroom["author"], headline="Secret talks begin")
    steps.limit_access(edition, newsroom["author"], [newsroom["editor"], newsroom["publisher"]])
    steps.submit(edition, newsroom["author"])
    steps.approve(edition, newsroom["editor"])
    steps.release_now(edition, newsroom["publisher"])

    message = message_about(edition.record.latest("pk"), newsroom["author"])

    assert "Secret talks begin" in message.subject
    assert edition.get_absolute_url() in message.body


def test_letter_is_in_the_language_of_whoever_reads_it(newsroom):
    newsroom["editor"].mail_language = "fr"
    entry = submitted(newsroom)

    with_choice, without = message_about(entry, newsroom["editor"]), message_about(entry, newsroom["second"])

    assert "(Anglais)" in with_choice.body
    assert "(English)" in without.body


def test_late_letter_says_that_the_edition_has_moved_on(newsroom):
    entry = submitted(newsroom)
    steps.recall(entry.edition, newsroom["author"])

    assert (
        "The state of the edition has changed since then. It is now: draft."
        in message_about(entry, newsroom["editor"]).body
    )


def test_letter_about_a_schedule_names_the_hour_with_its_zone(newsroom):
    edition = approved(draft_by(newsroom["author"]))
    steps.schedule(edition, newsroom["publisher"], datetime.datetime(2099, 5, 3, 8, 30, tzinfo=datetime.UTC))

    message = message_about(edition.record.latest("pk"), newsroom["author"])

    assert "Public from 3 May 2099, 10:30 (Europe/Vienna)." in message.body


def test_documented_table_is_the_one_in_force():
    documentation = Path(letters.__file__).parents[2] / "docs" / "editing.md"
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in documentation.read_text().splitlines()
        if line.startswith("| mail: ")
    ]

    assert rows == [
        [
            f"mail: {kind.name.replace('_', ' ')}",
            ", ".join(step.replace("_", " ") for step in kind.steps),
            ", ".join(kind.to) + "".join(f"; not {part}" for part in kind.except_for),
        ]
        for kind in LETTERS.values()
    ]


def test_name_of_whoever_took_the_step_cannot_add_a_line(newsroom):
    newsroom["author"].first_name, newsroom["author"].last_name = "Anna\nNewsroom: you are fired", "Adler"
    newsroom["author"].save()

    body = message_about(submitted(newsroom), newsroom["editor"]).body

    assert not any(line.startswith("Newsroom:") for line in body.splitlines())
    assert "Anna Newsroom: you are fired Adler" in body


def test_remark_is_quoted_line_by_line_without_its_control_characters():
    assert quoted("One\x07\u2028two\n\nthree\n").split("\n") == ["> One", "> two", "> ", "> three"]


def test_letter_names_the_public_address_of_what_is_public_and_of_nothing_else(newsroom):
    edition = approved(draft_by(newsroom["author"]))
    steps.schedule(edition, newsroom["publisher"], timezone.now() + HOUR)
    scheduled = message_about(edition.record.latest("pk"), newsroom["author"]).body
    other = draft_by(newsroom["author"])
    steps.submit(other, newsroom["author"])
    waiting = message_about(other.record.latest("pk"), newsroom["editor"]).body

    assert "/releases/" not in scheduled.replace("/admin/releases/", "")
    assert "/releases/" not in waiting.replace("/admin/releases/", "")


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_letter_asks_no_machine_for_an_answer_and_its_number_names_the_site(newsroom, kind, settings):
    settings.SITE_URL = "https://www.example.org"
    entry = chain.append(
        RecordEntry(
            edition=draft_by(newsroom["author"]),
            step=LETTERS[kind].steps[0],
            by=newsroom["author"],
            state_after="draft",
        )
    )

    message = message_about(entry, newsroom["editor"]).message()

    assert (message["Auto-Submitted"], message["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert message["Message-ID"].endswith("@www.example.org>")


def test_each_right_is_a_permission_and_only_administering_is_about_no_edition():
    assert {right.name: (right.permission, right.is_about_editions) for right in letters.Right} == {
        "APPROVE": ("releases.approve_edition", True),
        "RELEASE": ("releases.release_edition", True),
        "ADMINISTER": ("releases.change_user", False),
    }


def test_of_two_submissions_the_last_counts_and_whoever_wrote_is_a_writer():
    lines = [("create", 1), ("submit", 1), ("send_back", 4), ("edit", 2), ("submit", 2), ("approve", 3), ("remark", 5)]

    found = letters.Involved.told_by(lines, {"create", "edit"})

    assert (found.writers, found.submitter, found.approver) == ({1, 2}, 2, 3)
    assert found.who([letters.Involvement.SUBMITTER]) == {2}
    assert found.who([letters.Involvement.APPROVER, letters.Involvement.WRITERS]) == {1, 2, 3}
    assert letters.Involved().who(letters.Involvement) == set()


def test_most_steps_have_no_letter():
    assert [letters.letter_of(name) for name in ("remark", "discard", "withdraw", "")] == [None] * 4
