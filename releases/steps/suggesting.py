"""Taking what was suggested for a draft. Each is a save by the person who takes it."""

import datetime
from collections.abc import Iterable

from django.db.models import Max
from django.utils.translation import gettext as _

from releases.models import Contact, Edition, EditionQuerySet, User
from releases.models.carried import CONTACTS, CarriedTerms
from releases.models.within import MOST
from releases.steps.permissions import may_write_in
from releases.steps.taking import StepRefused, lock, one_at_a_time
from releases.steps.writing import record_save
from taxonomy.models.terms import Term


def take_term(edition: Edition, by: User, part: CarriedTerms, term: Term) -> None:
    with one_at_a_time():
        _lock_for_writing(edition, by)
        rows = part.model._default_manager.filter(content_object=edition)
        if rows.filter(tag=term).exists():
            return
        if rows.count() >= MOST["terms"]:
            raise StepRefused([_("At most %(most)d terms.") % {"most": MOST["terms"]}])
        last = rows.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        part.model._default_manager.create(content_object=edition, tag=term, position=position)
        _save(edition, by, _("Suggested term taken: %(term)s.") % {"term": term.label})


def take_dateline(edition: Edition, by: User, places: Iterable[str], date: datetime.date | None) -> None:
    with one_at_a_time():
        _lock_for_writing(edition, by)
        edition.places = list(places) or edition.places
        edition.date = date or edition.date
        edition.save()
        _save(edition, by, _("Place and date taken from the dateline."))


def take_contact(edition: Edition, by: User, contact: Contact) -> None:
    with one_at_a_time():
        _lock_for_writing(edition, by)
        if edition.contacts.count() >= MOST["contacts"]:
            raise StepRefused([_("It has too many contacts.")])
        columns = {name: getattr(contact, name) for name in CONTACTS.columns}
        last = edition.contacts.aggregate(last=Max("position"))["last"]
        Contact.objects.create(edition=edition, position=0 if last is None else last + 1, **columns)
        _save(edition, by, _("Suggested contact taken: %(name)s.") % {"name": contact.name})


def public_to(person: User) -> EditionQuerySet:
    """What suggestions may show to the person."""
    return Edition.objects.visible_to(person).listed()


def _lock_for_writing(edition: Edition, by: User) -> None:
    lock(edition)
    if not may_write_in(edition, by):
        raise StepRefused([_("You can take a suggestion only in a draft that you are allowed to edit.")])


def _save(edition: Edition, by: User, remark: str) -> None:
    record_save(edition, by, created=False, remark=remark)
