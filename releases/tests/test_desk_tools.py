"""What people expect of a desk: copies, keys, undo, paper."""

import datetime
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from releases import steps
from releases.admin.keys import BESIDE_A_TEXT, OF_STEPS, WHILE_WRITING
from releases.admin.printing import WIDTH, lines_of
from releases.admin.steps import is_too_late
from releases.models import Edition, User
from releases.states import Phase, State
from releases.steps import StepRefused, table
from releases.steps.table import STEPS, TAKEN_BY_IMPORTS
from releases.tests.desk import said
from releases.tests.making import approved, make_edition, make_field, make_live_edition, make_user

pytestmark = pytest.mark.django_db

ADMIN = Path(__file__).parents[1]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# Copies


def test_copy_is_a_draft_of_a_new_release_with_everything_but_the_dates_and_notes():
    anna, field = make_user(roles=["Author"]), make_field("Elections")
    live = make_live_edition(fields_of_work=[field], contacts=[{"name": "Ann"}], notes="Ask Ben.", places=["Vienna"])

    answer = browser(anna).post(reverse("admin:releases_edition_copy", args=[live.pk]), follow=True)

    copy = Edition.objects.latest("pk")
    assert said(answer) == [f"This is a copy of release {live.release_id}, dated today. Check what must change."]
    assert (copy.release_id != live.release_id, copy.number, copy.kind, copy.state) == (True, 1, "original", "draft")
    assert (copy.headline, copy.body, copy.places) == (live.headline, live.body, ["Vienna"])
    assert (list(copy.fields_of_work.all()), [contact.name for contact in copy.contacts.all()]) == ([field], ["Ann"])
    assert (copy.date, copy.notes, copy.live_from) == (timezone.localdate(), "", None)
    assert [(line.step, line.remark) for line in copy.record.all()] == [
        ("create", f"Copied from release {live.release_id}.")
    ]


@pytest.mark.promise(14, 32)
def test_copy_of_a_limited_text_is_limited_to_the_same_people_and_of_an_unseen_one_there_is_none():
    anna, ben, stranger = (make_user(roles=["Author"]) for _ in range(3))
    draft = make_edition()
    steps.record_save(draft, anna, created=True)
    steps.limit_access(draft, anna, [ben])

    copy = steps.copy_as_new(draft, anna)

    assert (copy.limited, {named.user for named in copy.named_people.all()}) == (True, {anna, ben})
    with pytest.raises(StepRefused):
        steps.copy_as_new(draft, stranger)
    assert browser(stranger).post(reverse("admin:releases_edition_copy", args=[draft.pk])).status_code == 404
    assert Edition.objects.count() == 2


# Keys


def test_every_step_of_the_page_has_a_key_and_no_two_beside_each_other_share_one():
    elsewhere = {table.REMARK.name, table.BREAK_GLASS.name, *(step.name for step in TAKEN_BY_IMPORTS)}
    assert set(OF_STEPS) == set(STEPS) - elsewhere
    others = {key.letter for key in BESIDE_A_TEXT}
    assert len(others) == len(BESIDE_A_TEXT)

    for state in State:
        for phase in Phase:
            here = [OF_STEPS[name] for name in OF_STEPS if STEPS[name].begins_at(state, phase)]
            assert len(here) == len(set(here)), (state, phase)
            assert others.isdisjoint(here)


def test_keys_are_told_on_the_page_and_on_their_own():
    draft, editor = make_edition(), make_user()
    page = browser(editor).get(reverse("admin:releases_edition_change", args=[draft.pk])).content.decode()

    assert re.search(r'step/submit/"\s+aria-keyshortcuts="Alt\+Shift\+S"', page)
    keys = browser(editor).get(reverse("admin:releases_edition_keys")).content.decode()
    assert keys.count("<kbd>Alt+Shift+") == len(OF_STEPS) + len(BESIDE_A_TEXT)
    assert keys.count("<kbd>") == len(OF_STEPS) + len(BESIDE_A_TEXT) + len(WHILE_WRITING)
    assert [step.label for name, step in STEPS.items() if name in OF_STEPS and str(step.label) not in keys] == []


def test_every_key_beside_a_text_is_on_some_control():
    sources = [
        *(ADMIN.parent / "templates" / "admin").rglob("*.html"),
        ADMIN / "static" / "newsroom_admin" / "keys.js",
        ADMIN / "admin" / "steps.py",
    ]
    written = "\n".join(path.read_text() for path in sources)

    assert [key.letter for key in BESIDE_A_TEXT if f'Alt+Shift+{key.letter}"' not in written] == []


