from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class CspReport(models.Model):
    """One kind of violation of our content security policy, as browsers reported it. See `releases.site.content_policy`."""

    LONGEST_PAGE: ClassVar = 300

    directive = models.CharField(_("directive"), max_length=60)
    blocked = models.CharField(_("blocked"), max_length=120)
    page = models.CharField(_("page"), max_length=LONGEST_PAGE)
    count = models.PositiveIntegerField(_("reports"), default=1)
    first_at = models.DateTimeField(_("first time"), db_default=Now())
    last_at = models.DateTimeField(_("last time"))

    class Meta:
        ordering = ("-last_at", "pk")
        verbose_name = _("report of browsers")
        verbose_name_plural = _("reports of browsers")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["directive", "blocked", "page"], name="releases_csp_report_once")
        ]

    def __str__(self) -> str:
        return f"{self.directive}: {self.blocked}"
