"""Monitoring: whether the site answers, and whether its database still guards the record."""

import pytest
from django.db import connection

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
