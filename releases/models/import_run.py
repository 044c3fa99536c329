from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One import: its options, progress and outcome.

    It also serves as the journal. `position` counts settled items and is updated in the transaction that stores them:
    an interrupted import resumes there when the same files (`fingerprint`) are imported again in the same way.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")

    origin = models.CharField(_("origin"), max_length=100)
    options = models.JSONField(_("options"), default=dict)
    dry_run = models.BooleanField(_("dry run"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )  # null for imports from the shell
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    position = models.PositiveBigIntegerField(_("items processed"), default=0)
    counts = models.JSONField(_("counts"), default=dict)
    report = models.JSONField(_("report"), default=dict)
    file_name = models.CharField(_("file"), max_length=300, blank=True)
    upload = models.CharField(max_length=300, blank=True, editable=False)
    problem = models.TextField(_("problem"), blank=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        default_permissions = ("view",)
        permissions = [("import_edition", _("Can import releases from files"))]

    def __str__(self) -> str:
        return f"{self.origin} ({self.pk})"

    @property
    def totals(self) -> dict[str, int]:
        """The number of items read, and how many had each outcome, over all files."""
        totals: dict[str, int] = {}
        for counts in self.counts.get("files", {}).values():
            for outcome, count in counts.items():
                totals[outcome] = totals.get(outcome, 0) + count
        return {"read": sum(totals.values())} | totals


class ImportedName(models.Model):
    """What one origin calls a term, told by a person once and used for every import from there.

    `ours` is the slug of the term, which leads to it for ever; it is empty for a name to be left out.
    """

    origin = models.CharField(_("origin"), max_length=100)
    folded = models.CharField(max_length=300)
    name = models.CharField(_("name"), max_length=300)
    ours = models.CharField(_("term"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    told_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("name at an origin")
        verbose_name_plural = _("names at origins")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["origin", "folded"], name="releases_importedname_once"),
        ]

    def __str__(self) -> str:
        return f"{self.origin}: {self.name}"
