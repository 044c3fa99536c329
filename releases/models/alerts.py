"""E-mail alerts for readers: who follows which list, and the outbox of what goes to whom.

None of these rows says what is public. The sender asks that at the moment of sending; see decision 34.
"""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from releases.models.clock import Now as DatabaseNow
from releases.models.clock import database_time

# Longer than a mail server may take to answer: until then the letter belongs to the worker that claimed it.
HELD = datetime.timedelta(minutes=3)
LONGEST_PAUSE = datetime.timedelta(hours=4)
LONGEST_ERROR = 300
LONGEST_QUERY = 1000
MOST_BOUNCES = 3
FORGIVEN_AFTER = datetime.timedelta(days=30)


class Reader(models.Model):
    """An address that has confirmed at least one list. Whoever holds the signed link of it manages its lists."""

    address = models.EmailField(_("address"), unique=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    bounces = models.PositiveIntegerField(_("bounces"), default=0)
    bounced_at = models.DateTimeField(_("last bounce at"), null=True)
    resting_since = models.DateTimeField(_("resting since"), null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}"

    def note_bounce(self) -> None:
        """The third bounce within a month lets the address rest, until its owner confirms a list again."""
        now = database_time()
        lately = self.bounced_at is not None and now - self.bounced_at < FORGIVEN_AFTER
        self.bounces = self.bounces + 1 if lately else 1
        self.bounced_at = now
        if self.bounces >= MOST_BOUNCES:
            self.resting_since = now
        self.save(update_fields=["bounces", "bounced_at", "resting_since"])

    def wake(self) -> None:
        self.bounces, self.bounced_at, self.resting_since = 0, None, None
        self.save(update_fields=["bounces", "bounced_at", "resting_since"])


class Wish(models.Model):
    """What somebody follows and how; what a request asks for and a subscription keeps."""

    class Rhythm(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Once a day, in the morning")

    # The filters of the list as a query string in one fixed order, with its language; so equal lists are asked for once.
    query = models.CharField(_("list"), max_length=LONGEST_QUERY)
    language = models.CharField(_("language of the e-mails"), max_length=10, choices=settings.LANGUAGES)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm, default=Rhythm.AT_ONCE)

    class Meta:
        abstract = True


class Subscription(Wish):
    """A list that a reader follows. Leaving it deletes the row."""

    reader = models.ForeignKey(Reader, models.CASCADE, related_name="subscriptions")
    confirmed_at = models.DateTimeField(_("confirmed at"), db_default=Now())

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["reader", "query"], name="releases_subscription_once")]
        indexes = [models.Index(fields=["query", "id"], name="releases_subscription_list")]

    def __str__(self) -> str:
        return f"{self.pk}"


class SubscriptionRequest(Wish):
    """Somebody entered an address. Nothing follows from it but one letter, which may be ignored; forgotten after some days.

    `network` is a keyed digest of where the request came from, for the limits only.
    """

    address = models.EmailField(_("address"))
    network = models.CharField(max_length=64)
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    wanted = models.BooleanField(default=False)  # whether a letter goes out: not beyond the limits
    due_at = models.DateTimeField(_("next attempt at"), db_default=Now())
    tries = models.PositiveIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["address", "asked_at"], name="releases_request_address"),
            models.Index(fields=["network", "asked_at"], name="releases_request_network"),
            models.Index(
                fields=["due_at"], condition=Q(sent_at__isnull=True, wanted=True), name="releases_request_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class AlertQuerySet(models.QuerySet["Alert"]):
    def waiting(self) -> "AlertQuerySet":
        return self.filter(sent_at__isnull=True, not_sent="")

    def due(self) -> "AlertQuerySet":
        return self.waiting().filter(due_at__lte=DatabaseNow())

    def uncertain(self) -> "AlertQuerySet":
        """Those whose worker died between the mail server's OK and our note of it, so that they may have arrived twice."""
        return self.filter(repeated=True)

    def reached(self) -> "AlertQuerySet":
        """Those that arrived, or are with the mail server just now."""
        return self.filter(Q(sent_at__isnull=False) | Q(in_socket=True))

    def claim(self) -> "AlertQuerySet":
        """Take those that are due, and return what no other worker was faster to take; until `HELD` has passed nobody else gets them."""
        again = Case(When(in_socket=True, then=Value(True)), default=F("repeated"))
        held = database_time() + HELD
        self.due().update(due_at=held, tries=F("tries") + 1, repeated=again, in_socket=True)
        return self.waiting().filter(due_at=held, in_socket=True)

    def mark_sent(self) -> None:
        self.update(sent_at=DatabaseNow(), in_socket=False, error="")

    def mark_not_sent(self, why: str) -> None:
        self.update(not_sent=why, in_socket=False)

    def put_off(self, error: str, tries: int) -> None:
        """Retry after a growing pause: one minute, two, four, up to four hours."""
        pause = min(datetime.timedelta(minutes=2 ** min(tries, 10)), LONGEST_PAUSE)
        self.update(due_at=database_time() + pause, in_socket=False, error=error[:LONGEST_ERROR])


class Alert(models.Model):
    """One edition for one reader, at once or as a part of the next morning's letter. Never two of one edition."""

    reader = models.ForeignKey(Reader, models.CASCADE, related_name="alerts")
    edition = models.ForeignKey("releases.Edition", models.PROTECT, related_name="+")
    # Without it, the reader has left the list since: the letter is not sent.
    subscription = models.ForeignKey(Subscription, models.SET_NULL, null=True, related_name="+")
    daily = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    due_at = models.DateTimeField(_("next attempt at"))
    tries = models.PositiveIntegerField(_("attempts"), default=0, db_default=0)
    error = models.CharField(_("last error"), max_length=LONGEST_ERROR, blank=True, db_default="")
    # Being handed to the mail server. If it is still so when the claim has expired, the worker died over it.
    in_socket = models.BooleanField(default=False, db_default=False)
    repeated = models.BooleanField(_("may have arrived twice"), default=False, db_default=False)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    not_sent = models.CharField(_("reason not sent"), max_length=100, blank=True, db_default="")

    objects = AlertQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["reader", "edition"], name="releases_alert_once")]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(sent_at__isnull=True, not_sent=""), name="releases_alert_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class AlertPosition(models.Model):
    """A single row: up to where in the public changes the outbox has been written."""

    at = models.DateTimeField()
    edition = models.BigIntegerField(default=0)
    ends = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at}"
