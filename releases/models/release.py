from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from releases.models.import_run import ImportRun


class Release(models.Model):
    """What people cite for ever: a number and its address. The content is in its editions."""

    number = models.BigAutoField(_("number"), primary_key=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    class Meta:
        ordering = ("-number",)
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.number}"

    def get_absolute_url(self) -> str:
        """The permanent address; it redirects to the one that includes the headline."""
        return reverse("release-number", args=[self.number])


class Provenance(models.Model):
    """Where an imported text came from: one row per origin and identifier, which makes imports idempotent.

    `digest` is the SHA-256 of the record as last imported; a record with another digest has changed at its source.
    """

    origin = models.CharField(_("origin"), max_length=100)
    identifier = models.CharField(_("identifier"), max_length=300)
    release = models.ForeignKey(Release, models.PROTECT, related_name="provenances", verbose_name=_("release"))
    language = models.CharField(_("language"), max_length=12)
    digest = models.CharField(_("digest"), max_length=64)
    # The release's number at its origin, if that is a newsroom like this one, so that its languages share a release
    # here too.
    source_number = models.BigIntegerField(_("number at origin"), null=True)
    # The original that this text translates, where that was refused: it joins this release once it is mended.
    awaits = models.CharField(max_length=300, blank=True, editable=False)
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+", verbose_name=_("import"))
    imported_at = models.DateTimeField(_("imported at"), db_default=Now())

    class Meta:
        verbose_name = _("provenance")
        verbose_name_plural = _("provenances")
        constraints = [
            models.UniqueConstraint(fields=["origin", "identifier"], name="releases_provenance_identifier_once"),
            models.UniqueConstraint(fields=["origin", "release", "language"], name="releases_provenance_text_once"),
        ]
        indexes = [
            models.Index(
                fields=["origin", "source_number"],
                condition=models.Q(source_number__isnull=False),
                name="releases_provenance_source",
            ),
            # As the newsroom finds them.
            models.Index(fields=["identifier"], name="releases_provenance_identifier"),
            models.Index(fields=["origin", "id"], name="releases_provenance_of_origin"),
            models.Index(
                fields=["origin", "awaits"], condition=~models.Q(awaits=""), name="releases_provenance_awaits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin}: {self.identifier}"


class LegacyAddress(models.Model):
    """An address of the former website, without scheme and host, that leads to the release for ever."""

    LONGEST = 500

    path = models.CharField(_("path"), max_length=LONGEST, unique=True)
    # The former site, if known: links to it in other texts are recognised by host and path.
    host = models.CharField(_("host"), max_length=253, blank=True)
    release = models.ForeignKey(Release, models.PROTECT, related_name="legacy_addresses", verbose_name=_("release"))
    language = models.CharField(_("language"), max_length=12)

    class Meta:
        verbose_name = _("legacy address")
        verbose_name_plural = _("legacy addresses")

    def __str__(self) -> str:
        return self.path
