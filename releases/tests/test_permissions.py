"""Every newsroom address, requested by every role: allowed, refused or hidden as in the table of docs/roles.md.

Requests are forged, not made by pressing buttons. A new address fails the test until it is in the table.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from releases import steps
from releases.models import (
    AccountEvent,
    Boilerplate,
    CspReport,
    Department,
    Edition,
    Erasure,
    LegacyAddress,
    PreviewLink,
    Provenance,
    ReleaseTemplate,
    RoomEntry,
    RoomTerms,
    User,
)
from releases.tests.making import (
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_meeting,
    make_scheduled_edition,
    make_structure,
    make_user,
)
from releases.tests.room import make_journalist, opened_to
from taxonomy.models import Chair, Page, VocabularyEntry

pytestmark = pytest.mark.django_db

TABLE = Path(settings.BASE_DIR) / "docs" / "roles.md"
ROW = re.compile(r"^\| `(?P<method>GET|POST)` \| `(?P<name>[\w-]+)` \|(?P<cells>.*)\|$", re.MULTILINE)

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
        author = self.people["its author"]
        until = timezone.now() + datetime.timedelta(hours=1)
        (self.clearance,) = steps.ask_clearance(self.draft, author, people=[author], due_at=until, silence="objection")
        steps.call_off(self.clearance, author, "Not needed.")
        country = make_country()
        self.objects: dict[str, Any] = {
            "edition": self.draft,
            "release": live.release,
            "user": make_user(roles=[]),
            "accountevent": AccountEvent.note(make_user(roles=[]), AccountEvent.Kind.INVITED),
            "cspreport": CspReport.objects.create(directive="script-src", blocked="inline", page="/", last_at=day),
            "group": Group.objects.get(name="Author"),
            "department": Department.objects.create(name="Legal"),
            "releasetemplate": ReleaseTemplate.objects.create(name="Advisory", headlines={"en": "Briefing"}),
            "boilerplate": Boilerplate.objects.create(name="Notes", texts={"en": "<p>Note</p>"}),
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
        journalist = make_journalist()
        self.objects |= {
            "journalist": journalist,
            "outlet": journalist.outlet,
            "opening": opened_to(journalist, make_scheduled_edition()),
            "roomentry": RoomEntry.objects.latest("pk"),
            "roomterms": RoomTerms.objects.latest("pk"),
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
            "clearance_id": self.clearance.pk,
            "app_label": "releases",
            "content_type_id": 1,
            "url": "made-up",
            "token": "made-up",
        }


def names() -> list[str]:
    """The URL names of the newsroom."""
    return sorted(name for name in patterns().keys() - EVERYBODYS if not name.startswith(OF_IMPORTS))


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


@cache
def patterns() -> dict[str, URLPattern]:
    """Those of the newsroom by name; the first of those with the same one."""
    return {pattern.name: pattern for pattern in reversed(list(walk(admin.site.urls[0]))) if pattern.name}


def address(name: str, world: World) -> str:
    wanted = patterns()[name].pattern
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
    addresses = {name: address(name, world) for name in names()}
    return {(method, name): [answer(client, method, url) for client in clients] for name, url in addresses.items()}


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
