"""The database's clock: the same instant is the same value, wherever it was written."""

import datetime
import sqlite3
from contextlib import closing

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from releases.models import Edition
from releases.models.clock import Now, database_time, sqlite_text
from releases.tests.making import make_live_edition


@pytest.mark.parametrize("decimals", ["000", "001", "120", "999"])
def test_instant_written_by_sqlite_is_the_text_that_django_writes(decimals):
    text = f"2026-11-24 16:40:12.{decimals}"
    with closing(sqlite3.connect(":memory:")) as database:
        (written,) = database.execute(f"SELECT {sqlite_text(repr(text))}").fetchone()

    moment = datetime.datetime.fromisoformat(f"{text}+00:00")
    assert written == DatabaseWrapper(connection.settings_dict).ops.adapt_datetimefield_value(
        moment.replace(tzinfo=None)
    )


@pytest.mark.django_db
def test_now_of_the_database_is_the_value_that_python_reads():
    make_live_edition()
    before = database_time()
    now = Edition.objects.values_list(Now(), flat=True).get()

    assert before <= now <= database_time()
