from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

KEY = 32  # hexadecimal digits of the digest in an address, and in a text that shows the picture: 128 bits
PREVIEW = 1280  # pixels of the longer side of a preview
ENDINGS = {"image/jpeg": "jpg", "image/webp": "webp"}


@dataclass(frozen=True)
class Bytes:
    """Something that is stored and served: a file itself, or a smaller copy of it."""

    digest: str
    media_type: str
    name: str
    width: int = 0
    height: int = 0

    @property
    def key(self) -> str:
        return self.digest[:KEY]


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
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who took or made the picture, as readers see it.")
    )
    is_decoration = models.BooleanField(
        _("decoration"),
        default=False,
        help_text=_("The picture tells nothing; people who cannot see it are not told of it."),
    )
    is_lead = models.BooleanField(
        _("lead picture"),
        default=False,
        help_text=_("Shown above the text, in lists, on the front page, and where the release is shared."),
    )
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    digest = models.CharField("SHA-256", max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    preview_digest = models.CharField(max_length=64, blank=True)
    # Smaller and lighter copies of a picture, each with digest, type, width and height: `releases.files.copies`.
    copies = models.JSONField(default=list, blank=True)
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
    def key(self) -> str:
        """How a text says which picture it shows."""
        return self.digest[:KEY]

    @property
    def preview_name(self) -> str:
        return f"{self._stem}-preview.jpg"

    @property
    def _stem(self) -> str:
        return self.name.rpartition(".")[0]

    @property
    def itself(self) -> Bytes:
        return Bytes(self.digest, self.media_type, self.name, self.width or 0, self.height or 0)

    @cached_property
    def preview(self) -> Bytes | None:
        """The smaller copy for programs that are given one only; none of a small picture."""
        if not self.preview_digest:
            return None
        scale = min(1.0, PREVIEW / max(self.width or 1, self.height or 1))
        width, height = (round((side or 0) * scale) for side in (self.width, self.height))
        return Bytes(self.preview_digest, "image/jpeg", self.preview_name, width, height)

    @cached_property
    def smaller(self) -> list[Bytes]:
        """The copies in several widths, narrow ones first."""
        return [
            Bytes(name=f"{self._stem}-{copy['width']}.{ENDINGS[copy['media_type']]}", **copy) for copy in self.copies
        ]

    def stored(self) -> Iterator[Bytes]:
        """Everything that is served of it, and erased with it."""
        yield self.itself
        if self.preview:
            yield self.preview
        yield from self.smaller

    def named(self, key: str, name: str) -> Bytes | None:
        """What of it has this address, if anything."""
        return next((found for found in self.stored() if found.name == name and found.key == key), None)

    def address(self, release: int) -> str:
        """In the active language, which must be that of the edition."""
        return reverse("release-file", args=[release, self.key, self.name])
