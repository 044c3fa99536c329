"""Sends the outbox, at the rate that the settings allow, and asks once more before each letter whether its text is public.

A worker claims a letter, hands it to the mail server and notes the answer. If it is killed between the server's OK and
the note, nobody can know whether the letter went out: it is sent again under the same Message-ID, and named by
`Alert.objects.uncertain()`. At most one letter a worker is in that place.
"""

import logging
import smtplib
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db.models import F

from releases.alerts.letters import confirmation, letter_about
from releases.alerts.queueing import NO_LONGER_CURRENT
from releases.mail.delivery import is_of_the_server, kind_of
from releases.models import Alert, Edition, SubscriptionRequest
from releases.models.alerts import HELD, AlertQuerySet
from releases.models.clock import Now, database_time

logger = logging.getLogger(__name__)

AT_A_TIME = 200
MOST_TRIES = 12
PERMANENT = range(500, 600)


class Postman:
    """One connection for many letters, and a pause between them."""

    def __init__(self) -> None:
        self.connection: Any = mail.mailers["default"] if hasattr(mail, "mailers") else mail.get_connection()
        self.begun = time.monotonic()
        self.sent = 0

    def __enter__(self) -> "Postman":
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def hand_over(self, message: EmailMultiAlternatives) -> None:
        """Waits until the rate allows it. Raises what the mail server answers; the next letter opens a new connection then."""
        time.sleep(max(0.0, self.begun + self.sent / settings.ALERTS_PER_SECOND - time.monotonic()))
        self.sent += 1
        try:
            self.connection.open()
            self.connection.send_messages([message])
        except Exception:
            self.connection.close()
            raise


def send(seconds: float) -> bool:
    """Send what is due for about so long: confirmations first, since somebody waits for them. Whether the time was too short."""
    end = time.monotonic() + seconds
    with Postman() as postman:
        while _send_some(postman, lambda: time.monotonic() < end):
            pass
    return time.monotonic() >= end


def _send_some(postman: Postman, still: Callable[[], bool]) -> bool:
    """Whether there was something to send and the mail server took it."""
    requests = SubscriptionRequest.objects.filter(wanted=True, sent_at__isnull=True, due_at__lte=Now()).order_by(
        "due_at"
    )
    confirmations = [partial(confirm, request, postman) for request in requests[:AT_A_TIME]]
    due = list(Alert.objects.due().order_by("due_at", "pk")[:AT_A_TIME])
    letters = [partial(carry, alert, postman) for alert in due]
    for job in [*confirmations, *letters]:
        if not still() or not job():
            return False
    return bool(confirmations or letters)


def confirm(request: SubscriptionRequest, postman: Postman) -> bool:
    claimed = SubscriptionRequest.objects.filter(pk=request.pk, tries=request.tries)
    if claimed.update(due_at=database_time() + HELD * 2**request.tries, tries=F("tries") + 1):
        try:
            postman.hand_over(confirmation(request))
        except Exception as error:
            logger.warning("The confirmation %s was not delivered: %s", request.pk, kind_of(error))
            return not is_of_the_server(error)
        SubscriptionRequest.objects.filter(pk=request.pk).update(sent_at=Now())
    return True


def carry(alert: Alert, postman: Postman) -> bool:
    """Send one letter, or a reader's letter of the day. False if the mail server is unreachable."""
    ours = Alert.objects.filter(pk__in=list(_rows_of(alert).claim().values_list("pk", flat=True)))
    try:
        told = _still_to_tell(ours)
        if told:
            postman.hand_over(letter_about(told))
        ours.filter(not_sent="").mark_sent()
    except smtplib.SMTPRecipientsRefused as error:
        _refused(ours, alert, error)
    except Exception as error:
        logger.warning("Alert %s was not delivered: %s", alert.pk, kind_of(error))
        ours.put_off(kind_of(error), alert.tries)
        return not is_of_the_server(error)
    return True


def _rows_of(alert: Alert) -> AlertQuerySet:
    """The alert, or everything that is due for the reader's letter of the day."""
    return (
        Alert.objects.filter(reader=alert.reader_id, daily=True) if alert.daily else Alert.objects.filter(pk=alert.pk)
    )


def _still_to_tell(ours: AlertQuerySet) -> list[Alert]:
    """In one statement with the question what is public now. The others are closed, with the reason."""
    ours.filter(subscription__isnull=True).mark_not_sent("left the list")
    ours.filter(reader__resting_since__isnull=False, not_sent="").mark_not_sent("the address rests")
    live = ours.filter(not_sent="", edition__in=Edition.objects.live())
    told = list(live.select_related("reader", "subscription", "edition__release").order_by("edition__live_from", "pk"))
    ours.filter(not_sent="").exclude(pk__in=[each.pk for each in told]).mark_not_sent(NO_LONGER_CURRENT)
    return told


def _refused(ours: AlertQuerySet, alert: Alert, error: smtplib.SMTPRecipientsRefused) -> None:
    """A refusal for good counts as a bounce; one for now is tried again, for about two days."""
    codes = [code for code, _text in error.recipients.values()]
    if any(code in PERMANENT for code in codes) or alert.tries >= MOST_TRIES:
        ours.mark_not_sent(f"refused by the mail server: {codes[0]}")
        alert.reader.note_bounce()
    else:
        ours.put_off(f"{codes[0]}", alert.tries)
