#!/bin/sh
# Django 6.1.3 and 5.2.19 on SQLite: a condition of one's own (a `Func` whose output is a BooleanField), such as the comparison of pairs by which
# a list is paged: (date, number) < (date, number).
# Seen: 5.2 writes the condition as it is, and SQLite seeks in the index. 6.1 writes `… = True` behind it; the answers are the same, and SQLite reads
# the whole index for each page.
# Guessed: an expression that is true or false needs nothing behind it to be a condition, and an upgrade does not change which index serves a query.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for python in python3.14 python3.13 python3.12; do "$python" -V >/dev/null 2>&1 && break; done
"$python" -V || { echo "Django 6.1 needs Python 3.12 or later." >&2; exit 1; }
"$python" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --target "$folder/5.2" django==5.2.19
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --target "$folder/6.1" django==6.1.3
cat > "$folder/ask.py" <<'END'
from datetime import datetime

import django
from django.conf import settings

settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, INSTALLED_APPS=[], USE_TZ=False)
django.setup()
from django.db import connection, models


class Release(models.Model):
    live_from = models.DateTimeField()

    class Meta:
        app_label = "releases"
        indexes = [models.Index(fields=["live_from", "id"], name="by_date")]


class Pair(models.Func):
    template = "(%(expressions)s)"


class Before(models.Func):
    template, arg_joiner, output_field = "%(expressions)s", " < ", models.BooleanField()


with connection.schema_editor() as editor:
    editor.create_model(Release)
here = Pair("live_from", "id", output_field=models.TextField())
there = Pair(models.Value(datetime(2026, 5, 1)), models.Value(7), output_field=models.TextField())
page = Release.objects.filter(Before(here, there)).order_by("-live_from", "-pk")
print(f"{django.__version__}: {str(page.query).split('WHERE')[1].split('ORDER')[0].strip()}\n  {page.explain().split(' ', 3)[3]}")
END
for version in 5.2 6.1; do PYTHONPATH="$folder/$version" "$folder/venv/bin/python" "$folder/ask.py"; done | tee "$folder/seen"
[ "$(grep -c SEARCH "$folder/seen")" = 1 ] && [ "$(grep -c SCAN "$folder/seen")" = 1 ] && [ "$(grep -c '= True' "$folder/seen")" = 1 ]
