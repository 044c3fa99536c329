"""What every test finds: settings of a developer's machine, and a database whose guards step aside when it is emptied."""

import os
import secrets

os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1")

import pytest
from django.core.management.commands import flush
from django.db import connections
from django.test import override_settings
from django.utils import translation

from taxonomy import guards


@pytest.fixture(autouse=True, scope="session")
def guards_step_aside_when_a_test_database_is_emptied():
    """Tests on real transactions end with `flush`, which SQLite does with DELETE; it installs the guards again by itself."""
    original = flush.Command.handle

    def handle(self, **options):
        for find in guards.registry.values():
            guards.remove(connections[options["database"]], find())
        return original(self, **options)

    flush.Command.handle = handle  # type: ignore[method-assign]
    yield
    flush.Command.handle = original  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def files_of_tests_lie_in_a_folder_of_their_own(tmp_path_factory):
    """Shared by all tests, since a file there is known by its content and never changes."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(autouse=True)
def every_test_begins_in_english():
    """A request leaves the language of its address active in the thread, as everywhere in Django."""
    translation.activate("en")
    yield
    translation.activate("en")
