"""Who may take which step in which state: every cell by forged requests, with fresh proof of identity and without it.

The table is in docs/roles.md. A request that it refuses must change nothing.
"""

import dataclasses
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from releases import steps
from releases.accounts import freshness
from releases.admin.bulk_steps import OFFERED
from releases.admin.roles import holders
from releases.models import Edition, RecordEntry, User
from releases.record.contents import digest_of
from releases.states import Phase, State
from releases.steps import table
from releases.steps.taking import write
from releases.tests.making import approved, corrected, make_edition, make_scheduled_edition, make_user
from releases.tests.step_facts import Given

TABLE = Path(settings.BASE_DIR) / "docs" / "roles.md"
WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(?P<table>\w+)"')
ROW = re.compile(r"^\| `(?P<name>\w+)` \|(?P<cells>.*)\|$")

# Who asks: the words of the cells. The text was written by the first.
ASKERS = {
    "writer": "Author",
    "Author": "Author",
    "Editor": "Editor",
    "Publisher": "Publisher",
    "Taxonomist": "Taxonomist",
    "Administrator": "Administrator",
}
BY_PEOPLE = {name: step for name, step in table.STEPS.items() if step not in table.TAKEN_BY_IMPORTS}


def put(draft: Edition, state: State) -> Edition:
    write(draft, state=state)
    return draft


def scheduled(draft: Edition) -> Edition:
    steps.schedule(approved(draft), make_user(), make_scheduled_edition().live_from)  # type: ignore[arg-type]  # it has a start
    return draft


def live(draft: Edition) -> Edition:
    steps.release_now(approved(draft), make_user())
    return draft


def superseded(draft: Edition) -> Edition:
    corrected(live(draft), make_user(), headline="Mission opens two offices")
    return draft


def urgent(draft: Edition) -> Edition:
    steps.release_urgently(draft, make_user(), "An emergency.")
    return draft


def limited(draft: Edition) -> Edition:
    steps.limit_access(draft, make_user(), [])
    return draft


@dataclass(frozen=True)
class Column:
    """A state in which a text can be: how it gets there, and what the table of steps is told of it."""

    put: Callable[[Edition], Edition]
    facts: Given


STATES = {
    "draft": Column(lambda draft: draft, Given()),
    "limited draft": Column(limited, Given(limited=True)),
    "submitted": Column(lambda draft: put(draft, State.SUBMITTED), Given(state=State.SUBMITTED)),
    "approved": Column(approved, Given(state=State.APPROVED)),
    "scheduled": Column(scheduled, Given(state=State.RELEASED, phase=Phase.SCHEDULED)),
    "live": Column(live, Given(state=State.RELEASED, phase=Phase.LIVE)),
    "live, urgent": Column(urgent, Given(state=State.RELEASED, phase=Phase.LIVE, awaits_confirmation=True)),
    "superseded": Column(superseded, Given(state=State.RELEASED, phase=Phase.SUPERSEDED)),
    "withdrawn": Column(
        lambda draft: steps.withdraw(live(draft), make_user(), "Called off."),
        Given(state=State.RELEASED, phase=Phase.LIVE, withdrawn=True),
    ),
    "removed": Column(
        lambda draft: steps.remove(live(draft), make_user(), "Called off."),
        Given(state=State.RELEASED, phase=Phase.LIVE, removed=True),
    ),
    "discarded": Column(lambda draft: put(draft, State.DISCARDED), Given(state=State.DISCARDED)),
}
# The steps that change what the public reads: whoever takes one has proved lately who they are.
ASKING_AGAIN = {"release_now", "schedule", "reschedule", "unschedule", "release_urgently"} | {
    "withdraw",
    "remove",
    "reinstate",
    "reword_notice",
}
FORM = {"remark": "A remark.", "at": "2099-01-15T10:00", "kind": "minor"}


def documented() -> dict[str, dict[str, list[str]]]:
    """Step and state to those who may."""
    lines = TABLE.read_text().partition("## Steps")[2].splitlines()
    head = next(line for line in lines if line.startswith("| step |"))
    columns = [cell.strip() for cell in head.strip("|").split("|")][1:]
    return {
        row["name"]: dict(zip(columns, (cell.split() for cell in row["cells"].split("|")), strict=True))
        for line in lines
        if (row := ROW.match(line))
    }


def cells(state: str) -> dict[str, list[str]]:
    return {name: row[state] for name, row in documented().items()}


