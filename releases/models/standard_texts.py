"""Texts that are kept to be used again: templates of releases, and standard passages such as “Notes to editors”.

A draft takes words from them and keeps no tie to them: what is changed here alters nothing that was written. See decision 43.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from releases.models.clock import Now
from releases.models.edition import Edition
from releases.models.within import nothing_unseen
from taxonomy import richtext
from taxonomy.models import FieldOfWork, Structure

Content = dict[str, Any]
ByLanguage = dict[str, str]


def in_order_of_the_site(texts: ByLanguage) -> list[str]:
    """The languages in which there is something."""
    return [code for code, _name in settings.LANGUAGES if texts.get(code)]


class StandardText(models.Model):
    """What is kept in several languages: columns of texts by language. Taken out of use, never deleted."""

    RICH: tuple[str, ...] = ()  # the columns that hold HTML

    name = models.CharField(pgettext_lazy("of a standard text", "name"), max_length=200, unique=True)
    in_use = models.BooleanField(
        _("in use"), default=True, help_text=_("Without it, it is kept, and no longer offered to writers.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        for column in self.RICH:
            cleaned = {language: richtext.clean(html) for language, html in getattr(self, column).items()}
            setattr(self, column, {language: html for language, html in cleaned.items() if html})
        super().save(*args, **kwargs)


class ReleaseTemplate(StandardText):
    """What a draft of one kind begins with, in each language in which there is a version."""

    RICH = ("bodies",)

    type = models.CharField(_("type"), max_length=30, choices=Edition.Type, default=Edition.Type.PRESS_RELEASE)
    headlines = models.JSONField(_("headlines"), default=dict, blank=True)
    leads = models.JSONField(_("leads"), default=dict, blank=True)
    bodies = models.JSONField(_("texts"), default=dict, blank=True)
    sources = models.ManyToManyField(Structure, blank=True, related_name="+", verbose_name=_("sources"))
    fields_of_work = models.ManyToManyField(FieldOfWork, blank=True, related_name="+", verbose_name=_("fields of work"))

    class Meta(StandardText.Meta):
        verbose_name = _("template")
        verbose_name_plural = _("templates of releases")
        default_permissions = ("add", "change", "view")

    @property
    def languages(self) -> list[str]:
        return in_order_of_the_site({**self.headlines, **self.bodies})

    def content(self) -> Content:
        return {
            "name": self.name,
            "in_use": self.in_use,
            "type": self.type,
            "headlines": self.headlines,
            "leads": self.leads,
            "bodies": self.bodies,
            "sources": [str(term) for term in self.sources.order_by("pk")],
            "fields_of_work": [str(term) for term in self.fields_of_work.order_by("pk")],
            "contacts": [contact.content() for contact in self.contacts.all()],
        }


class TemplateContact(models.Model):
    """A media contact of the drafts that begin with a template."""

    COPIED = ("name", "role", "email", "phone")

    template = models.ForeignKey(ReleaseTemplate, models.CASCADE, related_name="contacts")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    language = models.CharField(
        _("language"), max_length=12, choices=settings.LANGUAGES, blank=True, help_text=_("Leave empty for all.")
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200, validators=[nothing_unseen])
    role = models.CharField(_("role"), max_length=200, blank=True, validators=[nothing_unseen])
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("media contact")
        verbose_name_plural = _("media contacts")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    def content(self) -> Content:
        return {name: getattr(self, name) for name in ("language", *self.COPIED)}


class Boilerplate(StandardText):
    """A passage that is put into texts as it stands here at that moment."""

    RICH = ("texts",)

    texts = models.JSONField(_("texts"), default=dict, blank=True)

    class Meta(StandardText.Meta):
        verbose_name = _("standard passage")
        verbose_name_plural = _("standard passages")
        default_permissions = ("add", "change", "view")

    @property
    def languages(self) -> list[str]:
        return in_order_of_the_site(self.texts)

    def content(self) -> Content:
        return {"name": self.name, "in_use": self.in_use, "texts": self.texts}


class StandardTextVersion(models.Model):
    """What a standard text said after a save. The database lets versions be added and, by an erasure, lose words; see the guards."""

    template = models.ForeignKey(ReleaseTemplate, models.PROTECT, null=True, related_name="versions")
    boilerplate = models.ForeignKey(Boilerplate, models.PROTECT, null=True, related_name="versions")
    content = models.JSONField(_("content"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )  # a command run from the shell has nobody
    at = models.DateTimeField(_("time"), db_default=Now())
    why = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        ordering = ("pk",)
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(template__isnull=True, boilerplate__isnull=False)
                | Q(template__isnull=False, boilerplate__isnull=True),
                name="releases_standard_text_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.template or self.boilerplate}"

    @classmethod
    def keep(cls, text: ReleaseTemplate | Boilerplate, *, by: Any = None, why: str = "") -> None:
        """After each save of the text and of its rows; one that changed nothing adds nothing."""
        content = text.content()
        last = text.versions.order_by("pk").last()
        if last is None or last.content != content:
            text.versions.create(content=content, by=by, why=why)
