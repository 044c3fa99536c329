"""Moves a real WordPress in: sets one up in a temporary folder, has it write its export, imports that, and checks text by text.

    python -m benchmarks.wordpress

Needs Debian's packages wordpress, mariadb-server, php-cli, php-mysql and php-gd, which it installs if it may. Nothing listens on the network.
"""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORDPRESS = Path("/usr/share/wordpress")
PACKAGES = ("wordpress", "mariadb-server", "php-cli", "php-mysql", "php-gd")
PATIENCE = 30  # seconds until the database answers
CONFIGURATION = """<?php
define('DB_NAME', 'press'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', ''); define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true);
define('WP_HOME', 'http://press.example'); define('WP_CONTENT_URL', 'http://press.example/wp-content'); define('WP_SITEURL', 'http://press.example');
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""


def main() -> None:
    install()
    with tempfile.TemporaryDirectory(prefix="wordpress-") as name:
        folder = Path(name)
        with database(folder) as socket:
            site = set_up(folder, socket)
            export, expected = folder / "export.xml", folder / "expected.json"
            told = subprocess.run(
                ["php", str(HERE / "fill.php"), str(site), str(export), str(expected)],
                capture_output=True, text=True, timeout=300, check=False,
            )  # fmt: skip
            if told.returncode or not export.is_file():
                raise SystemExit(f"WordPress failed: {told.stdout[-2000:]} {told.stderr[-2000:]}")
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/here.sqlite3"
        os.environ["MEDIA_ROOT"] = str(folder / "media")
        os.environ["VAR"] = str(folder)
        from benchmarks.wordpress import checks

        checks.run(export, site / "wp-content", json.loads(expected.read_text()))


def install() -> None:
    if WORDPRESS.is_dir() and shutil.which("mariadbd") and shutil.which("php"):
        return
    subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES], check=True)


@contextlib.contextmanager
def database(folder: Path) -> Iterator[Path]:
    """MariaDB with a socket alone, gone with the folder."""
    data, socket = folder / "mariadb", folder / "mariadb.sock"
    user = ["--user=root"] if os.geteuid() == 0 else []
    subprocess.run(
        ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", *user],
        check=True, capture_output=True,
    )  # fmt: skip
    command = ["mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={socket}", f"--pid-file={folder}/mariadb.pid", "--skip-networking", *user]  # fmt: skip
    with (folder / "mariadb.log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        until = time.monotonic() + PATIENCE
        create = ["mariadb", "--no-defaults", f"--socket={socket}", "-uroot", "-e", "CREATE DATABASE press"]
        while subprocess.run(create, capture_output=True, check=False).returncode:
            if time.monotonic() > until:
                raise SystemExit(f"MariaDB does not answer: {(folder / 'mariadb.log').read_text()[-2000:]}")
            time.sleep(0.3)
        yield socket
    finally:
        server.terminate()
        server.wait(PATIENCE)


def set_up(folder: Path, socket: Path) -> Path:
    """A copy of Debian's WordPress with a configuration of its own."""
    site = folder / "site"
    shutil.copytree(
        WORDPRESS, site, ignore=shutil.ignore_patterns("wp-config.php", "languages"), ignore_dangling_symlinks=True
    )
    (site / "wp-content" / "uploads").mkdir(parents=True, exist_ok=True)
    (site / "wp-config.php").write_text(CONFIGURATION.replace("{socket}", str(socket)))
    return site


if __name__ == "__main__":
    main()
