"""Runs the site and, beside it, the worker: `serve.py ADDRESS` for `make run`, `serve.py --production ADDRESS` for
`make serve`, which also serves figures.

All end with this process, however it ends: by Ctrl-C, by a signal, with the terminal, or killed. If the site fails to
start, the others end too. What dies is restarted: by the server itself a process of the site, by this one everything
else, in production the server as well. There SIGHUP starts everything anew, with new code, without losing a request: the
listening sockets belong to this process, and the former processes leave once the new ones are ready. If those do not
begin, the former ones stay.
"""

import argparse
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from osce_cms.serving import PATIENCE, QUEUE  # noqa: E402  # found by the line above
from osce_cms.serving.parents import die_with_parent  # noqa: E402  # likewise

BEGINNING = 120.0  # seconds for a new generation of processes to load
THREADS = 4  # per process: a page waits for the database about as long as it computes
# The server gives up if one of its processes dies twice within seconds. If it has worked for so long, it can again.
WORKED = 10.0  # seconds
PAUSE = 1.0  # seconds before a process that died is restarted
# To the C library: give memory back that large tables took, and keep few pools of it for the threads.
MEMORY = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}
SLOWEST_STATEMENT = "20"  # seconds; longer than any page takes, and shorter than people wait
CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def main(address: str, *, production: bool, figures: str) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, *([] if production else [signal.SIGHUP])):
        signal.signal(number, signal.default_int_handler)
    if not all(is_free(each) for each in [address, *([figures] if figures else [])]):
        return 1
    processes = web_processes() if production else 1
    # Elsewhere the system does not distribute connections among sockets, so the processes share one.
    listening = [listener(address) for _ in range(processes if sys.platform == "linux" else 1)]
    family = Family(environment_of(address) if production else dict(os.environ), listening, lasting=production)
    if production:
        signal.signal(signal.SIGHUP, lambda *_: family.ask_for_renewal())
        pid_file(address).write_text(f"{os.getpid()}\n")
    try:
        family.start("site", *site(address, processes))
        family.start("worker", *worker())
        if figures:
            family.start("figures", "-m", "osce_cms.observing", figures)
        return family.watch()
    except KeyboardInterrupt:
        return 0
    finally:
        family.end()


@dataclass
class Family:
    """The processes, by name. The site is the head: if it ends, all end, unless it is lasting and has worked before."""

    environment: dict[str, str]
    listening: list[socket.socket]
    lasting: bool = False
    site_began: float = 0.0
    renewal: bool = False
    site_ready: int = -1
    commands: dict[str, tuple[str, ...]] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    leaving: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, name: str, *command: str) -> None:
        self.commands[name] = command
        if name == "site":
            self._start_site(command)
        else:
            self.processes[name] = self._started(command)

    def _start_site(self, command: tuple[str, ...]) -> None:
        """It gets the sockets, and a pipe to say that it is ready."""
        self.site_began = time.monotonic()
        self._close_pipe()
        self.site_ready, told = os.pipe()
        sockets = [each.fileno() for each in self.listening]
        options = "--sockets", ",".join(map(str, sockets)), "--ready", str(told)
        self.processes["site"] = self._started((*command, *options), (*sockets, told))
        os.close(told)

    def _started(self, command: tuple[str, ...], inherited: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        """In a process group of its own, so that Ctrl-C reaches it through us only, and once."""
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            process_group=0,
            pass_fds=inherited,
            preexec_fn=die_with_parent,
        )

    def watch(self) -> int:
        """Wait until the site ends. Returns its exit status."""
        while True:
            with suppress(subprocess.TimeoutExpired):
                status = self.processes["site"].wait(PAUSE)
                if not self.lasting or time.monotonic() - self.site_began < WORKED:
                    return status
            if self.renewal:
                self.renew()
            for name in self.commands:
                if self.processes[name].poll() is not None:
                    self.start(name, *self.commands[name])
            self.leaving = [process for process in self.leaving if process.poll() is None]

    def ask_for_renewal(self) -> None:
        """While one goes on, any number of them is one more."""
        self.renewal = True

    def renew(self) -> None:
        """A new generation of the site's processes, then the former leaves; whatever else ends is started by `watch`."""
        self.renewal = False
        former = self.processes["site"]
        self.leaving.append(former)  # so that it ends with us if we end meanwhile
        self.start("site", *self.commands["site"])
        if not self._site_begins():
            print("The new code does not start, so the former goes on.", file=sys.stderr, flush=True)
            self._end(self.processes["site"])
            self.processes["site"] = self.leaving.pop()
            return
        former.send_signal(signal.SIGUSR1)
        for name, process in self.processes.items():
            if name != "site":
                process.terminate()

    def _site_begins(self) -> bool:
        ready, _, _ = select.select([self.site_ready], [], [], BEGINNING)
        return bool(ready) and os.read(self.site_ready, 1) != b""  # nothing if it has ended

    def end(self) -> None:
        for process in (*self.processes.values(), *self.leaving):
            self._end(process)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """The first signal lets it finish; the second, after ten seconds or another Ctrl-C, does not."""
        while process.poll() is None:
            process.terminate()
            with suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
                process.wait(PATIENCE)

    def _close_pipe(self) -> None:
        with suppress(OSError):
            os.close(self.site_ready)


