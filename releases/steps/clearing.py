"""Asking people and departments for their word on a text, and giving it. Each is a line of the record; see decision 37."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from releases.mail import delivery
from releases.models import Clearance, ClearanceWord, Department, Edition, User
from releases.models.access import CHANGE
from releases.models.clearance import AGREED, ASKED, CALLED_OFF, OBJECTED, REMARKED
from releases.models.clock import database_time
from releases.models.within import LONGEST_SAID
from releases.record import canonical
from releases.record.contents import digest_of
from releases.review.clearance import requests_about
from releases.states import IN_PROGRESS, State
from releases.steps import table
from releases.steps.entries import add_entry
from releases.steps.taking import StepRefused, lock, one_at_a_time

MOST_ASKED = 50  # about one edition


def ask_clearance(
    edition: Edition,
    by: User,
    *,
    people: Iterable[User] = (),
    departments: Iterable[Department] = (),
    due_at: datetime.datetime,
    silence: str,
    remark: str = "",
) -> list[Clearance]:
    """Ask each of them for their word by an hour; of those asked already and not called off, nothing is asked again."""
    with one_at_a_time():
        lock(edition)
        asked = [{"person": person} for person in people] + [{"department": unit} for unit in departments]
        _refuse_if(_against_asking(edition, by, asked, due_at, remark))
        made: list[Clearance] = []
        for one in asked:
            request = Clearance(edition=edition, due_at=due_at, silence=silence, **one)
            made.append(_add(request, ASKED, edition, by, remark))
            delivery.remind(request)
        return made


def agree(clearance: Clearance, by: User, said: str = "") -> ClearanceWord:
    return _speak(AGREED, clearance, by, said)


def object_to(clearance: Clearance, by: User, said: str) -> ClearanceWord:
    return _speak(OBJECTED, clearance, by, said, must_say=True)


def comment_on_request(clearance: Clearance, by: User, said: str) -> ClearanceWord:
    return _speak(REMARKED, clearance, by, said, must_say=True)


def call_off(clearance: Clearance, by: User, said: str) -> ClearanceWord:
    """The request no longer counts; what was said on it stays."""
    edition = clearance.edition
    with one_at_a_time():
        lock(edition)
        reasons = [] if may_call_off(clearance, by) else [_("You do not have permission to take this step.")]
        _refuse_if(reasons + _against_words(edition, said, must_say=True) + _if_called_off(clearance))
        return _add(ClearanceWord(clearance=clearance), CALLED_OFF, edition, by, said)


def may_ask(edition: Edition, person: User) -> bool:
    """Whoever writes in it or approves it."""
    return edition.allows(CHANGE, person) or edition.allows(table.APPROVE.permission, person)


def may_call_off(clearance: Clearance, person: User) -> bool:
    edition = clearance.edition
    asked = clearance.entry.by_id == person.pk and edition.is_visible_to(person)
    return asked or edition.allows(table.APPROVE.permission, person)


def may_speak(clearance: Clearance, person: User) -> bool:
    return clearance.edition.is_visible_to(person) and clearance.asks(person)


def can_be_asked(edition: Edition, asked: User | Department) -> bool:
    """Only those who can see the text: being asked lets nobody in."""
    people = [asked] if isinstance(asked, User) else asked.people.all()
    return any(person.is_active and person.is_staff and edition.is_visible_to(person) for person in people)


def _speak(step: str, clearance: Clearance, by: User, said: str, *, must_say: bool = False) -> ClearanceWord:
    edition = clearance.edition
    with one_at_a_time():
        lock(edition)
        reasons = [] if may_speak(clearance, by) else [_("You were not asked for your word on this text.")]
        _refuse_if(reasons + _against_words(edition, said, must_say=must_say) + _if_called_off(clearance))
        return _add(ClearanceWord(clearance=clearance), step, edition, by, said)


def _add(row: Any, step: str, edition: Edition, by: User, said: str) -> Any:
    held = canonical.digest(row.content())
    row.entry = add_entry(edition, step, by, before=edition.state, remark=said, digest=digest_of(edition), after=held)
    row.save(force_insert=True)
    return row


def _against_asking(
    edition: Edition, by: User, asked: list[dict[str, Any]], due_at: datetime.datetime, remark: str
) -> list[str]:
    found = [] if may_ask(edition, by) else [_("You do not have permission to take this step.")]
    if edition.state not in (State.DRAFT, State.SUBMITTED):
        found.append(_("Clearance is asked for before a text is approved."))
    if not asked:
        found.append(_("Choose at least one person or department."))
    if due_at <= database_time():
        found.append(_("The time is in the past."))
    requests = requests_about(edition)
    if len(requests) + len(asked) > MOST_ASKED:
        found.append(_("Too many are asked about this text."))
    still = {
        (request.clearance.person_id, request.clearance.department_id)
        for request in requests
        if not request.answer or request.answer.entry.step != CALLED_OFF
    }
    for one in [one for chosen in asked for one in chosen.values()]:
        if ((one.pk, None) if isinstance(one, User) else (None, one.pk)) in still:
            found.append(_("%(who)s has already been asked.") % {"who": one})
        elif not can_be_asked(edition, one):
            found.append(_("%(who)s cannot see this text.") % {"who": one})
    return found + _against_words(edition, remark)


def _against_words(edition: Edition, said: str, *, must_say: bool = False) -> list[str]:
    found = []
    if edition.state not in IN_PROGRESS:
        found.append(_("The text is no longer in progress."))
    if must_say and not said.strip():
        found.append(_("This step requires an explanation."))
    if len(said) > LONGEST_SAID["comment"]:
        told = _("At most %(most)d characters: %(beginning)s…")
        found.append(told % {"most": LONGEST_SAID["comment"], "beginning": said[:40]})
    return found


def _if_called_off(clearance: Clearance) -> list[str]:
    off = clearance.words.filter(entry__step=CALLED_OFF).exists()
    return [_("The request has been called off.")] if off else []


def _refuse_if(reasons: list[str]) -> None:
    if reasons:
        raise StepRefused(reasons)
