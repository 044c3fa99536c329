"""Monitoring: whether the site answers, and whether its database still guards the record."""

import datetime

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django_tasks_db.models import DBTaskResult

from releases.mail import heartbeat
from releases.models import Heartbeat
from releases.models.clock import database_time
from taxonomy import guards

pytestmark = pytest.mark.django_db


def test_healthy_site_answers_200_and_the_response_is_not_cached(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content, response["Cache-Control"]) == (200, b"ok\n", "no-store")


@pytest.mark.parametrize("app", ["taxonomy", "releases"])
def test_database_without_one_guard_is_not_well_and_the_answer_says_what_to_do(client, app):
    guard = guards.registry[app]()[0]
    with connection.cursor() as cursor:
        cursor.execute(guard.drop(connection.vendor))

    response = client.get("/healthz")

    assert response.status_code == 503
    assert b"run manage.py migrate" in response.content


def test_every_guard_that_is_lacking_is_named():
    lost = [guards.registry[app]()[0] for app in ("taxonomy", "releases")]
    with connection.cursor() as cursor:
        for guard in lost:
            cursor.execute(guard.drop(connection.vendor))

    (warning,) = guards.check_guards(["default"])

    assert warning.msg.startswith("2 of the triggers")
    assert warning.msg.endswith(": " + ", ".join(guard.name for guard in lost) + ".")


@pytest.fixture
def at_work():
    heartbeat.beat.call()


def test_site_whose_worker_is_at_work_is_ready(client, at_work):
    response = client.get("/readyz")

    assert (response.status_code, response.content, response["Cache-Control"]) == (200, b"ok\n", "no-store")


def test_without_a_worker_the_site_is_not_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"No worker is at work; run manage.py db_worker.\n")


def test_worker_that_fell_silent_is_noticed(client, at_work):
    silent = database_time() - datetime.timedelta(seconds=heartbeat.LATE + 1)
    Heartbeat.objects.update(at=silent)

    assert client.get("/readyz").status_code == 503


def test_sign_of_life_is_given_again_and_again(at_work):
    assert (heartbeat.age() or 0) < 5
    queued = DBTaskResult.objects.filter(task_path=heartbeat.beat.module_path, status="READY")

    heartbeat.beat.call()

    assert queued.count() == 1
    assert Heartbeat.objects.count() == 1


def test_site_is_not_ready_before_its_migrations(client, at_work):
    MigrationRecorder.Migration.objects.filter(app="releases", name__endswith="_heartbeat").delete()

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"Migrations are pending; run manage.py migrate.\n")


def test_migration_of_newer_code_is_no_obstacle(client, at_work):
    MigrationRecorder(connection).record_applied("releases", "9999_of_next_year")

    assert client.get("/readyz").status_code == 200


def test_site_without_a_guard_is_not_ready(client, at_work):
    guard = guards.registry["releases"]()[0]
    with connection.cursor() as cursor:
        cursor.execute(guard.drop(connection.vendor))

    assert b"Triggers that protect the record are missing" in client.get("/readyz").content


def test_health_of_background_work_is_not_cached_either(client):
    assert client.get("/healthz/work")["Cache-Control"] == "no-store"


def test_robots_are_kept_out_of_the_newsroom_and_shown_the_sitemaps(client, settings):
    settings.SITE_URL = "https://www.example.org"

    assert client.get("/robots.txt").content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Sitemap: https://www.example.org/sitemap.xml",
        "Sitemap: https://www.example.org/sitemap-news.xml",
    ]
