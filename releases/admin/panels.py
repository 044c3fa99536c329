"""What stands beside the text on the page of an edition: its steps with their reasons, what is missing, its other texts, its record."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from releases import workflow
from releases.admin.situations import css_class, in_zone, situation
from releases.admin.steps import editor_of
from releases.models import Edition, RecordEntry, User
from releases.models.clock import database_time
from releases.workflow import State, Step


@dataclass(frozen=True)
class OfferedStep:
    """A step with the sentences that stand in its way; `within_reach` if the edition is where the step begins."""

    step: Step
    blockers: list[str]
    within_reach: bool
    url: str


def panels(edition: Edition, request: HttpRequest) -> dict[str, Any]:
    user = editor_of(request)
    offered = offered_steps(edition, user)
    return {
        "edition": edition,
        "situation": situation(edition),
        "situation_class": css_class(edition),
        "live_from": in_zone(edition.live_from),
        "live_until": in_zone(edition.live_until),
        "possible_steps": [item for item in offered if not item.blockers],
        "blocked_steps": [item for item in offered if item.blockers and item.within_reach],
        "far_steps": [item for item in offered if item.blockers and not item.within_reach],
        "missing": edition.missing_parts() if edition.state == State.DRAFT else (),
        "timeline": [TimelineEntry.of(entry) for entry in edition.record.select_related("by")],
        **other_texts(edition),
    }


def offered_steps(edition: Edition, user: User) -> list[OfferedStep]:
    asked = database_time() + datetime.timedelta(minutes=1)
    phase = edition.phase(asked)
    return [
        OfferedStep(
            step,
            edition.blockers(step, user, remark="…", at=asked),
            within_reach=edition.state in step.sources and (not step.phases or phase in step.phases),
            url=reverse("admin:releases_edition_step", args=[edition.pk, step.name]),
        )
        for step in workflow.STEPS.values()
        if step not in workflow.TAKEN_BY_IMPORTS
    ]


def other_texts(edition: Edition) -> dict[str, Any]:
    """The other editions of the release, and the languages in which it has none."""
    others = (
        Edition.objects.filter(release_id=edition.release_id)
        .exclude(pk=edition.pk)
        .defer("body")
        .order_by("language", "-number")
    )
    languages = {other.language for other in others} | {edition.language}
    return {
        "others": [(other, situation(other), css_class(other)) for other in others],
        "missing_languages": [(code, name) for code, name in settings.LANGUAGES if code not in languages],
    }


@dataclass(frozen=True)
class TimelineEntry:
    """A line of the record as people read it."""

    entry: RecordEntry
    what: str
    at: str
    led_to: str

    @classmethod
    def of(cls, entry: RecordEntry) -> "TimelineEntry":
        moved = entry.state_before != entry.state_after and entry.state_after in set(State)
        return cls(
            entry=entry,
            what=step_label(entry.step),
            at=in_zone(entry.at),
            led_to=str(State(entry.state_after).label) if moved else "",
        )


def step_label(name: str) -> str:
    if step := workflow.STEPS.get(name):
        return str(step.label)
    return {"create": _("Begun"), "edit": _("Saved")}.get(name, name.replace("_", " ").capitalize())
