"""PostgreSQL servers that can be killed, started again, followed and promoted."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.with_postgres import UNPRIVILEGED, as_unprivileged, free_port, programs, quietly

# What was acknowledged must survive the death of the process, so only what guards against power cuts is off.
SETTINGS = "-c fsync=off -c full_page_writes=off -c max_connections=200 -c wal_level=replica -c max_wal_senders=5"


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self.port = folder, folder / "data", free_port()
        self.bin = programs(folder)

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        self._run(
            "initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        self.start()

    def follow(self, primary: "Server") -> None:
        """Become a streaming replica."""
        source = f"host=127.0.0.1 port={primary.port} user=postgres"
        self._run(
            "pg_basebackup", "-D", self.data, "-d", source, "-R", "-X", "stream", "--checkpoint=fast", "--no-sync"
        )
        self.start()

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} {SETTINGS}"
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, "start")

    def kill(self) -> None:
        """With SIGKILL; its other processes notice and end."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        while subprocess.run(["pgrep", "-f", f"-D {self.data}"], capture_output=True, check=False).stdout.split():
            time.sleep(0.05)
        time.sleep(0.3)

    def promote(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-w", "promote")

    def stop(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str | Path) -> None:
        quietly([*as_unprivileged(), self.bin / program, *arguments], self.folder)


@contextmanager
def servers(count: int = 1) -> Iterator[list[Server]]:
    """The first is running; the others can follow it."""
    with TemporaryDirectory(prefix="drill-") as name:
        found = [Server(folder_for(Path(name), number)) for number in range(count)]
        try:
            found[0].create()
            yield found
        finally:
            for server in found:
                server.stop()


def folder_for(parent: Path, number: int) -> Path:
    parent.chmod(0o755)
    folder = parent / f"server{number}"
    folder.mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
    return folder
