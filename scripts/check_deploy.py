"""Run `manage.py check --deploy` with production settings, on a database migrated for it."""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    environment = os.environ | {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DEBUG": "off",
        "ALLOWED_HOSTS": "www.example.org",
        "SITE_URL": "https://www.example.org",
        "DATABASE_URL": f"sqlite:///{Path(folder) / 'check.sqlite3'}",
        "BEHIND_TLS_PROXY": "on",
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    for arguments in (
        ["migrate", "--verbosity", "0"],
        ["check", "--deploy", "--database", "default", "--fail-level", "WARNING"],
    ):
        outcome = subprocess.run([sys.executable, "manage.py", *arguments], env=environment, check=False)
        if outcome.returncode:
            sys.exit(outcome.returncode)