# Undo


def submitted(client: Client) -> tuple[Edition, str, dict[str, str]]:
    """A draft that was just submitted, with the address and the fields of the button that undoes it."""
    draft = make_edition(fields_of_work=[make_field("Elections")])
    answer = client.post(reverse("admin:releases_edition_step", args=[draft.pk, "submit"]), {"remark": ""}, follow=True)
    (message,) = said(answer)
    assert '<button type="submit" aria-keyshortcuts="Alt+Shift+Z">Undo: Recall</button>' in message
    fields = dict(re.findall(r'name="(\w+)" value="(\w+)"', message))
    draft.refresh_from_db()
    return draft, re.findall(r'action="([^"]+)"', message)[0], fields


def test_step_is_undone_by_one_click_on_the_record():
    client = browser(make_user())
    draft, address, fields = submitted(client)

    client.post(address, fields)

    draft.refresh_from_db()
    assert (draft.state, draft.record.latest("pk").step) == ("draft", "recall")


def test_step_is_not_undone_once_something_else_has_happened():
    client = browser(make_user())
    draft, address, fields = submitted(client)
    steps.remark(draft, make_user(), "Read it.")

    answer = client.post(address, fields, follow=True)

    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert said(answer) == [
        "Nothing was undone: more than ten minutes have passed, or something else has happened since."
    ]


def test_step_can_be_undone_for_ten_minutes():
    draft, _, fields = submitted(browser(make_user()))
    then = draft.record.latest("pk").at + datetime.timedelta(minutes=10)

    assert is_too_late(fields["undoes"], draft, then)
    assert not is_too_late(fields["undoes"], draft, then - datetime.timedelta(seconds=1))


def test_undoing_what_is_scheduled_wants_fresh_proof():
    draft, client = approved(make_edition(fields_of_work=[make_field("Elections")])), browser(make_user())
    steps.schedule(draft, make_user(), timezone.now() + datetime.timedelta(hours=1))
    session = client.session
    session["proved_at"] = 0
    session.save()

    answer = client.post(
        reverse("admin:releases_edition_step", args=[draft.pk, "unschedule"]), {"undoes": draft.record.latest("pk").pk}
    )

    assert answer.status_code == 302
    assert "reauthenticate" in answer.headers["Location"]
    draft.refresh_from_db()
    assert draft.state == "released"


def test_other_names_on_a_limit_are_not_undone_by_opening_the_text_to_everybody():
    author, draft = make_user(), make_edition()
    steps.record_save(draft, author, created=True)
    address, client = reverse("admin:releases_edition_step", args=[draft.pk, "limit_access"]), browser(author)

    first, second = (said(client.post(address, {"people": [make_user().pk]}, follow=True))[0] for _ in range(2))

    assert "Undo: Open to the newsroom" in first
    assert second == "Done: Limit to named people."


def test_step_that_the_person_may_not_undo_offers_nothing():
    author, editor = make_user(roles=["Author"]), make_user(roles=["Editor"])
    draft = make_edition(fields_of_work=[make_field("Elections")])
    steps.record_save(draft, author, created=True)
    steps.submit(draft, author)

    answer = browser(editor).post(
        reverse("admin:releases_edition_step", args=[draft.pk, "send_back"]), {"remark": "No."}, follow=True
    )

    assert said(answer) == ["Done: Send back."]


# Paper


def test_lines_on_paper_are_numbered_and_the_same_on_every_copy():
    words = "word " * 60
    draft = make_edition(headline="Office opens", lead="It opened.", body=f"<p>{words}</p><ul><li>One</li></ul>")

    lines = lines_of(draft)

    assert [line.number for line in lines if line.text] == list(
        range(1, len([line for line in lines if line.text]) + 1)
    )
    assert max(len(line.text) for line in lines) <= WIDTH
    assert [line.text for line in lines[:3]] == ["Office opens", "", "It opened."]
    assert {line.number for line in lines if line.shows_number} == {1, 5}
    assert lines[-2].text == "– One"


def test_sheet_says_which_text_it_is_of():
    draft, editor = make_edition(), make_user()
    page = reverse("admin:releases_edition_print", args=[draft.pk])
    fingerprint = re.compile(r"Text ([0-9a-f]{12}), printed")

    before = fingerprint.search(browser(editor).get(page).content.decode())
    draft.lead = "Another lead."
    draft.save()
    after = fingerprint.search(browser(editor).get(page).content.decode())

    assert before
    assert after
    assert before[1] != after[1]
