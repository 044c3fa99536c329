"""The feeds that can be subscribed to, each under any filters, and what they say now."""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict

from releases.site import parameters
from releases.site.filters import ReleaseFilter
from releases.site.visitor import Visitor
from taxonomy import snapshot

HUB = "/websub"
FEED = re.compile(rf"{parameters.LANGUAGE}/releases/feed/(?:atom|rss|json|ninjs|newsml|corrections)/")


class TopicError(ValueError):
    """With a sentence for the subscriber."""


@dataclass(frozen=True)
class Content:
    media_type: str
    body: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def check(topic: str) -> None:
    """Raises TopicError for what is not one of our feeds, and for filters that the feed would ignore."""
    parts = urlsplit(topic)
    if f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL or parts.fragment or not FEED.fullmatch(parts.path):
        raise TopicError("hub.topic must be the address of one of our feeds.")
    given = QueryDict(parts.query)
    if unknown := sorted(set(given) - set(ReleaseFilter.base_filters)):
        raise TopicError(f"hub.topic has an unknown filter: {unknown[0][:80]}.")
    faults = ReleaseFilter(given, snapshot.current()).form.errors
    if faults:
        raise TopicError(f"hub.topic has a filter with an unknown value: {next(iter(faults))}.")


def content(topic: str) -> Content:
    """As any reader gets it now."""
    answer = Visitor().ask(topic.removeprefix(settings.SITE_URL))
    return Content(answer.content_type, answer.content)


def links(topic: str) -> str:
    return f'<{settings.SITE_URL}{HUB}>; rel="hub", <{topic}>; rel="self"'
