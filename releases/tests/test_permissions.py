"""Every newsroom address, requested by every role: allowed, refused or hidden as in the table of docs/roles.md.

Requests are forged, not made by pressing buttons. A new address fails the test until it is in the table.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, reverse

from releases import steps
from releases.accounts import freshness
from releases.models import AccountEvent, Edition, Erasure, LegacyAddress, PreviewLink, Provenance, RecordEntry, User
from releases.states import State
from releases.steps import table
from releases.steps.taking import write
from releases.tests.making import (
    approved,
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_meeting,
    make_scheduled_edition,
    make_structure,
    make_user,
)
from taxonomy.models import Chair, Page, VocabularyEntry

pytestmark = pytest.mark.django_db

TABLE = Path(settings.BASE_DIR) / "docs" / "roles.md"
ROW = re.compile(r"^\| `(?P<method>GET|POST|step)` \| `(?P<name>[\w-]+)` \|(?P<cells>.*)\|$", re.MULTILINE)

# Columns of the table: who makes the request. The requested text belongs to the author in the first column.
ASKERS = ["its author", "Author", "Editor", "Publisher", "Taxonomist", "Administrator"]


def askers() -> dict[str, User]:
    roles = {"its author": "Author"}
    return {name: make_user(username=name.replace(" ", "-"), roles=[roles.get(name, name)]) for name in ASKERS}


@dataclass
class World:
    """One object for every kind of address."""

    draft: Edition
    people: dict[str, User]

    def __post_init__(self) -> None:
        live = make_live_edition()
        self.saved = self.draft.saved_texts.all()[0]
        day = self.draft.saved_texts.all()[0].entry.at
        self.link = PreviewLink.objects.create(
            text=self.saved, recipient="Somebody", created_by=self.people["its author"], expires_at=day
        )
        words = {"part": "body", "quotation": "office"}
        self.comment = steps.comment_on(self.draft, self.people["its author"], "Which one?", **words)
        country = make_country()
        self.objects: dict[str, Any] = {
            "edition": self.draft,
            "release": live.release,
            "user": make_user(roles=[]),
            "accountevent": AccountEvent.note(make_user(roles=[]), AccountEvent.Kind.INVITED),
            "group": Group.objects.get(name="Author"),
            "erasure": Erasure.objects.create(proposed_by=make_user(roles=[]), words=["Marker"], reason="A court."),
            "legacyaddress": LegacyAddress.objects.create(path="/node/1", release=live.release, language="en"),
            "provenance": Provenance.objects.create(
                origin="a", identifier="1", release=live.release, language="en", digest=""
            ),
            "country": country,
            "fieldofwork": make_field(),
            "structure": make_structure(),
            "meetingseries": make_meeting(),
            "chair": Chair.objects.create(year=1999, country=country),
            "page": Page.objects.create(slug="about", titles={"en": "About"}, bodies={"en": "<p>Text</p>"}),
        }
        self.objects["vocabularyentry"] = VocabularyEntry.objects.latest("pk")

    def arguments(self, name: str) -> dict[str, Any]:
        model = name.split("_")[1] if name.count("_") else ""
        known = self.objects.get(model)
        return {
            "object_id": known.pk if known else 1,
            "id": known.pk if known else 1,
            "name": "submit",
            "file_id": 1,
            "saved_text": self.saved.pk,
            "link": self.link.pk,
            "comment_id": self.comment.pk,
            "app_label": "releases",
            "content_type_id": 1,
            "url": "made-up",
        }


def names() -> list[str]:
    """The URL names of the newsroom."""
    found = {pattern.name for pattern in walk(admin.site.urls[0]) if pattern.name}
    return sorted(name for name in found - EVERYBODYS if not name.startswith(OF_IMPORTS))


# Available to everyone who may log in: login and logout, the dashboard, one's own settings.
EVERYBODYS = {
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "jsi18n",
    "index",
    "view_on_site",
    "letters",
}


# The pages of an import need a run; `test_admin_imports` covers them.
OF_IMPORTS = "releases_importrun"


def walk(patterns: Any) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from walk(pattern.url_patterns)


def address(name: str, world: World) -> str:
    wanted = next(pattern for pattern in walk(admin.site.urls[0]) if pattern.name == name).pattern
    arguments = {key: value for key, value in world.arguments(name).items() if key in wanted.regex.groupindex}
    return reverse(f"admin:{name}", kwargs=arguments)


def answer(client: Client, method: str, url: str) -> str:
    response = getattr(client, method.lower())(url, {"post": "yes"} if method == "POST" else {})
    location = response.headers.get("Location", "")
    if "/login/" in location:
        return "login"
    if location == reverse("admin:index"):
        return "hidden"  # Django's response for a missing object
    return {403: "refused", 404: "hidden", 405: "refused"}.get(response.status_code, "allowed")


def documented() -> dict[tuple[str, str], list[str]]:
    return {
        (row["method"], row["name"]): [cell.strip() for cell in row["cells"].split("|")]
        for row in ROW.finditer(TABLE.read_text())
    }


@pytest.fixture
def world() -> World:
    people = askers()
    draft = make_edition()
    steps.record_save(draft, people["its author"], created=True)
    return World(draft, people)


def found_by_asking(world: World, method: str) -> dict[tuple[str, str], list[str]]:
    clients = []
    for asker in ASKERS:
        client = Client()
        client.force_login(world.people[asker])
        clients.append(client)
    return {(method, name): [answer(client, method, address(name, world)) for client in clients] for name in names()}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.promise(13, 32, 33)
def test_every_address_answers_everybody_as_the_table_says(world, method):
    expected = {key: cells for key, cells in documented().items() if key[0] == method}

    assert found_by_asking(world, method) == expected


def test_anonymous_visitor_is_sent_to_the_login_from_every_address(world):
    client = Client()

    assert {
        (name, method): said
        for name in names()
        for method in ("GET", "POST")
        if (said := answer(client, method, address(name, world))) not in ("login", "hidden")
    } == {}


# The starting point of each step, with a text by the author of the first column.
BEGINNINGS: dict[str, Callable[[Edition], Edition]] = {
    "submit": lambda draft: draft,
    "recall": lambda draft: put(draft, State.SUBMITTED),
    "send_back": lambda draft: put(draft, State.SUBMITTED),
    "approve": lambda draft: put(draft, State.SUBMITTED),
    "release_now": lambda draft: approved(draft),
    "schedule": lambda draft: approved(draft),
    "reschedule": lambda draft: scheduled(draft),
    "unschedule": lambda draft: scheduled(draft),
    "release_urgently": lambda draft: draft,
    "confirm_urgent": lambda draft: urgently(draft),
    "start_next": lambda draft: live(draft),
    "withdraw": lambda draft: live(draft),
    "remove": lambda draft: live(draft),
    "reinstate": lambda draft: steps.withdraw(live(draft), make_user(), "Called off."),
    "reword_notice": lambda draft: steps.withdraw(live(draft), make_user(), "Called off."),
    "discard": lambda draft: draft,
    "limit_access": lambda draft: draft,
    "lift_limit": lambda draft: limited(draft),
    "break_glass": lambda draft: limited(draft),
    "remark": lambda draft: draft,
}


def put(draft: Edition, state: State) -> Edition:
    write(draft, state=state)
    return draft


def scheduled(draft: Edition) -> Edition:
    steps.schedule(approved(draft), make_user(), make_scheduled_edition().live_from)  # type: ignore[arg-type]  # it has a start
    return draft


def urgently(draft: Edition) -> Edition:
    steps.release_urgently(draft, make_user(), "An emergency.")
    return draft


def live(draft: Edition) -> Edition:
    steps.release_now(approved(draft), make_user())
    return draft


def limited(draft: Edition) -> Edition:
    steps.limit_access(draft, make_user(), [])
    return draft


def taken(asker: User, name: str, edition: Edition, *, stale: bool = False) -> str:
    """Whether a forged request for the step left an entry by this person in the record; `stale`: they signed in long ago."""
    client = Client()
    client.force_login(asker)
    if stale:
        session = client.session
        session[freshness.PROVED_AT] -= settings.FRESH_FOR
        session.save()
    if name == "break_glass":  # for an invisible edition, there is a page that gives only its number
        client.post(reverse("admin:releases_edition_glass"), {"edition": edition.pk, "reason": "An emergency."})
    url = reverse("admin:releases_edition_step", args=[edition.pk, name])
    client.post(url, {"remark": "A remark.", "at": "2099-01-15T10:00", "kind": "minor"})
    return "allowed" if RecordEntry.objects.filter(by=asker, step=name).exists() else "refused"


# The steps that change what the public reads: whoever takes one has proved lately who they are.
ASKING_AGAIN = {"release_now", "schedule", "reschedule", "unschedule", "release_urgently"} | {
    "withdraw",
    "remove",
    "reinstate",
    "reword_notice",
}


@pytest.mark.parametrize("name", BEGINNINGS)
@pytest.mark.promise(29, 53)
def test_step_that_the_public_sees_is_refused_to_everybody_who_signed_in_long_ago(name):
    people = askers()
    cells = []
    for asker in ASKERS:
        draft = make_edition()
        steps.record_save(draft, people["its author"], created=True)
        cells.append(taken(people[asker], name, BEGINNINGS[name](draft), stale=True))

    expected = ["refused"] * len(ASKERS) if name in ASKING_AGAIN else documented()["step", name]
    assert cells == expected


@pytest.mark.parametrize("name", BEGINNINGS)
@pytest.mark.promise(29)
def test_every_step_is_taken_by_those_whose_it_is_as_the_table_says(name):
    people = askers()
    cells = []
    for asker in ASKERS:
        draft = make_edition()
        steps.record_save(draft, people["its author"], created=True)
        cells.append(taken(people[asker], name, BEGINNINGS[name](draft)))

    assert cells == documented()["step", name]


def test_every_step_of_people_is_in_the_table():
    steps = {step.name for step in table.STEPS.values() if step not in table.TAKEN_BY_IMPORTS}

    assert set(BEGINNINGS) == steps
