"""Requests for the word of people and departments before a text is approved, and the words that were given.

Append-only; what was said stands in the record, as the remark of each row's entry. See decision 37.
"""

import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from releases.models.people import User
from releases.models.record import RecordEntry

ASKED, CALLED_OFF = "ask_clearance", "call_off"
AGREED, OBJECTED, REMARKED = "agree", "object", "comment_on_request"
WORDS = (AGREED, OBJECTED, REMARKED)
CLEARING = (ASKED, *WORDS, CALLED_OFF)
# A remark leaves the question open.
ANSWERS = (AGREED, OBJECTED, CALLED_OFF)

DAY = datetime.timedelta(days=1)


class Department(models.Model):
    """A unit that is asked for its word. Any of its people speaks for it; it gives them no rights."""

    name = models.CharField(pgettext_lazy("of a department", "name"), max_length=200, unique=True)
    people = models.ManyToManyField(User, blank=True, related_name="departments", verbose_name=_("people"))

    class Meta:
        ordering = ("name",)
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return self.name


class Silence(models.TextChoices):
    CONSENT = "consent", _("consent")
    OBJECTION = "objection", _("objection")


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    def asked_of(self, person: User) -> "ClearanceQuerySet":
        return self.filter(Q(person=person) | Q(department__in=Department.objects.filter(people=person).values("pk")))

    def unanswered(self) -> "ClearanceQuerySet":
        words = ClearanceWord.objects.filter(clearance=OuterRef("pk"), entry__step__in=ANSWERS)
        return self.exclude(Exists(words))


class Clearance(models.Model):
    """One request to one person or one department."""

    entry = models.OneToOneField(RecordEntry, models.PROTECT, related_name="clearance", verbose_name=_("record entry"))
    edition = models.ForeignKey("releases.Edition", models.PROTECT, related_name="+")
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+", verbose_name=_("department")
    )
    due_at = models.DateTimeField(_("until"))
    silence = models.CharField(_("silence means"), max_length=10, choices=Silence)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("request for clearance")
        verbose_name_plural = _("requests for clearance")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(department__isnull=True), name="releases_clearance_asks_one"
            )
        ]

    def __str__(self) -> str:
        if self.department is not None:
            return str(self.department)
        return self.person.get_full_name() or self.person.get_username() if self.person else ""

    def asks(self, person: User) -> bool:
        if self.person_id is not None:
            return self.person_id == person.pk
        return Department.objects.filter(pk=self.department_id or 0, people=person).exists()

    def people(self) -> "models.QuerySet[User]":
        """Who can answer it now."""
        if self.person_id is not None:
            return User.objects.filter(pk=self.person_id)
        return User.objects.filter(departments=self.department_id)

    def reminder_at(self, asked_at: datetime.datetime) -> datetime.datetime:
        """A day before the hour, or half-way if that is later."""
        return max(self.due_at - DAY, asked_at + (self.due_at - asked_at) / 2)

    def content(self) -> dict[str, Any]:
        """What the record holds the digest of."""
        names = ("edition_id", "person_id", "department_id", "due_at", "silence")
        return {name: getattr(self, name) for name in names}


class ClearanceWord(models.Model):
    """What one of those asked said, or that the request was called off."""

    entry = models.OneToOneField(
        RecordEntry, models.PROTECT, related_name="clearance_word", verbose_name=_("record entry")
    )
    clearance = models.ForeignKey(Clearance, models.PROTECT, related_name="words", verbose_name=_("request"))

    class Meta:
        ordering = ("pk",)
        verbose_name = _("word on a text")
        verbose_name_plural = _("words on a text")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.clearance)

    def content(self) -> dict[str, Any]:
        return {"clearance_id": self.clearance_id}