class World:
    """A text in one state, and everybody signed in twice: a moment ago and long ago."""

    def __init__(self, state: str) -> None:
        self.people = {name: make_user(roles=[role]) for name, role in ASKERS.items()}
        draft = make_edition()
        steps.record_save(draft, self.people["writer"], created=True)
        self.edition = STATES[state].put(draft)
        self.clients = {
            (name, fresh): signed_in(user, fresh) for name, user in self.people.items() for fresh in (True, False)
        }

    def ask(self, name: str, asker: str, *, fresh: bool = True, bulk: bool = False) -> bool:
        """Whether a forged request for the step was carried out; a refused one has written nothing."""
        send = self.send_bulk if bulk else self.send
        with undone() as writing:
            send(name, self.clients[asker, fresh])
            taken = RecordEntry.objects.filter(by=self.people[asker], step=name).exists()
        assert taken or not writing, writing
        return taken

    def send(self, name: str, client: Client) -> None:
        if name == "break_glass":  # where the text is invisible, by its number alone
            client.post(reverse("admin:releases_edition_glass"), {"edition": self.edition.pk, "reason": "A fire."})
        client.post(reverse("admin:releases_edition_step", args=[self.edition.pk, name]), FORM)

    def send_bulk(self, name: str, client: Client) -> None:
        seen = {"edition": self.edition.pk, f"seen-{self.edition.pk}": digest_of(self.edition)}
        url = reverse("admin:releases_edition_bulk", args=[name])
        client.post(f"{url}?release={self.edition.release_id}", FORM | seen)


def signed_in(user: User, fresh: bool) -> Client:
    client = Client()
    client.force_login(user)
    if not fresh:
        session = client.session
        session[freshness.PROVED_AT] -= settings.FRESH_FOR
        session.save()
    return client


@contextmanager
def undone() -> Iterator[list[str]]:
    """Yields the tables that were written to, except for sessions, in which refusals are told."""
    writing: list[str] = []

    def watch(execute: Any, sql: str, *arguments: Any) -> Any:
        if (found := WRITES.match(sql)) and found["table"] != "django_session":
            writing.append(found["table"])
        return execute(sql, *arguments)

    with transaction.atomic(), connection.execute_wrapper(watch):
        yield writing
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
@pytest.mark.promise(29)
def test_step_is_taken_by_those_whose_it_is_in_that_state_and_by_nobody_else(state):
    world = World(state)

    found = {name: [who for who in ASKERS if world.ask(name, who)] for name in BY_PEOPLE}

    assert found == cells(state)


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
@pytest.mark.promise(29, 53)
def test_step_that_the_public_sees_is_refused_to_everybody_who_signed_in_long_ago(state):
    world, asked = World(state), cells(state)

    found = {name: [who for who in asked[name] if world.ask(name, who, fresh=False)] for name in asked}

    assert found == {name: [] if name in ASKING_AGAIN else who for name, who in asked.items()}


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "scheduled", "live"])
@pytest.mark.promise(29, 31, 53)
def test_step_for_several_releases_is_refused_like_the_step_itself(state):
    world = World(state)
    expected = {name: cells(state)[name] for name in OFFERED}

    found = {name: [who for who in ASKERS if world.ask(name, who, bulk=True)] for name in OFFERED}
    late = {name: [who for who in found[name] if world.ask(name, who, bulk=True, fresh=False)] for name in found}

    assert found == expected
    assert late == {name: [] if name in ASKING_AGAIN else who for name, who in expected.items()}


@pytest.mark.parametrize("state", STATES)
def test_cells_say_what_the_table_of_steps_says(state):
    facts = dataclasses.replace(STATES[state].facts, remark="A remark.", at_is_given=True)
    open_steps = {name for name, step in BY_PEOPLE.items() if not table.blockers(step, facts)}

    roles = {name: set(holders(BY_PEOPLE[name].permission)) for name in open_steps}
    if facts.limited:  # nobody else is named, and the Administrator breaks the glass
        roles = {name: found for name in roles if (found := roles[name] & {"Author", "Administrator"})}

    assert {name for name, who in cells(state).items() if who} == set(roles)
    for name, allowed in roles.items():
        assert {ASKERS[who] for who in cells(state)[name]} <= allowed


def test_every_step_of_people_and_every_state_has_its_place():
    assert set(documented()) == set(BY_PEOPLE)
    assert {(column.facts.state, column.facts.phase) for column in STATES.values()} >= {
        *((state, Phase.NONE) for state in State if state != State.RELEASED),
        *((State.RELEASED, phase) for phase in Phase if phase != Phase.NONE),
    }
