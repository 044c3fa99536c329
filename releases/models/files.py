from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

KEY = 32  # hexadecimal digits of the digest in an address: 128 bits


class EditionFile(models.Model):
    """A document or a picture that an edition carries; public with it, and immutable with it.

    The bytes are in `releases.files.store` under their digest. No web server serves them, only
    `releases.site.views.files`, which first checks whether the edition is public.
    """

    edition = models.ForeignKey("releases.Edition", models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(
        _("title"), max_length=300, blank=True, help_text=_("The title or caption that readers see.")
    )
    alternative_text = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What a picture shows, for people who cannot see it."),
    )
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    digest = models.CharField("SHA-256", max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    preview_digest = models.CharField(max_length=64, blank=True)
    remarks = models.JSONField(_("remarks"), default=list, blank=True)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["digest"], name="releases_file_by_digest")]

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def erased(self) -> bool:
        """Whether its bytes were erased by law; an empty file is never accepted."""
        return not self.size

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def preview_name(self) -> str:
        return f"{self.name.rpartition('.')[0]}-preview.jpg"

    def address(self, release: int) -> str:
        """In the active language, which must be that of the edition."""
        return reverse("release-file", args=[release, self.digest[:KEY], self.name])

    def preview_address(self, release: int) -> str:
        """The address of the smaller copy, or of the file itself if there is none."""
        if not self.preview_digest:
            return self.address(release)
        return reverse("release-file", args=[release, self.preview_digest[:KEY], self.preview_name])
