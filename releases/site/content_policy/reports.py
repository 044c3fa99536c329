"""Reads and stores the reports of browsers. They come from anybody, so each is distrusted: only a few words of it are kept, in a form
that tells nothing about pages that not everybody may see.
"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.db.models import F
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from django.utils import translation

from releases.models import CspReport, Edition
from releases.models.clock import database_time

MOST_IN_ONE = 20
MOST_ROWS = 500
KEPT = timedelta(days=30)
DIRECTIVE = re.compile(r"[a-z][-a-z]{0,50}")
KEYWORDS = frozenset(
    ("inline", "eval", "wasm-eval", "self", "data", "blob", "about", "trusted-types-policy", "trusted-types-sink")
)
# Scripts of the reader's own browser are no business of ours.
FOREIGN = re.compile(r"(?:[-a-z]+-extension|chrome|resource|moz-safe-about|safari-resource)")
ELSEWHERE = "?"


class Report(NamedTuple):
    directive: str
    blocked: str
    page: str


def reports_in(body: bytes) -> list[Report]:
    """Of both formats, as far as they make sense."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return []
    found = (report_of(each) for each in list(_bodies(told))[:MOST_IN_ONE])
    return [report for report in found if report]


def _bodies(told: Any) -> Iterator[dict[str, Any]]:
    """An object of the older format, or a list of the Reporting API's."""
    for each in told if isinstance(told, list) else [told]:
        body = (each.get("csp-report") or each.get("body")) if isinstance(each, dict) else None
        if isinstance(body, dict):
            yield body


def report_of(body: dict[str, Any]) -> Report | None:
    """None if it is not about a page of ours, or about what the reader's browser adds to pages."""
    directive = str(body.get("effectiveDirective") or body.get("effective-directive") or body.get("violated-directive"))
    directive = directive.partition(" ")[0]
    blocked = origin_of(str(body.get("blockedURL") or body.get("blocked-uri") or ""))
    page = page_of(str(body.get("documentURL") or body.get("document-uri") or ""))
    if not DIRECTIVE.fullmatch(directive) or not blocked or not page:
        return None
    return Report(directive, blocked, page)


def origin_of(blocked: str) -> str:
    """Scheme and host only; a path could hold anything."""
    if blocked in KEYWORDS:
        return blocked
    parts = parsed(blocked)
    if parts is None or not parts.scheme or FOREIGN.fullmatch(parts.scheme):
        return ""
    host = parts.hostname or ""
    return f"{parts.scheme}://{host}"[:100] if host else parts.scheme[:20]


def page_of(document: str) -> str:
    """The path where everybody may know it, else the kind of page; empty for pages that are not ours."""
    parts = parsed(document)
    if parts is None or parts.scheme not in ("http", "https"):
        return ""
    domain, _port = split_domain_port(parts.netloc)
    if not validate_host(domain, settings.ALLOWED_HOSTS):
        return ""
    return shown(parts.path)[: CspReport.LONGEST_PAGE]


def shown(path: str) -> str:
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            found = resolve(path)
        except Resolver404:
            return ELSEWHERE
    kind = f"/{found.route}"
    given = found.kwargs
    if path.startswith(("/admin/", "/preview/", "/timegate/")) or "token" in given:
        return kind
    if "number" in given:
        public = Edition.objects.live().filter(release_id=given["number"], language=language)
        named = public.filter(slug=given["slug"]) if "slug" in given else public
        return path if named.exists() and given.keys() <= {"number", "slug"} else kind
    return path if not given else kind


def parsed(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.hostname, parts.port
    except ValueError:
        return None
    return parts


def store(report: Report, most: int = MOST_ROWS) -> None:
    """Each kind once, with a count; new kinds only while there are not too many."""
    now = database_time()
    same = CspReport.objects.filter(**report._asdict())
    if same.update(count=F("count") + 1, last_at=now):
        return
    CspReport.objects.filter(last_at__lt=now - KEPT).delete()
    if CspReport.objects.count() < most:
        CspReport.objects.bulk_create([CspReport(**report._asdict(), last_at=now)], ignore_conflicts=True)
