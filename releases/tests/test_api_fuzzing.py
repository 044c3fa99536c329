"""Schemathesis reads the document and asks the running server whatever it may and may not be asked. `make soak-api` takes longer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from releases.tests.served import sample_site

pytestmark = pytest.mark.django_db
EXAMPLES = os.environ.get("API_EXAMPLES", "10")  # for each operation
COMMAND = Path(sys.executable).with_name("schemathesis")


@pytest.fixture
def _django_db_helper(django_db_setup) -> None:
    """No transaction around the test: on SQLite it would hold the lock that the server's thread waits for."""


@pytest.mark.promise(46, 47)
def test_every_answer_is_one_that_the_document_promises(django_db_setup, django_db_blocker, tmp_path):
    # No cursor can be made up; `test_api` tries foreign ones.
    (tmp_path / "schemathesis.toml").write_text('[parameters]\n"query.cursor" = ""\n')
    with sample_site(django_db_blocker) as address:
        done = subprocess.run(
            [
                COMMAND, "run", f"{address}/api/v1/openapi.json", "--checks", "all", "--max-examples", EXAMPLES, "--seed", "1",
                "--workers", "2", "--request-timeout", "20", "--continue-on-failure", "--no-color", "--generation-database", "none",
            ],
            capture_output=True, text=True, check=False, timeout=1800, cwd=tmp_path,
        )  # fmt: skip

    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "Tested: 9" in done.stdout, done.stdout[-3000:]  # all but the document itself, which it reads
