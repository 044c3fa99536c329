"""Keeping an edition to named people until it is public."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from releases.models.access import NamedPerson
from releases.models.people import User
from releases.models.record import OPENED
from releases.steps import table
from releases.steps.taking import Stepping, one_at_a_time, verb

if TYPE_CHECKING:
    from releases.models.edition import Edition


class Limiting(Stepping):
    class Meta:
        abstract = True

    @verb
    def limit_access(self, by: User, people: Iterable[User] = (), remark: str = "") -> None:
        """Show it to these people alone until it is public, and to whoever wrote in it. Said again, it replaces the list."""
        writers = User.objects.filter(pk__in=self.record.writing().exclude(by=None).values("by"))
        named = {by, *people, *writers}
        told = _("For nobody but %(names)s.") % {"names": ", ".join(sorted(person.get_username() for person in named))}
        with self._step(table.LIMIT_ACCESS, by, f"{told} {remark}".strip()):
            self._write(limited=True)
            self._name(named)
            self.named_people.exclude(user__in=named).delete()

    @verb
    def lift_limit(self, by: User, remark: str = "") -> None:
        with self._step(table.LIFT_LIMIT, by, remark):
            self._write(limited=False)
            self.named_people.all().delete()

    @verb
    def break_glass(self, by: User, remark: str) -> None:
        """Open it to oneself, with a reason that stands in the record for ever."""
        with self._step(table.BREAK_GLASS, by, remark):
            self._name({by})

    @verb
    def note_reading(self, by: User) -> None:
        """Write to the record who opened an edition that is limited to named people; the page that shows it calls this."""
        if self.limited and not self._is_public():
            with one_at_a_time():
                self._lock()
                self._append(OPENED, by, before=self.state, remark="", digest=self.digest())

    def _name(self, people: Iterable[User]) -> None:
        NamedPerson.objects.bulk_create(
            (NamedPerson(edition=cast("Edition", self), user=person) for person in people), ignore_conflicts=True
        )
