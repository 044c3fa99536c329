"""What every test starts from: the settings of a developer's machine, and a database whose guards are lifted while it is flushed."""

import gc
import logging
import os
import secrets
from collections.abc import Iterator

os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1")

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db import connections, transaction
from django.test import override_settings
from django.utils import translation

from taxonomy import guards


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is imported and collected stays to the end: looking through it again and again for garbage took a third of the
    time of collecting the tests, and a tenth of the time of running them.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000)  # new objects; by default every 700
        gc.enable()


@pytest.fixture(autouse=True, scope="session")
def guards_step_aside_when_a_test_database_is_emptied():
    """Transactional tests end with `flush`, which on SQLite deletes rows; it reinstalls the guards itself."""
    original = flush.Command.handle

    def handle(self, **options):
        for find in guards.registry.values():
            guards.remove(connections[options["database"]], find())
        return original(self, **options)

    flush.Command.handle = handle  # type: ignore[method-assign]
    yield
    flush.Command.handle = original  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Connections close with the thread of the test that opened them, instead of returning to a pool."""
    connections.settings["default"]["OPTIONS"].pop("pool", None)
    settings.VAR.mkdir(exist_ok=True)


@pytest.fixture(autouse=True, scope="session")
def second_factors_are_asked_for_where_a_test_says_so():
    with override_settings(SECOND_FACTOR="off"):
        yield


@pytest.fixture(autouse=True, scope="session")
def passwords_are_hashed_quickly():
    with override_settings(PASSWORD_HASHERS=["osce_cms.tests.hashing.QuickHasher"]):
        yield


@pytest.fixture(scope="module")
def kept_for_the_file(django_db_setup, django_db_blocker) -> Iterator[None]:
    """What a file's fixtures of scope "module" write, until the file ends: each test still undoes its own writes, in a
    transaction within this one. Not for files with transactional tests.
    """
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(autouse=True, scope="session")
def files_of_tests_lie_in_folders_of_their_own(tmp_path_factory):
    """Media are shared by all tests, which is safe: files are stored by their content and never change. Static files
    are not collected.
    """
    found_in_apps = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES=settings.STORAGES | {"staticfiles": found_in_apps},
    ):
        yield


@pytest.fixture(autouse=True)
def every_test_begins_in_english():
    """A request leaves its language active in the thread, as always in Django."""
    translation.activate("en")
    yield
    translation.activate("en")


@pytest.fixture(autouse=True, scope="session")
def log_watch():
    from osce_cms.tests.log_watch import LogWatch  # imports models

    watch = LogWatch()
    yield watch
    logging.getLogger().removeHandler(watch)


@pytest.fixture(autouse=True)
def nothing_unpublished_or_secret_is_logged(log_watch):
    logging.getLogger().addHandler(log_watch)  # again: a test that sets Django up once more takes it away
    log_watch.told.clear()
    yield
    if log_watch.told:
        pytest.fail(f"The log says what nobody may read there: {log_watch.told}")
