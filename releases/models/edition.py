"""Edition: one complete text of a release in one language; and its queryset, through which the public sees any text."""

import datetime
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from releases.language.slugs import slug_for
from releases.language.text_key import text_key
from releases.models.access import Access, AccessQuerySet
from releases.models.clock import Bound, Common, Now
from releases.models.interval import Interval
from releases.models.links import EditionCountry, EditionFieldOfWork, EditionMeeting, EditionSource
from releases.models.record import CONFIRMED, RELEASED_URGENTLY, RecordEntry
from releases.models.release import Release
from releases.models.within import ShortList, at_most, nothing_unseen, within_limits
from releases.states import IN_PROGRESS, Phase, State
from taxonomy import richtext


class EditionQuerySet(AccessQuerySet):
    """Without `at`, instants are compared with the database's clock, so that web servers with wrong clocks agree."""

    def released(self) -> "EditionQuerySet":
        """Live, scheduled or superseded: everything that has a place on the timeline."""
        return self.filter(state=State.RELEASED)

    def live_or_past(self, at: datetime.datetime | None = None) -> "EditionQuerySet":
        """Editions that have been public by that instant: the history of a release."""
        released = Common(F("state"), State.RELEASED)
        return self.filter(released, LessThanOrEqual(Bound("live_from"), at or Now()))

    def readable(self) -> "EditionQuerySet":
        """The public history as readers may still see it: without texts that were removed, even if a later text followed."""
        removals = Edition.objects.live_or_past().filter(
            release=OuterRef("release"), language=OuterRef("language"), kind="removed", number__gt=OuterRef("number")
        )
        return self.live_or_past().exclude(Exists(removals))

    def live(self, at: datetime.datetime | None = None) -> "EditionQuerySet":
        """What a reader can open at that instant: at most one edition per release and language."""
        return self.live_or_past(at).filter(
            Q(live_until__isnull=True) | Q(GreaterThan(Bound("live_until"), at or Now()))
        )

    def listed(self, at: datetime.datetime | None = None) -> "EditionQuerySet":
        """What appears in lists, feeds, search, sitemaps and counts: live editions, without withdrawn and removed ones."""
        return self.live(at).exclude(kind__in=Edition.UNLISTED)

    def listed_now_or_later(self) -> "EditionQuerySet":
        """Listed now or in the future, as things stand: for `releases.search`, which consults the clock at each request."""
        return self.released().exclude(kind__in=Edition.UNLISTED).exclude(live_until__lte=Now())

    def with_first_release(self) -> "EditionQuerySet":
        """Adds `first_live_from`: when the release was first public in that language."""
        return self.annotate(first_live_from=self._first_live_from())

    def first_released_after(self, instant: datetime.datetime) -> "EditionQuerySet":
        """First released after the instant, newest first; a correction does not bring a release back."""
        released = self.annotate(first_live_from=self._first_live_from())
        return released.filter(first_live_from__gt=instant).order_by("-first_live_from", "-pk")

    @staticmethod
    def _first_live_from() -> Subquery:
        editions = Edition.objects.released().filter(release=OuterRef("release"), language=OuterRef("language"))
        return Subquery(editions.order_by().values("release").annotate(first=Min("live_from")).values("first"))

    def in_progress(self) -> "EditionQuerySet":
        return self.filter(state__in=IN_PROGRESS)

    def awaiting_confirmation(self) -> "EditionQuerySet":
        """Released urgently, and not yet confirmed by a second person."""
        entries = RecordEntry.objects.of_urgent_releases()
        urgent, confirmed = entries.filter(step=RELEASED_URGENTLY), entries.filter(step=CONFIRMED)
        return self.filter(pk__in=urgent.values("edition")).exclude(pk__in=confirmed.values("edition"))

    def behind(self, changed: "EditionQuerySet") -> "EditionQuerySet":
        """Translations whose source has a later text among those."""
        newer = changed.filter(
            release=OuterRef("release"),
            language=OuterRef("translated_from__language"),
            number__gt=OuterRef("translated_from__number"),
        )
        return self.filter(translated_from__isnull=False, release__in=changed.values("release")).filter(Exists(newer))

    def newest_first(self) -> "EditionQuerySet":
        """By the date of the release; a correction does not move it up."""
        return self.order_by("-date", "-release_id", "language")


