"""Limiting an edition to named people until it is public."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from releases.models import Edition, NamedPerson, User
from releases.models.record import OPENED
from releases.record.contents import digest_of
from releases.steps import table
from releases.steps.entries import add_entry
from releases.steps.taking import lock, one_at_a_time, taking, write


def limit_access(edition: Edition, by: User, people: Iterable[User] = (), remark: str = "") -> None:
    """Show it only to these people and to those who wrote in it, until it is public. A second call replaces the list."""
    writers = User.objects.filter(pk__in=edition.record.writing().exclude(by=None).values("by"))
    named = {by, *people, *writers}
    told = _("Visible only to %(names)s.") % {"names": ", ".join(sorted(person.get_username() for person in named))}
    with taking(table.LIMIT_ACCESS, edition, by, f"{told} {remark}".strip()):
        write(edition, limited=True)
        _name(edition, named)
        edition.named_people.exclude(user__in=named).delete()


def lift_limit(edition: Edition, by: User, remark: str = "") -> None:
    with taking(table.LIFT_LIMIT, edition, by, remark):
        write(edition, limited=False)
        edition.named_people.all().delete()


def break_glass(edition: Edition, by: User, remark: str) -> None:
    """Gain access to it, with a reason that stays in the record."""
    with taking(table.BREAK_GLASS, edition, by, remark):
        _name(edition, {by})


def note_reading(edition: Edition, by: User) -> None:
    """Record who opened an edition that is limited to named people; called by the pages that show it."""
    if edition.limited and not edition.is_public():
        with one_at_a_time():
            lock(edition)
            add_entry(edition, OPENED, by, before=edition.state, remark="", digest=digest_of(edition))


def _name(edition: Edition, people: Iterable[User]) -> None:
    NamedPerson.objects.bulk_create(
        (NamedPerson(edition=edition, user=person) for person in people), ignore_conflicts=True
    )
