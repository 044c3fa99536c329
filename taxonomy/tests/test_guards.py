"""The triggers are reinstalled after every migrate, and the system check notices if they are missing."""

import pytest
from django.core.management import call_command
from django.db import connection

from taxonomy import guards

pytestmark = pytest.mark.django_db


def drop(guard: guards.Guard) -> None:
    with connection.cursor() as cursor:
        cursor.execute(guard.drop(connection.vendor))


@pytest.mark.parametrize("app", ["taxonomy", "releases"])
def test_check_names_a_guard_that_is_missing_and_migrate_brings_it_back(app):
    guard = guards.registry[app]()[0]
    drop(guard)

    assert guard.name in guards.check_guards(["default"])[0].msg

    call_command("migrate", verbosity=0)
    assert guards.check_guards(["default"]) == []


def test_database_that_was_migrated_holds_every_guard():
    assert guards.check_guards(["default"]) == []


def test_installing_twice_is_installing_once():
    guards.install(connection, guards.registry["releases"]())

    assert guards.check_guards(["default"]) == []
