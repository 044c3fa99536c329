"""Which editions a person may see, and which steps they may take. Every page of the newsroom starts from these
questions.

Four things decide: the person's role; the structures they are limited to, if any; whether the edition is public; and
whether it is limited to named people, which overrides every role until it is public. Limits to languages restrict
writing and steps, but not reading: a translator needs the source.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from releases.models.clock import Now, database_time
from releases.models.links import EditionSource
from releases.models.people import User
from releases.models.record import RecordEntry
from releases.states import State

VIEW, SEE_EVERY, WRITE_EVERY, CHANGE = (
    f"releases.{name}" for name in ("view_edition", "see_every_edition", "write_every_edition", "change_edition")
)


def languages() -> list[tuple[str, Any]]:
    return settings.LANGUAGES


class NamedPerson(models.Model):
    """A person with access to an edition that is limited to named people. Without effect on other editions."""

    edition = models.ForeignKey("releases.Edition", models.CASCADE, related_name="named_people")
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))

    class Meta:
        verbose_name = _("named person")
        verbose_name_plural = _("named people")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="releases_named_person_once")]

    def __str__(self) -> str:
        return str(self.user)


class AccessQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Editions that this person may see; `Edition.is_visible_to` answers the same for one edition."""
        if not user.has_perm(VIEW):
            return self.none()
        named = Exists(NamedPerson.objects.filter(edition=OuterRef("pk"), user=user))
        own = Exists(RecordEntry.objects.writing().filter(edition=OuterRef("pk"), by=user))
        seen = Q(limited=False) | public()
        if user.reach is not None:
            sources = EditionSource.objects.filter(content_object=OuterRef("pk"))
            seen &= Q(Exists(sources.filter(tag__in=user.reach))) | (~Q(Exists(sources)) & Q(own))
        if not user.has_perm(SEE_EVERY):
            seen &= public() | Q(own)
        return self.filter(seen | Q(named))

    def behind_glass(self) -> Self:
        """Limited to named people and not public yet: listed only for those with emergency access, and only by number."""
        return self.filter(limited=True).exclude(public())


def public() -> Q:
    """Public now or in the past, and so readable by anybody."""
    return Q(state=State.RELEASED, live_from__lte=Now())


class Access(models.Model):
    """An edition's questions about people."""

    language = models.CharField(_("language"), max_length=12, choices=languages, default="en")
    limited = models.BooleanField(_("limited to named people"), default=False, editable=False)
    live_from = models.DateTimeField(_("live from"), null=True, editable=False)

    class Meta:
        abstract = True

    def is_public(self) -> bool:
        """Now or in the past, and so readable by anybody."""
        return self.live_from is not None and self.live_from <= database_time()

    def is_visible_to(self, user: Any) -> bool:
        """Whether this person may see it; no query for most people and editions."""
        if not user.has_perm(VIEW):
            return False
        if self.limited and not self.is_public():
            return self.names(user)
        if user.reach is not None and not self._lies_within_reach_of(user):
            return self.names(user)
        return user.has_perm(SEE_EVERY) or self.is_public() or self.was_written_by(user) or self.names(user)

    def allows(self, permission: str, user: User) -> bool:
        """Whether this person may use the permission on this edition, whatever its state."""
        if not (user.has_perm(permission) and self.is_visible_to(user) and user.works_in(self.language)):
            return False
        return permission != CHANGE or user.has_perm(WRITE_EVERY) or self.was_written_by(user) or self.names(user)

    def was_written_by(self, user: User | None) -> bool:
        return RecordEntry.objects.writing().filter(edition=self.pk, by=user).exists()

    def names(self, user: User) -> bool:
        """Whether the person is among the named people."""
        return NamedPerson.objects.filter(edition=self.pk, user=user).exists()

    def _lies_within_reach_of(self, user: User) -> bool:
        """Whether one of its sources is among the person's structures; an edition without sources is its author's."""
        sources = set(EditionSource.objects.filter(content_object=self.pk).values_list("tag_id", flat=True))
        return not sources.isdisjoint(user.reach or ()) if sources else self.was_written_by(user)
