"""Mail is kept until it arrives, whatever mail server and workers do, and no step waits for it."""

import datetime
import logging
import threading
import time
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from releases import steps
from releases.mail.background import backlog
from releases.mail.delivery import deliver
from releases.models import Edition, Letter, User
from releases.models.letters import HELD, STUCK_AFTER
from releases.steps import StepRefused
from releases.tests.mail_server import MailServer
from releases.tests.making import make_edition, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server():
    server = MailServer()
    with override_settings(**server.settings()):
        yield server
    server.down()


@pytest.fixture
def author() -> User:
    return make_user(username="author", email="author@example.org")


@pytest.fixture
def editors() -> list[User]:
    return [make_user(username=name, email=f"{name}@example.org") for name in ("anna", "boris", "carla")]


ALL = ["anna@example.org", "boris@example.org", "carla@example.org"]


def submitted_by(author: User, **overrides) -> Edition:
    edition = make_edition(**overrides)
    steps.record_save(edition, author, created=True)
    steps.submit(edition, author)
    return edition


def at_once(*acts: Callable[[], object]) -> None:
    """Each in a thread and connection of its own."""

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def run_the_worker() -> None:
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def let_time_pass() -> None:
    """Make every postponed letter due now."""
    Letter.objects.waiting().update(due_at=timezone.now() - HELD)


def test_letters_arrive_once_each(server, author, editors):
    submitted_by(author)
    assert server.arrived == []

    run_the_worker()
    run_the_worker()

    assert server.to() == ALL
    assert Letter.objects.waiting().count() == 0


def test_step_waits_for_no_server_and_asks_two_more_queries(author, editors):
    """The letter's row, and after the commit the job that sends it."""
    edition = make_edition()

    with CaptureQueriesContext(connection) as queries:
        steps.submit(edition, author)

    mine = [query["sql"] for query in queries if "releases_letter" in query["sql"] or "dbtaskresult" in query["sql"]]
    assert [sql.split()[0] for sql in mine] == ["INSERT", "INSERT"]


@pytest.mark.promise(15)
def test_nothing_is_kept_of_a_step_that_is_rolled_back(server, author, editors):
    with transaction.atomic():
        submitted_by(author)
        transaction.set_rollback(True)

    run_the_worker()

    assert (Letter.objects.count(), server.arrived) == (0, [])


def test_nothing_is_sent_about_a_step_that_was_refused(server, author, editors):
    edition = submitted_by(author)
    run_the_worker()
    with pytest.raises(StepRefused):
        steps.submit(edition, author)

    run_the_worker()

    assert server.to() == ALL


def test_letter_waits_while_the_server_is_down_and_arrives_when_it_is_back(server, author, editors):
    server.down()
    edition = submitted_by(author)

    run_the_worker()

    assert edition.state == "submitted"
    assert Letter.objects.waiting().count() == 3
    assert DBTaskResult.objects.filter(status="FAILED").count() == 0

    server.up()
    let_time_pass()
    run_the_worker()

    assert server.to() == ALL


def test_worker_asks_a_server_that_is_down_once_and_not_for_each_letter(server, author, editors):
    server.down()
    submitted_by(author)

    run_the_worker()

    assert sorted(Letter.objects.values_list("tries", flat=True)) == [0, 0, 1]
    assert len(set(Letter.objects.values_list("due_at", flat=True))) == 1


def test_pauses_grow_up_to_an_hour(author, editors, server):
    letter = Letter.objects.create(entry=submitted_by(author).record.latest("pk"), to=editors[0])
    pauses = []
    for tries in range(1, 10):
        letter.tries = tries
        letter.put_off("refused")
        pauses.append(round((letter.due_at - timezone.now()).total_seconds() / 60))

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_worker_schedules_its_own_next_run(server, author, editors):
    server.down()
    submitted_by(author)

    run_the_worker()

    jobs = DBTaskResult.objects.filter(status="READY", task_path=deliver.module_path)
    pauses = [(job.run_after - timezone.now()).total_seconds() for job in jobs]
    assert min(pauses) == pytest.approx(60, abs=10)
    assert len(pauses) <= 2


def test_letter_that_is_refused_holds_up_no_other(server, author, editors):
    server.refused = {"anna@example.org"}
    submitted_by(author)

    run_the_worker()

    assert server.to() == ALL[1:]
    left = Letter.objects.waiting().get()
    assert left.to == editors[0]
    assert left.error.startswith("SMTPRecipientsRefused")
    assert "550" in left.error


def test_letter_over_which_the_server_hangs_up_holds_up_no_other(server, author, editors):
    server.hangs_up = lambda recipients: "anna@example.org" in recipients
    submitted_by(author)

    for _ in range(3):
        run_the_worker()
        let_time_pass()

    assert server.to() == ALL[1:]


def test_slow_server_is_left_after_a_while_and_tried_again(server, author, editors):
    server.slowness = 1
    with override_settings(**server.settings(patience=0.2)):
        submitted_by(author)
        run_the_worker()
    assert Letter.objects.waiting().count() == 3

    time.sleep(1)  # the slow server still accepts it, but its reply comes too late
    server.slowness = 0
    server.arrived.clear()
    let_time_pass()
    run_the_worker()

    assert server.to() == ALL


def test_no_step_waits_while_a_worker_talks_to_a_slow_server(server, author, editors):
    submitted_by(author)
    edition = make_edition()
    server.slowness = 0.5
    spans = []

    def submit_meanwhile() -> None:
        time.sleep(0.2)
        begun = time.monotonic()
        steps.submit(Edition.objects.get(pk=edition.pk), author)
        spans.append(time.monotonic() - begun)

    at_once(deliver.call, submit_meanwhile)

    assert len(spans) == 1
    assert spans[0] < 0.4


