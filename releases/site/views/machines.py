"""Addresses for monitoring."""

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from releases.mail.background import backlog
from releases.site import readiness
from taxonomy.guards import check_guards
from taxonomy.sources import connection


def health(request: HttpRequest) -> HttpResponse:
    """Whether the database answers and has every guard of the record."""
    try:
        lacking = check_guards([connection().alias])
    except DatabaseError:
        return HttpResponse("The database is not responding.\n", status=503, content_type="text/plain")
    if lacking:
        return HttpResponse(
            "Triggers that protect the record are missing; run manage.py migrate.\n",
            status=503,
            content_type="text/plain",
        )
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def work(request: HttpRequest) -> HttpResponse:
    """Whether mail and other background work is done. Separate from `health`: an unreachable mail server is no reason
    to take the site offline.
    """
    try:
        state = backlog()
    except DatabaseError:
        return HttpResponse("The database is not responding.\n", status=503, content_type="text/plain")
    if state.is_stuck(timezone.now()) or state.stuck_letters:
        return HttpResponse(
            "Background work is stuck; run manage.py stuck_mail.\n", status=503, content_type="text/plain"
        )
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def ready(request: HttpRequest) -> HttpResponse:
    """Whether database, migrations, guards and worker are as this version of the code needs them: for deployments and monitoring."""
    problems = readiness.problems()
    return HttpResponse(
        "".join(f"{problem}\n" for problem in problems) or "ok\n",
        status=503 if problems else 200,
        content_type="text/plain",
        headers={"Cache-Control": "no-store"},
    )


def favicon(request: HttpRequest) -> HttpResponse:
    """For clients that ask for it without having read a page, which names the icon."""
    content = (settings.ORGANISATION_FOLDER / "static" / "favicon.ico").read_bytes()
    return HttpResponse(content, content_type="image/x-icon", headers={"Cache-Control": "public, max-age=86400"})


def robots(request: HttpRequest) -> HttpResponse:
    sitemaps = [f"Sitemap: {settings.SITE_URL}{reverse(name)}" for name in ("sitemap", "sitemap-news")]
    lines = ["User-agent: *", "Disallow: /admin/", *sitemaps, ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
