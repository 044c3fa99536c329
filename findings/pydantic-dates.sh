#!/bin/sh
# pydantic 2.14.4, and with it Django Ninja 1.7.1, reads a date and time from text, as in `?since=20260501`.
# Seen: text that consists of digits is a number of seconds since 1970, or of milliseconds if it is large: 20260501 is 23 August 1970, 2026 is 33 minutes
# past midnight on 1 January 1970, 20260501100000 is in the year 2612. There is no error, so whoever asks for this year's releases gets all or none.
# Python's own datetime.fromisoformat() reads the first as 1 May 2026, and pydantic's `date` refuses it.
# Guessed: 20260501 is the basic form of ISO 8601, or an error.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pydantic==2.14.4 django-ninja==1.7.1 django==5.2.19
"$folder/venv/bin/python" - <<'END'
from datetime import date, datetime

import django
from django.conf import settings
from pydantic import TypeAdapter, ValidationError

read = TypeAdapter(datetime).validate_python
for text in ("20260501", "2026", "20260501100000", "2026-05-01"):
    print(text, "is", read(text))
assert read("20260501").date() == date(1970, 8, 23)
assert read("2026").date() == date(1970, 1, 1)
assert read("20260501100000").year == 2612
assert read("2026-05-01") == datetime(2026, 5, 1)
assert datetime.fromisoformat("20260501") == datetime(2026, 5, 1)
try:
    print(TypeAdapter(date).validate_python("20260501"))
    raise SystemExit("A date is taken now.")
except ValidationError:
    pass

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x")
django.setup()
from django.test import Client
from django.urls import path
from ninja import NinjaAPI

api = NinjaAPI()


@api.get("/releases")
def releases(request, since: datetime):
    return {"since": since}


urlpatterns = [path("", api.urls)]
answer = Client().get("/releases?since=20260501")
print(answer.status_code, answer.json())
assert answer.status_code == 200 and answer.json()["since"].startswith("1970-08-23")
END
