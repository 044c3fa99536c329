"""Factories for tests: one function per kind of object, every argument optional, no surprises."""

import datetime
import io
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from releases import steps
from releases.admin import role_groups
from releases.files import accept
from releases.models import (
    Contact,
    Edition,
    EditionFile,
    Release,
    User,
)
from releases.models.carried import carried_terms
from releases.record.contents import digest_of
from releases.search import index
from releases.states import State
from releases.steps.taking import write
from taxonomy.tests.making import make_country, make_field, make_meeting, make_structure, make_term

__all__ = [
    "approved",
    "make_country",
    "make_edition",
    "make_field",
    "make_live_edition",
    "make_meeting",
    "make_scheduled_edition",
    "make_structure",
    "make_term",
    "make_user",
]

_numbers = count(1)


def make_user(**overrides: Any) -> User:
    """An editor with every permission by default; with `roles=[…]` only theirs, with `structures=[…]` limited to these."""
    roles, structures = overrides.pop("roles", None), overrides.pop("structures", [])
    values = {"username": f"editor{next(_numbers)}", "is_staff": True, "is_superuser": roles is None} | overrides
    user = User.objects.create(**values)
    if roles is not None:
        if not Group.objects.exists():
            role_groups.apply()  # transactional tests empty the tables that the migration filled
        user.groups.set(Group.objects.filter(name__in=roles))
    user.structures.set(structures)
    return user


def make_edition(**overrides: Any) -> Edition:
    """A draft of a release of its own, with `contacts`, `files` as (name, bytes), and terms as lists:
    `fields_of_work=[…]`, `countries=[…]`, …

    Another `state` is set at the end, since only a draft can be written in.
    """
    contacts = overrides.pop("contacts", [])
    files = overrides.pop("files", [])
    state = overrides.pop("state", State.DRAFT)
    terms = {part: overrides.pop(name) for name, part in carried_terms().items() if name in overrides}
    values: dict[str, Any] = {
        "release": overrides.pop("release", None) or Release.objects.create(),
        "headline": "Mission opens an office",
        "lead": "The office opened on Monday.",
        "body": "<p>CHISINAU, 3 May 1999 – The office opened on Monday.</p>",
        "date": datetime.date(1999, 5, 3),
    }
    edition = Edition.objects.create(**values | overrides)
    for part, chosen in terms.items():
        for position, term in enumerate(chosen):
            part.model._default_manager.create(content_object=edition, tag=term, position=position)
    for contact in contacts:
        Contact.objects.create(edition=edition, **contact)
    for position, (name, content) in enumerate(files):
        columns = accept(io.BytesIO(content), name).keep()
        text = "What it shows." if columns["width"] else ""
        EditionFile.objects.create(edition=edition, position=position, alternative_text=text, **columns)
    index.enter(edition)  # as recording a save would
    if state == State.APPROVED:
        write(edition, state=State.SUBMITTED)
        write(edition, state=state, seal=digest_of(edition))
    elif state != State.DRAFT:
        write(edition, state=state)
    return edition


def approved(edition: Edition, remark: str = "") -> Edition:
    """The draft, submitted by one person and approved by another; with a remark, open comments may stay open."""
    steps.submit(edition, make_user(), remark)
    steps.approve(edition, make_user(), remark)
    return edition


def make_live_edition(**overrides: Any) -> Edition:
    """Public since an hour ago, or during `live_from`–`live_until`."""
    live_from = overrides.pop("live_from", timezone.now() - datetime.timedelta(hours=1))
    live_until = overrides.pop("live_until", None)
    edition = make_edition(**overrides)
    steps.place_on_record(edition, live_from, live_until)
    return edition


def make_scheduled_edition(**overrides: Any) -> Edition:
    """Public in an hour, or from `at`."""
    at = overrides.pop("at", timezone.now() + datetime.timedelta(hours=1))
    edition = approved(make_edition(**overrides))
    steps.schedule(edition, make_user(), at)
    return edition


def corrected(edition: Edition, editor, **changes: str) -> Edition:
    correction = steps.start_next(edition, editor, kind="correction", change_note="A figure was wrong.")
    for name, value in changes.items():
        setattr(correction, name, value)
    correction.save()
    steps.release_now(approved(correction), editor)
    return correction