def is_free(address: str) -> bool:
    """Whether nobody listens there yet; sockets that share a port would not notice."""
    try:
        listener(address, shared=False).close()
    except OSError as error:
        print(f"{address}: {error.strerror}. PORT= and METRICS= choose others.", file=sys.stderr)
        return False
    return True


def listener(address: str, *, shared: bool = True) -> socket.socket:
    host, _, port = address.rpartition(":")
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared and hasattr(socket, "SO_REUSEPORT"):
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    opened.bind((host.strip("[]"), int(port)))
    opened.listen(QUEUE)
    return opened


def pid_file(address: str) -> Path:
    """For `make reload`."""
    return ROOT / "var" / f"serve-{address.rpartition(':')[2]}.pid"


def environment_of(address: str) -> dict[str, str]:
    """What production adds; the operator's own settings win. The processes share their figures through a folder."""
    shared = ROOT / "var" / "figures" / address.rpartition(":")[2]
    shutil.rmtree(shared, ignore_errors=True)
    shared.mkdir(parents=True)
    ours = {
        "LOG_FORMAT": "json",
        **MEMORY,
        "DATABASE_TIMEOUT": SLOWEST_STATEMENT,
        "DATABASE_POOL": str(threads() + 2),
    }
    return ours | os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(shared)}


def site(address: str, processes: int) -> list[str]:
    """The command that starts the site."""
    return [
        *("-m", "osce_cms.serving", "--address", address),
        *("--processes", str(processes), "--threads", str(threads())),
    ]


def web_processes() -> int:
    """One process per core that this process may use, and may use fully."""
    return int(os.environ.get("WEB_WORKERS") or 0) or max(1, round(cores()))


def threads() -> int:
    return int(os.environ.get("WEB_THREADS") or THREADS)


def cores() -> float:
    """A container sees all cores of its machine, but may be limited to the time of a few."""
    usable = float(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    with suppress(OSError, ValueError):
        quota, period = CPU_QUOTA.read_text().split()
        usable = min(usable, int(quota) / int(period))
    return usable


def worker() -> list[str]:
    # More output from the worker would bury the passwords that `make run` prints.
    return ["manage.py", "db_worker", "--no-reload", "--verbosity", "0"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address", help="host:port to listen on")
    parser.add_argument(
        "--production", action="store_true", help="a process per core, a log of requests, reload by SIGHUP"
    )
    parser.add_argument("--figures", default="", help="host:port at which to serve figures for Prometheus")
    given = parser.parse_args()
    sys.exit(main(given.address, production=given.production, figures=given.figures))
