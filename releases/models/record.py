from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class RecordEntry(models.Model):
    """One line of the record: who took which step when, and what they said. Added to and never edited."""

    edition = models.ForeignKey("releases.Edition", models.PROTECT, related_name="record")
    step = models.CharField(_("step"), max_length=30)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )  # an import run from the shell has nobody
    at = models.DateTimeField(_("at"), db_default=Now())
    state_before = models.CharField(_("state before"), max_length=20, blank=True)
    state_after = models.CharField(_("state after"), max_length=20)
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("record entry")
        verbose_name_plural = _("record")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.step
