"""Which release leads the front page: a list of choices, to which every choice adds one. Each is a line of the record; see decision 40."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from releases.models.record import RecordEntry

FEATURED, UNFEATURED = "feature", "stop_featuring"

# The columns that the entry's second digest covers.
SEALED = ("release_id", "leads", "begins_at", "ends_at")


class Featured(models.Model):
    """From `begins_at` on a release leads the front page, or the newest does (`leads` is false). The last to have begun counts, and
    one of a release that has not been public yet has not begun: see `releases.site.featuring`.
    """

    entry = models.OneToOneField(RecordEntry, models.PROTECT, related_name="featured", verbose_name=_("record entry"))
    release = models.ForeignKey("releases.Release", models.PROTECT, related_name="featured", verbose_name=_("release"))
    leads = models.BooleanField()
    begins_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True)

    class Meta:
        ordering = ("-begins_at", "-pk")
        verbose_name = _("featured release")
        verbose_name_plural = _("featured releases")
        default_permissions = ()
        indexes = [models.Index(fields=["begins_at"], name="releases_featured_begins")]

    def __str__(self) -> str:
        return str(self.release_id)

    def content(self) -> dict[str, Any]:
        """What the record holds the digest of."""
        return {name: getattr(self, name) for name in SEALED}
