"""How the two engines are to be used, for the settings."""

from pathlib import Path
from typing import Any

SQLITE: dict[str, Any] = {
    # Take the write lock when a transaction begins, and wait for it, instead of failing half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16384;",
}
POSTGRESQL: dict[str, Any] = {
    "connect_timeout": 2,
    # A machine that is gone answers nothing: without these, a query would wait for it for a quarter of an hour.
    "tcp_user_timeout": 1500,  # milliseconds
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
POOL: dict[str, Any] = {
    "min_size": 1,
    "timeout": 1.0,  # seconds that a request waits for a connection; readers are to know within two
    # By default the pool waits ever longer between attempts, and would find a server minutes after its return.
    "reconnect_timeout": 2.0,
}


def complete(found: dict[str, Any], *, pool: int, seconds: int, test_folder: Path) -> dict[str, Any]:
    """The entry of DATABASES. `seconds`: how long a statement may take; 0 for as long as it takes."""
    if found["ENGINE"] == "django.db.backends.sqlite3":
        # Tests use a file, because connections to an in-memory database do not wait for each other's locks.
        return found | {"OPTIONS": SQLITE, "TEST": {"NAME": test_folder / "test.sqlite3"}}
    limit = {"options": f"-c statement_timeout={seconds}s"} if seconds else {}
    options = POSTGRESQL | limit | found.get("OPTIONS", {})
    if pool:
        options["pool"] = POOL | {"max_size": pool}
        options["prepare_threshold"] = 0  # where `osce_cms.postgresql` asks for it; never for the ORM’s own statements
    return found | {"ENGINE": "osce_cms.postgresql", "OPTIONS": options}
