"""Every way for a text to be hidden, with a marker in every text field that no visitor may ever see."""

import datetime
import hashlib
from collections.abc import Callable

from django.utils import timezone

from releases import steps
from releases.models import Edition, Heartbeat, LegacyAddress, RoomEntry
from releases.models.files import KEY
from releases.states import State
from releases.tests.files import PDF
from releases.tests.making import (
    approved,
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_meeting,
    make_structure,
    make_user,
)
from releases.tests.public_addresses import World
from releases.tests.room import make_journalist, opened_to
from taxonomy.models import Page, Structure

HOUR = datetime.timedelta(hours=1)
MARKER = "Marker"
SHOWN_FILE = ("agenda.pdf", PDF)
HIDDEN_FILE = (f"{MARKER}file.pdf", PDF + MARKER.encode())


def make_world() -> World:
    """One public release, with a term of each vocabulary, and the addresses of its file and of a hidden one."""
    Heartbeat.objects.create(pk=1, at=timezone.now() + HOUR)  # a worker is there, however long a test takes
    mission = make_structure("Mission to Moldova", kind=Structure.Kind.FIELD_OPERATION)
    terms = {
        "field": make_field("Elections"),
        "country": make_country("Moldova"),
        "source": make_structure("Permanent Council"),
        "field_operation": mission,
        "meeting": make_meeting("Summit meetings"),
    }
    shown = make_live_edition(
        headline="Council meets in Vienna", **links(terms), date=datetime.date(1999, 5, 3), files=[SHOWN_FILE]
    )
    LegacyAddress.objects.create(path="/node/1", release=shown.release, language="en")
    page = Page.objects.create(slug="about-us", titles={"en": "About us"}, bodies={"en": "<p>We meet.</p>"})
    addresses = [(hashlib.sha256(content).hexdigest()[:KEY], name) for name, content in (SHOWN_FILE, HIDDEN_FILE)]
    return World(shown=shown, page=page, file_addresses=addresses, **terms)


def links(terms: dict) -> dict:
    return {
        "fields_of_work": [terms["field"]],
        "countries": [terms["country"]],
        "sources": [terms["source"], terms["field_operation"]],
        "meetings": [terms["meeting"]],
    }


def marked(world: World, **overrides) -> Edition:
    """A draft with a marker in every text field, and with the same terms as the public release."""
    terms = {
        "field": world.field,
        "country": world.country,
        "source": world.source,
        "field_operation": world.field_operation,
        "meeting": world.meeting,
    }
    values = links(terms) | {
        "headline": f"{MARKER}headline arrives",
        "lead": f"{MARKER}lead",
        "body": f"<p>{MARKER}body</p>",
        "places": [f"{MARKER}place"],
        "keywords": [f"{MARKER}keyword"],
        "notes": f"{MARKER}notes",
        "date": datetime.date(1999, 5, 4),
        "contacts": [{"name": f"{MARKER}contact", "email": "marker@newsroom.example"}],
        "files": [HIDDEN_FILE],
    }
    if world.reserved is not None:
        values["release"] = world.reserved
    edition = make_edition(**values | overrides)
    # What the newsroom says about a text is for nobody else, whatever becomes of the text.
    passage = {"part": "headline", "quotation": f"{MARKER}headline", "suggestion": f"{MARKER}suggestion"}
    steps.comment_on(edition, make_user(), f"{MARKER}comment", **passage)
    # A choice of the shown release would be a public one.
    if edition.state != State.DISCARDED and edition.release_id != world.shown.release_id:
        steps.feature(edition, make_user(), remark=f"{MARKER}remark")
    return edition


def hide(world: World, edition: Edition) -> Edition:
    world.hidden_releases.append(edition.release)
    world.hidden_slugs.append(edition.slug)
    return edition


def scheduled(world: World, **overrides) -> Edition:
    edition = approved(marked(world, **overrides), "The comment stays.")
    steps.schedule(edition, make_user(), timezone.now() + HOUR)
    return edition


def opened_and_read(world: World) -> Edition:
    """Before its hour, by a journalist."""
    edition = scheduled(world)
    opening = opened_to(make_journalist(), edition)
    RoomEntry.note(RoomEntry.Kind.READ, journalist=opening.journalist, edition=edition)
    world.room_keys.append(opening.key)
    return edition


def removed(world: World) -> Edition:
    edition = marked(world)
    steps.place_on_record(edition, timezone.now() - HOUR)
    steps.remove(edition, make_user(), "Published by mistake.")
    return edition


def expired(world: World) -> Edition:
    edition = marked(world)
    steps.place_on_record(edition, timezone.now() - 2 * HOUR, timezone.now() - HOUR)
    return edition


def on_the_shown_release(state: str) -> Callable[[World], Edition]:
    """The next edition of the public release."""
    return lambda world: marked(
        world, release=world.shown.release, number=2, kind="update", change_note=f"{MARKER}note", state=state
    )


# Ways for a text to be hidden, on a release of its own or beside the public one.
HIDDEN: dict[str, Callable[[World], Edition]] = {
    "draft": lambda world: marked(world),
    "submitted": lambda world: marked(world, state="submitted"),
    "approved": lambda world: marked(world, state="approved"),
    "discarded": lambda world: marked(world, state="discarded"),
    "scheduled": scheduled,
    "opened to a journalist": opened_and_read,
    "expired": expired,
    "draft in another language": lambda world: marked(world, release=world.shown.release, language="ru"),
    "scheduled in another language": lambda world: scheduled(world, release=world.shown.release, language="ru"),
    "draft of the next edition": on_the_shown_release("draft"),
    "submitted next edition": on_the_shown_release("submitted"),
    "approved next edition": on_the_shown_release("approved"),
    "discarded next edition": on_the_shown_release("discarded"),
    "scheduled next edition": lambda world: scheduled(
        world, release=world.shown.release, number=2, kind="update", change_note=f"{MARKER}note"
    ),
}
