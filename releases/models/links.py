"""Which terms an edition carries, in the editor's order."""

from django.db import models
from taggit.models import ItemBase

from taxonomy.models import Country, FieldOfWork, MeetingSeries, Structure


class EditionLink(ItemBase):
    """django-taggit's link table plus what it lacks: an order, uniqueness of terms, and indexes in both directions."""

    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ("position",)
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="releases_%(class)s_once")]
        indexes = [models.Index(fields=["tag", "content_object"], name="%(class)s_by_tag")]


class EditionSource(EditionLink):
    content_object = models.ForeignKey("releases.Edition", models.CASCADE, related_name="editionsource_links")
    tag = models.ForeignKey(Structure, models.PROTECT, related_name="%(app_label)s_%(class)s_items")


class EditionFieldOfWork(EditionLink):
    content_object = models.ForeignKey("releases.Edition", models.CASCADE, related_name="editionfieldofwork_links")
    tag = models.ForeignKey(FieldOfWork, models.PROTECT, related_name="%(app_label)s_%(class)s_items")


class EditionCountry(EditionLink):
    content_object = models.ForeignKey("releases.Edition", models.CASCADE, related_name="editioncountry_links")
    tag = models.ForeignKey(Country, models.PROTECT, related_name="%(app_label)s_%(class)s_items")


class EditionMeeting(EditionLink):
    content_object = models.ForeignKey("releases.Edition", models.CASCADE, related_name="editionmeeting_links")
    tag = models.ForeignKey(MeetingSeries, models.PROTECT, related_name="%(app_label)s_%(class)s_items")
