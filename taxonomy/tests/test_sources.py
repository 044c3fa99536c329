"""Who reads from where."""

import threading

from taxonomy.models import Country
from taxonomy.sources import Router, connection, reading_from

ROUTER = Router()


def test_everyone_reads_from_the_primary_unless_told_otherwise_and_writes_to_it_always():
    assert ROUTER.db_for_read(Country) == "default"
    with reading_from("replica1"):
        assert ROUTER.db_for_read(Country) == "replica1"
        assert ROUTER.db_for_write(Country) == "default"
    assert ROUTER.db_for_read(Country) == "default"
    assert connection().alias == "default"


def test_source_of_one_thread_is_not_that_of_another():
    found = []
    with reading_from("replica1"):
        thread = threading.Thread(target=lambda: found.append(ROUTER.db_for_read(Country)))
        thread.start()
        thread.join()

    assert found == ["default"]


def test_replicas_are_never_migrated():
    assert ROUTER.allow_migrate("default", "releases")
    assert not ROUTER.allow_migrate("replica1", "releases")
