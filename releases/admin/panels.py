"""Panels beside the text on an edition's page: steps with their reasons, missing parts, other texts, the record."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from releases import steps
from releases.admin import keys
from releases.admin.clearances import clearance_panel
from releases.admin.comments import comments_panel
from releases.admin.comparisons import key_of_saved
from releases.admin.editor import editor_of
from releases.admin.situations import css_class, situation
from releases.admin.suggestions import suggestions_panel
from releases.admin.visibility import visible
from releases.language.instants import in_zone
from releases.models import Edition, RecordEntry, User
from releases.models.clearance import AGREED, ASKED, CALLED_OFF, OBJECTED, REMARKED
from releases.models.comments import ACCEPTED, ANSWERED, COMMENTED_ON, REOPENED, RESOLVED, SUGGESTED
from releases.models.featured import FEATURED, UNFEATURED
from releases.models.record import (
    CLOSED_TO_PRESS,
    COMMENTED,
    CREATED,
    EDITED,
    KEPT_ASIDE,
    OPENED,
    OPENED_TO_PRESS,
    RESTORED,
)
from releases.review.findings import findings_in
from releases.states import IN_PROGRESS, State
from releases.steps import featuring, table
from releases.steps.table import Step


@dataclass(frozen=True)
class OfferedStep:
    """A step and the reasons against it; `within_reach` if the edition is where the step starts."""

    step: Step
    blockers: list[str]
    within_reach: bool
    url: str
    keys: str


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
        "findings": findings_in(edition) if edition.state in IN_PROGRESS else [],
        "timeline": timeline(edition),
        "may_feature": featuring.may_feature(edition, user),
        "may_open": edition.allows("releases.open_room", user),
        "may_copy": user.has_perm("releases.add_edition") and user.works_in(edition.language) and not edition.removed,
        "may_remark": not steps.blockers(edition, table.REMARK, user, remark="…"),
        **suggestions_panel(request, edition),
        **clearance_panel(request, edition),
        **comments_panel(request, edition),
        **other_texts(edition, request),
    }


def offered_steps(edition: Edition, user: User) -> list[OfferedStep]:
    """Without reasons that the step's own form settles: a remark, and a future time."""
    asked = steps.Situation.before_the_form(edition, user)
    return [
        OfferedStep(
            step,
            asked.blockers(step),
            within_reach=asked.begins(step),
            url=reverse("admin:releases_edition_step", args=[edition.pk, step.name]),
            keys=keys.of_step(step.name),
        )
        for step in table.STEPS.values()
        if step not in (*table.TAKEN_BY_IMPORTS, table.REMARK, table.BREAK_GLASS)
    ]


def other_texts(edition: Edition, request: HttpRequest) -> dict[str, Any]:
    """The other editions of the release, and the languages in which it has none."""
    others = (
        visible(request)
        .filter(release=edition.release_id)
        .exclude(pk=edition.pk)
        .defer("body")
        .order_by("language", "-number")
    )
    languages = {other.language for other in others} | {edition.language}
    return {
        "others": [(other, situation(other), css_class(other)) for other in others],
        "missing_languages": [(code, name) for code, name in settings.LANGUAGES if code not in languages],
    }


def timeline(edition: Edition) -> list["TimelineEntry"]:
    """Newest first."""
    entries = edition.record.select_related("by", "saved_text").defer("saved_text__content").order_by("-pk")
    return [TimelineEntry.of(entry) for entry in entries]


@dataclass(frozen=True)
class TimelineEntry:
    """An entry of the record in readable form."""

    entry: RecordEntry
    what: str
    at: str
    led_to: str
    compare: str  # the address that compares its text with the current one; empty if no text was saved

    @classmethod
    def of(cls, entry: RecordEntry) -> "TimelineEntry":
        moved = entry.state_before != entry.state_after and entry.state_after in set(State)
        return cls(
            entry=entry,
            what=step_label(entry.step),
            at=in_zone(entry.at),
            led_to=str(State(entry.state_after).label) if moved else "",
            compare=compare_with_now(entry.edition_id, entry.saved_text.pk) if hasattr(entry, "saved_text") else "",
        )


def step_label(name: str) -> str:
    if step := table.STEPS.get(name):
        return str(step.label)
    words = {
        CREATED: _("Created"),
        EDITED: _("Saved"),
        RESTORED: _("Restored"),
        KEPT_ASIDE: _("Set aside"),
        COMMENTED: _("External comment"),
        OPENED: _("Opened"),
        ASKED: _("Asked for clearance"),
        AGREED: _("Agreed"),
        OBJECTED: _("Objected"),
        REMARKED: _("Commented on the request"),
        CALLED_OFF: _("Called off the request"),
        COMMENTED_ON: _("Commented on a passage"),
        SUGGESTED: _("Suggested a wording"),
        ANSWERED: _("Answered a comment"),
        RESOLVED: _("Resolved a comment"),
        REOPENED: _("Opened a comment again"),
        ACCEPTED: _("Accepted a wording"),
        FEATURED: _("Chosen for the front page"),
        UNFEATURED: _("No longer chosen for the front page"),
        OPENED_TO_PRESS: _("Opened to journalists"),
        CLOSED_TO_PRESS: _("Closed to journalists"),
    }
    return words.get(name, name.replace("_", " ").capitalize())


def compare_with_now(edition: int, saved: int) -> str:
    query = urlencode({"before": key_of_saved(saved), "after": f"edition-{edition}"})
    return f"{reverse('admin:releases_edition_compare', args=[edition])}?{query}"
