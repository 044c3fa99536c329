"""RFC 9116: where somebody who has found a hole can report it."""

import datetime
from typing import Any

from django.conf import settings
from django.core import checks
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

WARNED_BEFORE = datetime.timedelta(days=30)


def security_txt(request: HttpRequest) -> HttpResponse:
    """Only where the operator has said whom to write to; a file without a contact is none."""
    if not settings.SECURITY_CONTACT or settings.SECURITY_EXPIRES is None:
        raise Http404
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {settings.SECURITY_EXPIRES:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _ in settings.LANGUAGES)}",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        *([f"Policy: {settings.SECURITY_POLICY}"] if settings.SECURITY_POLICY else []),
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def expires_in_time(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if not settings.SECURITY_CONTACT:
        return []
    if settings.SECURITY_EXPIRES is None:
        return [checks.Error("SECURITY_CONTACT is set without SECURITY_EXPIRES.", id="releases.E021")]
    left = settings.SECURITY_EXPIRES - timezone.now()
    if left > WARNED_BEFORE:
        return []
    said = f"/.well-known/security.txt expires on {settings.SECURITY_EXPIRES:%d %B %Y}; after that nobody has to believe it."
    return [checks.Warning(said, hint="Check the contact and set SECURITY_EXPIRES to a later day.", id="releases.W021")]
