"""The pool's connections: one that died is replaced before anybody is given it, and the plans of those that live are kept."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from osce_cms.databases import POOL

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the pool is PostgreSQL's"),
]


@pytest.fixture
def pooled() -> Iterator[Any]:
    """As the site has it; other tests do without a pool."""
    options = connection.settings_dict["OPTIONS"] | {"pool": POOL | {"max_size": 2}, "prepare_threshold": 0}
    pooled: Any = type(connections["default"])(connection.settings_dict | {"OPTIONS": options}, "default")
    yield pooled
    pooled.close()
    pooled.close_pool()


def backend(pooled: Any) -> int:
    """The server's process behind a connection, which then goes back to the pool."""
    with pooled.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (found,) = cursor.fetchone()
    pooled.close()
    return int(found)


def test_connections_that_the_server_ended_are_replaced_before_use(pooled):
    before = {backend(pooled) for _ in range(6)}
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        for found in before:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [found])

    assert backend(pooled) not in before


def test_connections_that_live_are_used_again(pooled):
    assert len({backend(pooled) for _ in range(6)}) <= 2


def test_server_keeps_one_plan_for_numbers_of_any_size(pooled):
    for number in (1, 40_000, 3_000_000_000):
        with pooled.prepared_cursor() as cursor:
            cursor.execute(
                "SELECT id, date FROM releases_edition WHERE release_id = %s AND kind = %s", [number, "original"]
            )
            assert cursor.fetchall() == []

    with pooled.cursor() as cursor:
        cursor.execute("SELECT parameter_types::text, generic_plans + custom_plans FROM pg_prepared_statements")
        assert cursor.fetchall() == [("{bigint,text}", 3)]
