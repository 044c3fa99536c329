"""A killed import loses nothing, and the same command completes it. The long version is `make soak`."""

import os
import time

import pytest
from django.core.management import call_command
from django.db import connection

from benchmarks import kill_imports
from releases.models import Provenance


@pytest.fixture
def this_database(monkeypatch):
    """Subprocesses use the test database."""
    values = connection.settings_dict
    if connection.vendor == "postgresql":
        url = f"postgres://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"
    else:
        url = f"sqlite:///{os.path.abspath(values['NAME'])}"
    monkeypatch.setenv("DATABASE_URL", url)


@pytest.mark.django_db(transaction=True)
@pytest.mark.promise(57)
def test_killed_import_is_finished_by_the_same_command(tmp_path, this_database):
    call_command("load_taxonomy", verbosity=0)
    source = kill_imports.written(tmp_path / "records.jsonl", 500)
    whole, _ = kill_imports.undisturbed(source)
    assert len(whole) > 500

    kill_imports.empty()
    killed = kill_imports.start(source)
    while not Provenance.objects.exists():
        assert killed.poll() is None, "it came to its end before it could be killed"
        time.sleep(0.01)
    killed.kill()
    killed.communicate()
    assert Provenance.objects.count() < len(whole) - 2

    told, _ = kill_imports.start(source).communicate()

    assert kill_imports.content() == whole
    assert told.startswith("Read 503: 500 created,"), "what was counted before it was killed is counted"
