"""What a generation of processes loads before it forks leaves nothing behind that a fork would break."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from releases.tests.making import make_live_edition
from releases.tests.processes import PATIENCE, database_url

WARMED = """
import sys, threading
from osce_cms.serving.warming import warm
from osce_cms.wsgi import application

warm(application.application)
from django.db import connections

print(threading.active_count(), [c.connection for c in connections.all(initialized_only=True) if c.connection])
(kept,) = application.application.store._answers.values()
print(sorted({"feedparser", "jwt", "mammoth", "pikepdf", "rich", "typst"} & set(sys.modules)))
print(kept.status, "The first of all" in kept.bodies[""].decode())
"""


@pytest.mark.django_db(transaction=True)
def test_a_generation_has_made_a_page_and_holds_no_thread_connection_or_tool_of_the_newsroom_when_it_forks():
    make_live_edition(headline="The first of all")
    theirs = {"DATABASE_URL": database_url(), "SECRET_KEY": settings.SECRET_KEY, "DATABASE_POOL": "4", "DEBUG": "on"}

    told = subprocess.run(
        [sys.executable, "-c", WARMED],
        cwd=settings.BASE_DIR,
        env=os.environ | theirs | {"ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": "http://127.0.0.1:8000"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert told.stdout.splitlines() == ["1 []", "[]", "200 OK True"], told.stderr
