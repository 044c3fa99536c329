"""Letters that come back: counted where the notification is about one of ours, once each, and nothing else of it is believed."""

import io
import mailbox
import os
import subprocess
import sys
import time
from email.message import EmailMessage

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from releases.alerts import bounces
from releases.alerts.bounces import Outcome, take
from releases.alerts.letters import letter_about, message_id, name_in
from releases.models import Alert, Reader, Subscription
from releases.models.alerts import MOST_BOUNCES
from releases.tests.making import make_live_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Reader:
    reader = Reader.objects.create(address="reader@example.org")
    Subscription.objects.create(reader=reader, query="language=en", language="en")
    return reader


def sent_to(reader: Reader) -> Alert:
    return Alert.objects.create(
        reader=reader,
        edition=make_live_edition(),
        subscription=reader.subscriptions.get(),
        due_at=timezone.now(),
        sent_at=timezone.now(),
    )


def notification(
    returned: str,
    action: str = "failed",
    status: str = "5.1.1",
    headers_only: bool = True,
    report: str = "delivery-status",
    diagnostic: str = "",
) -> bytes:
    """As mail servers write it (RFC 3464, appendix E)."""
    letter = f"Subject: Mission opens an office\r\nMessage-ID: {returned}\r\n\r\n"
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    return (
        "From: MAILER-DAEMON@mail.example.org\r\nTo: bounces@newsroom.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type={report}; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI could not deliver your message.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; reader@example.org\r\nAction: {action}\r\nStatus: {status}\r\n{diagnostic}\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n{letter}{'' if headers_only else 'The text.'}\r\n--b--\r\n"
    ).encode()


def about(alert: Alert, **said) -> Outcome:
    return take(io.BytesIO(notification(message_id(f"alert-{alert.pk}"), **said)))


@pytest.mark.parametrize("headers_only", [True, False])
def test_returned_letter_counts_once(reader, headers_only):
    alert = sent_to(reader)

    assert about(alert, headers_only=headers_only) is Outcome.COUNTED
    assert about(alert, headers_only=headers_only) is Outcome.AGAIN
    reader.refresh_from_db()
    assert reader.bounces == 1
    assert Alert.objects.get().error == "came back: 5.1.1"


@pytest.mark.parametrize(
    ("status", "diagnostic", "found"),
    [
        ("5.0.0", "Diagnostic-Code: smtp; 550 5.1.1 <reader@example.org>: no such mailbox\r\n", "5.1.1"),
        ("5.2.2", "Diagnostic-Code: smtp; 550 5.1.1 no such mailbox\r\n", "5.2.2"),
        ("5.0.0", "Diagnostic-Code: X-Local; 550 5.1.1\r\n", "5.0.0"),
        ("unknown", "", "no status"),
    ],
)
def test_status_is_that_of_the_other_server_where_the_notification_quotes_it(reader, status, diagnostic, found):
    alert = sent_to(reader)

    about(alert, status=status, diagnostic=diagnostic)

    alert.refresh_from_db()
    assert alert.error == f"came back: {found}"


def test_third_letter_that_comes_back_lets_the_address_rest(reader):
    for _letter in range(MOST_BOUNCES):
        reader.refresh_from_db()
        assert reader.resting_since is None
        assert about(sent_to(reader)) is Outcome.COUNTED

    reader.refresh_from_db()
    assert reader.resting_since is not None


def test_message_id_of_a_real_letter_is_the_one_that_counts(reader):
    alert = sent_to(reader)
    letter = letter_about([alert]).message()

    assert name_in(letter["Message-ID"]) == f"alert-{alert.pk}"
    assert take(io.BytesIO(notification(letter["Message-ID"]))) is Outcome.COUNTED


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"action": "delayed", "status": "4.4.1"}, Outcome.DELAYED),
        ({"action": "delivered", "status": "2.0.0"}, Outcome.DELAYED),
        ({"action": "FAILED", "status": "4.4.7"}, Outcome.COUNTED),  # given up after days
        ({"status": "nonsense"}, Outcome.COUNTED),
    ],
)
def test_what_counts_is_that_it_failed(reader, said, outcome):
    assert about(sent_to(reader), **said) is outcome


