from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from releases.models.within import nothing_unseen


class Contact(models.Model):
    """A press contact for this edition; public with it."""

    edition = models.ForeignKey("releases.Edition", models.CASCADE, related_name="contacts")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200, validators=[nothing_unseen])
    role = models.CharField(_("role"), max_length=200, blank=True, validators=[nothing_unseen])
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("media contact")
        verbose_name_plural = _("media contacts")

    def __str__(self) -> str:
        return self.name
