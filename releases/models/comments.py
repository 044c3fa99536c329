"""Comments on a passage of a text. Append-only, and never public.

What was said stands in the record, as the remark of the comment's entry; see decision 36.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from releases.language.passages import Passage
from releases.models.record import RecordEntry

# Steps of the record that begin a conversation, and those that continue one.
COMMENTED_ON, SUGGESTED = "comment_on", "suggest"
ANSWERED, RESOLVED, REOPENED, ACCEPTED = "answer", "resolve", "reopen", "accept"
BEGINNINGS = (COMMENTED_ON, SUGGESTED)
SAID_OF_A_PASSAGE = (*BEGINNINGS, ANSWERED, RESOLVED, REOPENED, ACCEPTED)

# The columns that the entry's second digest covers.
SEALED = ("edition_id", "thread_id", "part", "quotation", "before", "after", "alone", "suggestion", "mentioned")


class Part(models.TextChoices):
    HEADLINE = "headline", _("headline")
    LEAD = "lead", _("lead")
    BODY = "body", _("text")


class CommentQuerySet(models.QuerySet["Comment"]):
    def in_thread_of(self, comment: "Comment") -> "CommentQuerySet":
        """The whole conversation, with the comment itself."""
        first = comment.thread_id or comment.pk
        return self.filter(Q(pk=first) | Q(thread=first))


class Comment(models.Model):
    """One line of a conversation. The first has the passage; the others name the first as their `thread`."""

    entry = models.OneToOneField(RecordEntry, models.PROTECT, related_name="comment", verbose_name=_("record entry"))
    edition = models.ForeignKey("releases.Edition", models.PROTECT, related_name="comments")
    thread = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    part = models.CharField(_("part"), max_length=10, choices=Part, blank=True)
    quotation = models.TextField(_("passage"), blank=True)
    before = models.CharField(max_length=100, blank=True)
    after = models.CharField(max_length=100, blank=True)
    alone = models.BooleanField(default=True)
    suggestion = models.TextField(_("suggested wording"), blank=True)
    # Ids of people, who get a letter.
    mentioned = models.JSONField(default=list)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(thread__isnull=True, part__in=Part.values) & ~Q(quotation="")
                | Q(thread__isnull=False, quotation="", suggestion=""),
                name="releases_comment_begins_with_passage",
            )
        ]

    def __str__(self) -> str:
        return self.quotation

    @property
    def passage(self) -> Passage:
        return Passage(self.quotation, self.before, self.after, self.alone)

    def content(self) -> dict[str, Any]:
        """What the record holds the digest of."""
        return {name: getattr(self, name) for name in SEALED}
