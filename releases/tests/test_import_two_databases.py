"""Two newsrooms may be fed from one checkout at once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from releases.tests.importing import make_record, write

MANAGE = Path(settings.BASE_DIR) / "manage.py"
COUNT = 600
# A run that is alone keeps a journal, by which it can be resumed.
KEPT_JOURNALS = "from releases.models import ImportRun; print(ImportRun.objects.exclude(fingerprint='').count())"


@pytest.fixture
def databases(tmp_path, django_db_setup, django_db_blocker) -> Iterator[list[str]]:
    """The addresses of two empty databases, of the kind that is tested."""
    if connection.vendor != "postgresql":
        yield [f"sqlite:///{tmp_path / name}.sqlite3" for name in ("one", "two")]
        return
    values = connection.settings_dict
    server = f"postgres://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}"
    names = [f"{values['NAME']}_{name}" for name in ("one", "two")]
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield [f"{server}/{name}" for name in names]
        finally:
            for name in names:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(address: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(MANAGE), *map(str, arguments)]
    environment = os.environ | {"DATABASE_URL": address}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_imports_of_one_file_into_two_databases_at_once_both_end_well(tmp_path, databases):
    for address in databases:
        assert manage(address, "migrate", "--verbosity=0").communicate() == ("", "")
    texts = [make_record(id=str(n), title=f"Text {n}", body=f"<p>Text number {n}.</p>") for n in range(COUNT)]
    source = write(tmp_path / "lines", *texts)

    running = [manage(address, "import_releases", source, "--batch=20") for address in databases]

    for told, against in [process.communicate() for process in running]:
        assert told.strip() == f"Read {COUNT}: {COUNT} created, 0 updated, 0 unchanged, 0 refused.", against
    for address in databases:
        told, _ = manage(address, "shell", "--no-imports", "-c", KEPT_JOURNALS).communicate()
        assert told.strip() == "1"
