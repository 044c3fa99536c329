"""Background tasks stay in the database until a worker takes them."""

import datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from releases.mail.background import after_commit, backlog, task
from releases.models import User

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = datetime.timedelta(hours=1)


@task
def make_known(name: str) -> None:
    User.objects.create(username=name)


def run_the_worker() -> None:
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def test_job_is_done_by_the_worker_and_not_before():
    after_commit(make_known, "Anna")
    assert (User.objects.count(), backlog().waiting) == (0, 1)

    run_the_worker()

    assert (User.objects.count(), backlog().waiting) == (1, 0)


def test_job_of_a_transaction_that_failed_is_never_queued():
    with transaction.atomic():
        after_commit(make_known, "Anna")
        transaction.set_rollback(True)

    assert backlog().waiting == 0


def test_job_for_later_waits_for_its_time():
    after_commit(make_known, "Anna", run_after=timezone.now() + HOUR)

    run_the_worker()

    assert (User.objects.count(), backlog().waiting) == (0, 0)


def test_backlog_reports_that_no_worker_takes_due_tasks():
    assert not backlog().is_stuck(timezone.now() + HOUR)

    after_commit(make_known, "Anna")

    assert not backlog().is_stuck(timezone.now())
    assert backlog().is_stuck(timezone.now() + HOUR)


def test_job_that_fails_is_counted_and_kept():
    after_commit(make_known, "Anna")
    after_commit(make_known, "Anna")

    run_the_worker()

    assert (User.objects.count(), backlog().failed) == (1, 1)


@pytest.mark.parametrize(("seconds", "is_stuck"), [(59, False), (62, True)])
def test_work_is_stuck_after_a_minute(seconds, is_stuck, client):
    after_commit(make_known, "Anna")
    due_since = backlog().due_since
    assert due_since is not None

    assert backlog().is_stuck(due_since + datetime.timedelta(seconds=seconds)) is is_stuck


@pytest.mark.promise(64)
def test_watch_is_told_of_work_that_is_stuck_though_no_letter_is(client):
    after_commit(make_known, "Anna")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - datetime.timedelta(minutes=2))

    response = client.get("/healthz/work")

    assert backlog().stuck_letters == 0
    assert response.status_code == 503
    assert b"run manage.py stuck_mail" in response.content


@pytest.mark.parametrize(("days", "failed"), [(6, 1), (8, 0)])
def test_job_that_failed_is_told_of_for_a_week(days, failed):
    after_commit(make_known, "Anna")
    after_commit(make_known, "Anna")
    run_the_worker()
    DBTaskResult.objects.filter(status="FAILED").update(finished_at=timezone.now() - datetime.timedelta(days=days))

    assert backlog().failed == failed
