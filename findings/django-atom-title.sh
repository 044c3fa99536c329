#!/bin/sh
# Django 5.2.19: an Atom feed with the titles that Django itself makes of its items (`item_title`).
# Seen: a title is escaped as HTML and then as XML, and not declared to be HTML. In Atom a title without a type is plain text, so every apostrophe,
# quotation mark and ampersand of a headline is shown as &#x27;, &quot; and &amp;. The summary beside it has its type and is right.
# Guessed: what Django writes by default is right in every kind of feed. In RSS, whose titles most readers take for HTML, it is.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.19 feedparser==6.0.14
"$folder/venv/bin/python" - <<'END'
from datetime import datetime, timezone

import django
import feedparser
from django.conf import settings

settings.configure(INSTALLED_APPS=["django.contrib.sites"], SITE_ID=1, ALLOWED_HOSTS=["*"], DATABASES={})
django.setup()
from django.contrib.sites.models import SITE_CACHE, Site
from django.contrib.syndication.views import Feed
from django.test import RequestFactory
from django.utils.feedgenerator import Atom1Feed

SITE_CACHE[1] = Site(domain="example.org")


class Releases(Feed):
    feed_type, title, link = Atom1Feed, "Releases", "/"

    def items(self):
        return ["The mission's report & its findings"]

    def item_link(self, item):
        return "/releases/1"

    def item_updateddate(self, item):
        return datetime(2026, 5, 1, tzinfo=timezone.utc)


entry = feedparser.parse(Releases()(RequestFactory().get("/")).content).entries[0]
print(f"{entry.title_detail.type}: {entry.title}")
print(f"{entry.summary_detail.type}: {entry.summary}")
assert entry.title_detail.type == "text/plain" and entry.title == "The mission&#x27;s report &amp; its findings"
assert entry.summary_detail.type == "text/html" and entry.summary == "The mission's report & its findings"
END
