"""What waits for a person: texts to approve, words to give, drafts that came back. The dashboard and the list ask the same."""

from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from releases.models import Clearance, EditionQuerySet, RecordEntry, User
from releases.models.record import WRITING
from releases.states import IN_PROGRESS, State
from releases.steps import table


def written_by(person: User, editions: EditionQuerySet) -> EditionQuerySet:
    return editions.filter(_writing(person))


def in_progress_by(person: User, editions: EditionQuerySet) -> EditionQuerySet:
    return written_by(person, editions.in_progress())


def for_approval(person: User, editions: EditionQuerySet) -> EditionQuerySet:
    """Submitted texts that the person did not write in, since nobody approves their own."""
    if not person.has_perm(table.APPROVE.permission):
        return editions.none()
    return editions.filter(state=State.SUBMITTED).exclude(_writing(person))


def for_a_word(person: User, editions: EditionQuerySet) -> EditionQuerySet:
    """Texts in progress on which they, or a department of theirs, were asked for clearance and have not answered."""
    asked = Clearance.objects.asked_of(person).unanswered()
    return editions.filter(Exists(asked.filter(edition=OuterRef("pk"))), state__in=IN_PROGRESS)


def sent_back(person: User, editions: EditionQuerySet) -> Any:
    """Their drafts that were sent back, with the `note` that says why; resubmitting removes them."""
    steps = RecordEntry.objects.filter(edition=OuterRef("pk"), step__in=table.STEPS).order_by("-pk")
    drafts = written_by(person, editions.filter(state=State.DRAFT))
    return drafts.annotate(
        last_step=Subquery(steps.values("step")[:1]), note=Subquery(steps.values("remark")[:1])
    ).filter(last_step=table.SEND_BACK.name)


def for_anything(person: User, editions: EditionQuerySet) -> EditionQuerySet:
    """As a union, since of alternatives no database finds each by its index."""
    first, *others = (kind(person, editions).order_by().values("pk") for kind in KINDS)
    return editions.filter(pk__in=first.union(*others))


def _writing(person: User) -> Exists:
    return Exists(RecordEntry.objects.filter(edition=OuterRef("pk"), by=person, step__in=WRITING))


KINDS = (for_approval, for_a_word, sent_back)