class Edition(Interval, Access):
    """One text. It is public during [live_from, live_until) and never changes once it is released.

    The database enforces this: see `releases.record.guards` and the constraints below.
    """

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("original")
        UPDATE = "update", _("update")
        CORRECTION = "correction", _("correction")
        MINOR = "minor", _("minor change")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REMOVED = "removed", _("removed")

    UNLISTED: ClassVar = (Kind.WITHDRAWN, Kind.REMOVED)
    # Readers are told about updates and corrections; a minor change, such as a missing comma, appears only in the
    # history.
    EXPLAINED: ClassVar = (Kind.UPDATE, Kind.CORRECTION)
    # What an editor can make of an edition after the first.
    FOLLOWING: ClassVar = (Kind.CORRECTION, Kind.UPDATE, Kind.MINOR)

    class Type(models.TextChoices):
        PRESS_RELEASE = "press-release", _("Press release")
        NEWS = "news", _("News")
        PRESS_STATEMENT = "press-statement", _("Press statement")
        STORY = "story", _("Story")
        SPOT_REPORT = "spot-report", _("Spot report")
        DAILY_REPORT = "daily-report", _("Daily report")
        MEDIA_ADVISORY = "media-advisory", _("Media advisory")
        SPEECH = "speech", _("Speech")

    release = models.ForeignKey(Release, models.PROTECT, related_name="editions", verbose_name=_("release"))
    number = models.PositiveIntegerField(_("edition"), default=1, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.ORIGINAL)

    state = models.CharField(
        _("state"),
        max_length=20,
        choices=[(state.value, state.label) for state in State],
        default=State.DRAFT,
        editable=False,
    )
    live_until = models.DateTimeField(_("live until"), null=True, editable=False)
    # SHA-256 of the text as approved, or as released where no approval was needed.
    seal = models.CharField(_("seal"), max_length=64, blank=True, editable=False)

    type = models.CharField(_("type"), max_length=30, choices=Type, default=Type.PRESS_RELEASE)
    headline = models.CharField(_("headline"), max_length=300, validators=[nothing_unseen])
    slug = models.CharField(_("slug"), max_length=120, editable=False)
    lead = models.TextField(
        _("lead"),
        blank=True,
        validators=[at_most("lead"), nothing_unseen],
        help_text=_("One or two sentences; shown in lists and above the text."),
    )
    body = models.TextField(_("text"), blank=True, validators=[at_most("body")])
    date = models.DateField(_("date"), default=timezone.localdate)
    places = models.JSONField(_("places"), default=list, blank=True, validators=[ShortList("places")])
    keywords = models.JSONField(_("keywords"), default=list, blank=True, validators=[ShortList("keywords")])
    change_note = models.TextField(
        _("note for readers"),
        blank=True,
        validators=[at_most("change_note")],
        help_text=_("What changed since the previous edition and why, or why the release was withdrawn. Public."),
    )
    replaced_by = models.ForeignKey(
        Release, models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by")
    )
    # The public reason for a lawful erasure of words from this text; empty if there was none.
    erasure_note = models.TextField(blank=True, editable=False)
    text_key = models.BigIntegerField(null=True, editable=False, db_index=True)  # finds duplicates on import
    translated_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("translated from"),
        help_text=_("The text of which this is a translation."),
    )
    notes = models.TextField(
        _("notes for editors"), blank=True, validators=[at_most("notes")], help_text=_("Never public.")
    )

    sources = TaggableManager(
        _("sources"),
        through=EditionSource,
        related_name="+",
        blank=True,
        ordering=["releases_editionsource_items__position"],
    )
    fields_of_work = TaggableManager(
        _("fields of work"),
        through=EditionFieldOfWork,
        related_name="+",
        blank=True,
        ordering=["releases_editionfieldofwork_items__position"],
    )
    countries = TaggableManager(
        _("countries"),
        through=EditionCountry,
        related_name="+",
        blank=True,
        ordering=["releases_editioncountry_items__position"],
    )
    meetings = TaggableManager(
        _("meetings"),
        through=EditionMeeting,
        related_name="+",
        blank=True,
        ordering=["releases_editionmeeting_items__position"],
    )

    objects = EditionQuerySet.as_manager()

    first_live_from: datetime.datetime  # annotated by `with_first_release` and `first_released_after`

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        default_permissions = ("add", "change", "view")
        permissions = [
            ("see_every_edition", _("Can see other people’s unpublished editions")),
            ("write_every_edition", _("Can edit other people’s drafts")),
            ("approve_edition", _("Can approve editions or send them back")),
            ("release_edition", _("Can release and schedule editions")),
            ("release_edition_urgently", _("Can release editions urgently, without approval")),
            ("feature_release", _("Can choose the release that leads the front page")),
            ("withdraw_edition", _("Can withdraw, remove and reinstate releases")),
            ("see_figures", _("Can see the figures of the newsroom")),
            ("break_glass", _("Can use emergency access to open editions limited to named people")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["release", "language", "number"], name="releases_edition_number_once"),
            # Together with the exclusion constraint (PostgreSQL) or the trigger (SQLite) over the whole interval, this
            # ensures that no reader ever sees two editions of one release in one language.
            models.UniqueConstraint(
                fields=["release", "language"],
                condition=Q(state=State.RELEASED, live_until__isnull=True),
                name="releases_edition_one_open_end",
            ),
            # A withdrawal does not wait for an unfinished draft.
            models.UniqueConstraint(
                fields=["release", "language"],
                condition=Q(state__in=IN_PROGRESS, kind__in=("original", "update", "correction", "minor")),
                name="releases_edition_one_in_progress",
            ),
            models.CheckConstraint(
                condition=Q(state=State.RELEASED, live_from__isnull=False)
                | (~Q(state=State.RELEASED) & Q(live_from__isnull=True, live_until__isnull=True)),
                name="releases_edition_released_has_start",
            ),
            models.CheckConstraint(
                condition=Q(live_until__isnull=True) | Q(live_until__gt=F("live_from")),
                name="releases_edition_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="releases_edition_known_state"),
            models.CheckConstraint(
                condition=~Q(kind__in=("withdrawn", "removed")) | ~Q(change_note=""),
                name="releases_edition_withdrawal_explained",
            ),
            within_limits("releases_edition_within_limits"),
        ]
        indexes = [
            models.Index(
                fields=["language", "-date", "-release"],
                condition=Q(state=State.RELEASED),
                name="releases_edition_list",
            ),
            models.Index(fields=["release", "language", "live_from"], name="releases_edition_timeline"),
            # Filters of the newsroom's list, which selects releases.
            models.Index(fields=["state", "release"], name="releases_edition_by_state"),
            models.Index(fields=["language", "release"], name="releases_edition_by_language"),
            models.Index(fields=["type", "release"], name="releases_edition_by_type"),
            models.Index(fields=["kind", "release"], name="releases_edition_by_kind"),
            # What is due next, asked by every public page. Not limited to released editions: without statistics, SQLite
            # would not use such an index.
            models.Index(fields=["state", "live_from"], name="releases_edition_begins"),
            models.Index(fields=["state", "live_until"], name="releases_edition_ends"),
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = slug_for(self.headline)
        self.body = richtext.clean(self.body)
        self.text_key = text_key(self.headline, self.lead, self.body)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The address in the active language; `reverse` supplies the prefix."""
        return reverse("release", args=[self.release_id, self.slug])

    def is_listed(self, at: datetime.datetime) -> bool:
        """The instance's equivalent of `listed(at)`."""
        return self.is_live(at) and self.kind not in self.UNLISTED

    def siblings(self) -> EditionQuerySet:
        """All editions of this release in this language, including this one."""
        return Edition.objects.filter(release_id=self.release_id, language=self.language)

    @property
    def withdrawn(self) -> bool:
        return self.kind == self.Kind.WITHDRAWN

    @property
    def removed(self) -> bool:
        return self.kind == self.Kind.REMOVED

    def missing_parts(self) -> tuple[str, ...]:
        """Names of required parts that are empty; an edition cannot be submitted or released without them."""
        parts = [
            (_("headline"), self.headline.strip()),
            (_("text or lead"), self.body.strip() or self.lead.strip()),
            (
                _("note for readers"),
                self.kind not in self.EXPLAINED or self.change_note.strip(),
            ),
        ]
        return tuple(str(part) for part, present in parts if not present)


def readable(editions: Iterable[Edition], at: datetime.datetime) -> list[Edition]:
    """Of all released editions of one release, those that readers may still see, in the given order; the queryset's
    `readable()` in memory.
    """
    public = [edition for edition in editions if edition.phase(at) in (Phase.LIVE, Phase.SUPERSEDED)]
    removals = [(edition.language, edition.number) for edition in public if edition.removed]
    return [
        edition
        for edition in public
        if not any(language == edition.language and number > edition.number for language, number in removals)
    ]
