from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from taxonomy import richtext
from taxonomy.models.terms import in_language


class Page(models.Model):
    """A plain page that editors maintain in every language: “About us”, “Projects”.

    Django's flat pages have one language per address and require the sites framework: a navigation in six languages
    would consist of unrelated rows. Here a page is one row with its texts by language code.
    """

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    titles = models.JSONField(_("titles"), default=dict)
    bodies = models.JSONField(_("texts"), default=dict)
    unreviewed = models.JSONField(_("languages to review"), default=list, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    edited_here = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("position", "slug")
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.bodies = {language: richtext.clean(body) for language, body in self.bodies.items()}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("page", args=[self.slug])

    @property
    def label(self) -> str:
        """The title in the active language."""
        return in_language(self.titles, self.titles.get("en", self.slug))
