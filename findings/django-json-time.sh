#!/bin/sh
# Django 5.2.19 (and 6.1.3): serializers, and so dumpdata, with times that have microseconds, as `timezone.now()` returns them.
# Seen: JSON, the default format of dumpdata, has milliseconds, truncated and not rounded; XML and the other formats have all six digits.
# After loaddata no time of a record is what it was, and events within one millisecond have lost their order.
# Guessed: dumpdata and loaddata give back the rows.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.19
"$folder/venv/bin/python" - <<'END'
from datetime import datetime, timezone

import django
from django.conf import settings

settings.configure(INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.sessions"], DATABASES={})
django.setup()
from django.contrib.sessions.models import Session
from django.core import serializers

session = Session(session_key="a", expire_date=datetime(2026, 5, 1, 10, 0, 0, 123999, tzinfo=timezone.utc))
seen = {}
for form in ("json", "jsonl", "xml", "python"):
    (back,) = serializers.deserialize(form, serializers.serialize(form, [session]))
    seen[form] = back.object.expire_date.microsecond
print(seen)
assert seen == {"json": 123000, "jsonl": 123000, "xml": 123999, "python": 123999}
END