@pytest.mark.promise(19)
def test_two_workers_at_once_send_each_letter_once(server, author, editors):
    server.slowness = 0.05
    for _ in range(4):
        submitted_by(author)

    at_once(deliver.call, deliver.call)

    assert server.to() == sorted(4 * ALL)


def test_letter_of_a_worker_that_died_is_left_alone_until_its_time_is_over(server, author, editors):
    submitted_by(author)
    Letter.objects.take_next()  # by a worker that then disappears

    run_the_worker()
    assert server.arrived == []

    let_time_pass()
    run_the_worker()
    assert server.to() == ALL


def test_worker_that_starts_finds_what_an_earlier_one_left(server, author, editors):
    submitted_by(author)
    DBTaskResult.objects.all().delete()  # it died while running the job

    run_the_worker()

    assert server.to() == ALL


def test_person_who_lost_access_before_sending_gets_no_mail(server, author, editors):
    server.down()
    edition = submitted_by(author)
    run_the_worker()
    steps.limit_access(edition, author, [editors[1]])
    User.objects.filter(username="carla").update(is_active=False)

    server.up()
    let_time_pass()
    run_the_worker()

    assert server.to() == ["boris@example.org"]
    assert set(Letter.objects.filter(sent_at=None).values_list("not_sent", flat=True)) == {
        "may not see the edition",
        "no active account or no address",
    }


@pytest.mark.promise(16)
def test_log_names_no_text(server, author, editors, caplog):
    server.refused = set(ALL)
    caplog.set_level(logging.DEBUG)
    submitted_by(author, headline="Markerheadline")

    run_the_worker()

    assert "E-mail" in caplog.text
    assert "Markerheadline" not in caplog.text


# Operations


def stuck_letter(author: User) -> Letter:
    submitted_by(author, headline="Markerheadline")
    run_the_worker()
    Letter.objects.update(created_at=timezone.now() - STUCK_AFTER - datetime.timedelta(minutes=1))
    return Letter.objects.waiting().earliest("pk")


def test_stuck_letters_are_counted_named_and_tried_again(server, author, editors, capsys, client):
    assert (backlog().stuck_letters, client.get("/healthz/work").status_code) == (0, 200)
    server.down()
    stuck_letter(author)

    call_command("stuck_mail")

    said = capsys.readouterr().out
    assert "submit of edition" in said
    assert "anna@example.org" in said
    assert "Markerheadline" not in said
    assert "3 stuck out of 3 waiting." in said
    assert backlog().stuck_letters == 3
    assert client.get("/healthz/work").status_code == 503
    assert client.get("/healthz").status_code == 200

    server.up()
    call_command("stuck_mail", retry=True)
    run_the_worker()

    assert server.to() == ALL
    assert client.get("/healthz/work").status_code == 200


def test_letter_is_given_up_by_a_person_with_a_reason_and_never_by_itself(server, author, editors):
    server.refused = {"anna@example.org"}
    letter = stuck_letter(author)

    with pytest.raises(CommandError):
        call_command("stuck_mail", give_up=letter.pk)
    call_command("stuck_mail", give_up=letter.pk, because="She has left.")
    server.refused = set()
    let_time_pass()
    run_the_worker()

    assert server.to() == ALL[1:]


def test_letters_that_arrived_are_forgotten_after_a_season(server, author, editors):
    submitted_by(author)
    run_the_worker()
    Letter.objects.update(created_at=timezone.now() - datetime.timedelta(days=100))

    run_the_worker()

    assert Letter.objects.count() == 0


@pytest.mark.parametrize(("minutes", "stuck"), [(59, 0), (61, 3)])
def test_letter_is_stuck_after_an_hour(author, editors, server, minutes, stuck):
    server.down()
    submitted_by(author)
    run_the_worker()
    Letter.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=minutes))

    assert backlog().stuck_letters == stuck


@pytest.mark.parametrize(("days", "kept"), [(89, 3), (91, 0)])
def test_letter_that_arrived_is_kept_for_ninety_days(author, editors, server, days, kept):
    submitted_by(author)
    run_the_worker()
    Letter.objects.filter(to__isnull=True).delete()
    Letter.objects.update(created_at=timezone.now() - datetime.timedelta(days=days))

    Letter.objects.forget_old()

    assert Letter.objects.count() == kept


def test_letter_that_has_not_arrived_is_never_forgotten(author, editors, server):
    server.down()
    submitted_by(author)
    run_the_worker()
    Letter.objects.update(created_at=timezone.now() - datetime.timedelta(days=1000))

    Letter.objects.forget_old()

    assert Letter.objects.waiting().count() == 3


def test_letter_belongs_to_the_worker_that_claimed_it_for_ten_minutes(author, editors, server):
    submitted_by(author)

    letter = Letter.objects.take_next()

    assert letter is not None
    assert letter.due_at - timezone.now() == pytest.approx(
        datetime.timedelta(minutes=10), abs=datetime.timedelta(seconds=30)
    )


def test_longest_error_that_is_kept_fits_its_column(author, editors, server):
    letter = Letter.objects.create(entry=submitted_by(author).record.latest("pk"), to=editors[0], tries=1)

    letter.put_off("x" * 1000)

    letter.refresh_from_db()
    assert letter.error == "x" * 300