@pytest.mark.parametrize(
    "returned",
    [
        "",
        "<alert-{pk}@newsroom.example>",
        "<alert-{pk}.AAAA@newsroom.example>",
        "<{other}@newsroom.example>",
        "\u0000" * 9,
        "<" * 9000,
    ],
)
def test_invented_or_foreign_message_id_counts_for_nothing(reader, returned):
    alert = sent_to(reader)
    other = name = message_id(f"confirm-{alert.pk}").strip("<>").partition("@")[0]
    assert name == other

    assert take(io.BytesIO(notification(returned.format(pk=alert.pk, other=other)))) is Outcome.FOREIGN
    reader.refresh_from_db()
    assert reader.bounces == 0


def test_other_mail_counts_for_nothing(reader):
    alert = sent_to(reader)
    holiday = EmailMessage()
    holiday["Subject"], holiday["In-Reply-To"] = "Out of office", message_id(f"alert-{alert.pk}")
    holiday.set_content("I am away. Action: failed")

    assert take(io.BytesIO(holiday.as_bytes())) is Outcome.FOREIGN
    assert take(io.BytesIO(b"")) is Outcome.FOREIGN


@pytest.mark.promise(43)
@pytest.mark.parametrize(
    "hostile",
    [
        b"\x00\xff" * 500_000,
        b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\nContent-Type: message/rfc822\n\n" * 100_000,
        b"".join(b"Content-Type: multipart/report; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(5_000)),
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
        + b"Action: failed\n\n" * 60_000,
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID:"
        + b" <a" * 60_000,
        b"Content-Type: " + b"multipart/report;" * 60_000,
    ],
    ids=["bytes", "letters in letters", "parts in parts", "recipients", "numbers", "type"],
)
def test_hostile_message_is_done_with_in_a_moment(hostile):
    began = time.monotonic()
    assert take(io.BytesIO(hostile * (1 + 2 * bounces.LARGEST // len(hostile)))) is Outcome.FOREIGN
    assert time.monotonic() - began < 10


def test_maildir_is_read_once_and_mbox_stays_as_it_is(reader, tmp_path):
    first, second = sent_to(reader), sent_to(reader)
    box = mailbox.Maildir(tmp_path / "maildir")
    for alert in (first, second):
        box.add(notification(message_id(f"alert-{alert.pk}")))
    os.mkfifo(tmp_path / "maildir" / "new" / "pipe")  # would wait for ever
    spool = mailbox.mbox(tmp_path / "spool")
    spool.add(notification(message_id(f"alert-{first.pk}")))
    spool.add(b"Subject: Spam\n\nBuy.\n")
    spool.close()

    assert told(tmp_path / "maildir") == "2 read: 2 counted.\n"
    assert told(tmp_path / "maildir") == "0 read.\n"
    assert [path.name[-4:] for path in (tmp_path / "maildir" / "cur").iterdir()] == [":2,S", ":2,S"]
    before = (tmp_path / "spool").read_bytes()
    assert told(tmp_path / "spool") == "2 read: 1 counted before, 1 not about a letter of ours.\n"
    assert (tmp_path / "spool").read_bytes() == before
    with pytest.raises(CommandError, match="neither a Maildir nor an mbox"):
        told(tmp_path)


def told(folder) -> str:
    answer = io.StringIO()
    call_command("take_bounces", folder, stdout=answer)
    return answer.getvalue()


def test_pipe_of_a_mail_server_is_told_to_come_back_while_the_database_is_away(tmp_path):
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "take_bounces"]
    away = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/nowhere"}
    done = subprocess.run(
        command, input=notification(message_id("alert-1")), env=away, capture_output=True, check=False
    )

    assert done.returncode == os.EX_TEMPFAIL
    assert done.stderr == b"The database does not answer.\n"


def test_letters_come_from_the_newsroom_and_return_to_their_own_address(reader):
    with override_settings(ALERTS_RETURN_TO="bounces@newsroom.example"):
        letter = letter_about([sent_to(reader)])
    letter.send()

    assert mail.outbox[0].from_email == "bounces@newsroom.example"
    assert mail.outbox[0].message()["From"] == settings.DEFAULT_FROM_EMAIL
