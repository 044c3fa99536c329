"""The base of every vocabulary: terms with names in several languages, a place in a tree, and a memory of former names."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from taxonomy.models.recorded import Recorded

PATH_SEPARATOR = " › "


def in_language(texts: dict[str, str], default: str) -> str:
    """The text in the active language, or the default if there is none."""
    language = get_language() or "en"
    return texts.get(language) or texts.get(language.split("-")[0]) or default


class Term(Recorded, TagBase):
    """An entry of a controlled vocabulary.

    `name` is the English name and, as in every TagBase, unique; `names` holds the others by language code. Languages in
    `unreviewed` have our own translation, to be reviewed by an editor who knows the organisation's usage.
    """

    # The URL segment of the vocabulary, and the name of its data file.
    segment: ClassVar[str]
    data_file: ClassVar[str]

    name = models.CharField(_("name in English"), max_length=200, unique=True)
    slug = models.SlugField(
        _("slug"),
        max_length=200,
        unique=True,
        help_text=_("The last part of its web address. If you change it, the old address keeps working."),
    )
    names = models.JSONField(_("names in other languages"), default=dict, blank=True)
    unreviewed = models.JSONField(_("languages to review"), default=list, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent term")
    )
    position = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("Order among all terms, lowest first.")
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="absorbed",
        verbose_name=_("merged into"),
        help_text=_(
            "Its address redirects to that term, and its releases are listed there. Releases keep the term "
            "they were given, so clearing this field undoes the merge."
        ),
    )
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    edited_here = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name

    def __lt__(self, other: "Term") -> bool:
        return (self.position, self.name) < (other.position, other.name)

    def __gt__(self, other: "Term") -> bool:
        return other < self

    def save(self, *args: Any, by: Any = None, why: str = "", **kwargs: Any) -> None:
        """Keeps a changed slug as a former name, so that no address ever dies."""
        self.slug = self.slug or self.slugify(self.name)
        with transaction.atomic():
            slug_before = type(self).objects.filter(pk=self.pk).values_list("slug", "name").first()
            super().save(*args, by=by, why=why, **kwargs)
            if slug_before and slug_before[0] != self.slug:
                self._keep_former_name(*slug_before, by=by, why=why)

    def _keep_former_name(self, slug: str, name: str, *, by: Any, why: str) -> None:
        if not self.former_names.filter(slug=slug).exists():
            self.former_names.model(term=self, slug=slug, name=name, language="en").save(by=by, why=why)

    def delete(self, *args: Any, by: Any = None, why: str = "", **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Its former names go with it, each with an entry of its own."""
        with transaction.atomic():
            for former in self.former_names.all():
                former.delete(by=by, why=why)
            return super().delete(*args, by=by, why=why, **kwargs)

    def clean(self) -> None:
        super().clean()
        self._refuse_circle("parent", _("A term cannot be placed under itself."))
        self._refuse_circle("merged_into", _("A term cannot be merged into itself."))
        former = self.former_names.model.objects.filter(slug=self.slug).exclude(term=self.pk).select_related("term")
        if held := former.first():
            raise ValidationError({"slug": _("This slug still redirects to “%(term)s”.") % {"term": held.term}})

    def _refuse_circle(self, field: str, message: str | Promise) -> None:
        ancestor = getattr(self, field)
        while ancestor is not None:
            if ancestor.pk == self.pk and self.pk is not None:
                raise ValidationError({field: message})
            ancestor = getattr(ancestor, field)

    def get_absolute_url(self) -> str:
        return reverse("term", args=[self.segment, self.slug])

    @property
    def label(self) -> str:
        """The name in the active language."""
        return in_language(self.names, self.name)

    def path_label(self) -> str:
        """The names from the root down, to tell terms apart; one query per level unless parents are prefetched."""
        labels = [self.label]
        ancestor = self.parent
        while ancestor is not None:
            labels.append(ancestor.label)
            ancestor = ancestor.parent
        return PATH_SEPARATOR.join(reversed(labels))

    def choice_label(self) -> str:
        """How the term appears in a list of choices."""
        return self.path_label()


class FormerName(Recorded):
    """A former or unofficial name or spelling that still leads to the term."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=200, unique=True, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    until = models.PositiveSmallIntegerField(_("until (year)"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ("-until", "name")
        verbose_name = _("former or other name")
        verbose_name_plural = _("former and other names")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or slugify(self.name)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        slug = self.slug or slugify(self.name)
        if type(self).term.field.related_model.objects.filter(slug=slug).exists():  # type: ignore[attr-defined]  # `term` is declared by each vocabulary
            raise ValidationError({"name": _("“%(slug)s” is already the slug of another term.") % {"slug": slug}})
