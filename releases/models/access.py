"""Which editions a person may see, and which steps are theirs to take. Every page of the newsroom begins here.

Four things decide: the person's role; the structures that they are limited to, if any; whether the edition is public; and
whether it is limited to named people, which holds against every role until it is public. Languages that a person is limited
to keep them from writing and from steps, but not from reading: a translator reads the source.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from releases.models.clock import Now, database_time
from releases.models.links import EditionSource
from releases.models.people import User
from releases.models.record import RecordEntry
from releases.states import State
from releases.steps import table
from releases.steps.table import Step

if TYPE_CHECKING:
    from releases.models.edition import EditionQuerySet

VIEW, SEE_EVERY, WRITE_EVERY, CHANGE = (
    f"releases.{name}" for name in ("view_edition", "see_every_edition", "write_every_edition", "change_edition")
)


class NamedPerson(models.Model):
    """Somebody to whom an edition is open that is limited to named people. Says nothing of an edition that is not."""

    edition = models.ForeignKey("releases.Edition", models.CASCADE, related_name="named_people")
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))

    class Meta:
        verbose_name = _("named person")
        verbose_name_plural = _("named people")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="releases_named_person_once")]

    def __str__(self) -> str:
        return str(self.user)


def is_public() -> Q:
    """It is, or has been: what anybody could read."""
    return Q(state=State.RELEASED, live_from__lte=Now())


class AccessQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "EditionQuerySet":
        """What this person may see; `Edition.is_visible_to` asks the same of one edition."""
        if not user.has_perm(VIEW):
            return self.none()  # type: ignore[return-value]
        named = Exists(NamedPerson.objects.filter(edition=OuterRef("pk"), user=user))
        own = Exists(RecordEntry.objects.writing().filter(edition=OuterRef("pk"), by=user))
        seen = Q(limited=False) | is_public()
        if user.reach is not None:
            sources = EditionSource.objects.filter(content_object=OuterRef("pk"))
            seen &= Q(Exists(sources.filter(tag__in=user.reach))) | (~Q(Exists(sources)) & Q(own))
        if not user.has_perm(SEE_EVERY):
            seen &= is_public() | Q(own)
        return self.filter(seen | Q(named))  # type: ignore[return-value]

    def behind_glass(self) -> "EditionQuerySet":
        """Limited to named people and not public yet: for whoever may break the glass, and then only by number."""
        return self.filter(limited=True).exclude(is_public())  # type: ignore[return-value]


class Access(models.Model):
    """The questions of an edition about people."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The fields and questions of `Edition`."""

    def is_visible_to(self, user: Any) -> bool:
        """Whether this person may see it; no query for most people and editions."""
        if not user.has_perm(VIEW):
            return False
        if self.limited and not self._is_public():
            return self._names(user)
        if user.reach is not None and not self._lies_within_reach_of(user):
            return self._names(user)
        return user.has_perm(SEE_EVERY) or self._is_public() or self.was_written_by(user) or self._names(user)

    def is_writable_by(self, user: Any) -> bool:
        """Whether this person may write in it now."""
        return self.state == State.DRAFT and self.permits(table.SUBMIT, user)

    def permits(self, step: Step, by: User | None) -> bool:
        """Whether the step is this person's to take, whatever the edition is going through."""
        if by is None:
            return step in table.TAKEN_BY_IMPORTS
        if not by.has_perm(step.permission):
            return False
        if step is table.BREAK_GLASS:
            return True  # it is taken because one cannot see
        if not self.is_visible_to(by):
            return False
        if step is not table.REMARK and not by.works_in(self.language):
            return False
        return step.permission != CHANGE or by.has_perm(WRITE_EVERY) or self.was_written_by(by) or self._names(by)

    def _is_public(self) -> bool:
        return self.live_from is not None and self.live_from <= database_time()

    def _names(self, user: User) -> bool:
        return self.named_people.filter(user=user).exists()

    def _lies_within_reach_of(self, user: User) -> bool:
        """One of its sources is among the person's structures; what has no source yet is its author's."""
        sources = set(self.editionsource_links.values_list("tag_id", flat=True))
        return not sources.isdisjoint(user.reach or ()) if sources else self.was_written_by(user)
