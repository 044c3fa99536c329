"""Runs the site and, beside it, the worker: `serve.py ADDRESS` for `make run`, `serve.py --production ADDRESS` for
`make serve`, which also serves figures.

All end with this process, however it ends: by Ctrl-C, by a signal, with the terminal, or killed. If the site fails to
start, the others end too. What dies is restarted: by the server itself a process of the site, by this one everything
else, in production the server as well. There SIGHUP starts everything anew, with new code, without losing a request.
"""

import argparse
import ctypes
import os
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
PATIENCE = 10  # seconds for a process to finish what it is doing
THREADS = 4  # per process: a page waits for the database about as long as it computes
WAITING = 512  # requests queued per process; slow readers do not count, the server itself buffers for them
# The server gives up if one of its processes dies twice within seconds. If it has worked for so long, it can again.
WORKED = 10.0  # seconds
PAUSE = 1.0  # seconds before a process that died is restarted
# To the C library: give memory back that large tables took, and keep few pools of it for the threads.
MEMORY = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}
SLOWEST_STATEMENT = "20"  # seconds; longer than any page takes, and shorter than people wait
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, linux/prctl.h
CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def main(address: str, *, production: bool, figures: str) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, *([] if production else [signal.SIGHUP])):
        signal.signal(number, signal.default_int_handler)
    served = [address, *([figures] if figures else [])]
    if not all(is_free(each) for each in served):
        return 1
    family = Family(environment_of(address) if production else dict(os.environ), lasting=production)
    if production:
        signal.signal(signal.SIGHUP, lambda *_: family.renew())
        pid_file(address).write_text(f"{os.getpid()}\n")
    try:
        family.start("site", *site(address, production=production))
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
    lasting: bool = False
    site_began: float = 0.0
    commands: dict[str, tuple[str, ...]] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        """In a process group of its own, so that Ctrl-C reaches it through us only, and once."""
        self.commands[name] = command
        if name == "site":
            self.site_began = time.monotonic()
        self.processes[name] = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            process_group=0,
            preexec_fn=die_with_parent,
        )

    def watch(self) -> int:
        """Wait until the site ends. Returns its exit status."""
        while True:
            with suppress(subprocess.TimeoutExpired):
                status = self.processes["site"].wait(PAUSE)
                if not self.lasting or time.monotonic() - self.site_began < WORKED:
                    return status
            for name in self.commands:
                if self.processes[name].poll() is not None:
                    self.start(name, *self.commands[name])

    def renew(self) -> None:
        """The site replaces its processes one by one; whatever else ends is started by `watch`."""
        self.processes["site"].send_signal(signal.SIGHUP)
        for name, process in self.processes.items():
            if name != "site":
                process.terminate()

    def end(self) -> None:
        """The first signal lets a process finish; the second, after ten seconds or another Ctrl-C, does not."""
        for process in self.processes.values():
            while process.poll() is None:
                process.terminate()
                with suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
                    process.wait(PATIENCE)


def die_with_parent() -> None:
    """If this process is killed and can end nothing itself, Linux ends the child. Other systems lack only that."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def is_free(address: str) -> bool:
    """Whether nobody listens there yet; the server itself would retry for ever."""
    host, _, port = address.rpartition(":")
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((host, int(port)))
        except OSError as error:
            print(f"{address}: {error.strerror}. PORT= and METRICS= choose others.", file=sys.stderr)
            return False
    return True


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


def site(address: str, *, production: bool) -> list[str]:
    """The command that starts the site: one process per core in production, otherwise a single one, which starts faster."""
    host, _, port = address.rpartition(":")
    return [
        *("-m", "granian", "osce_cms.wsgi:application", "--interface", "wsgi", "--host", host, "--port", port),
        *("--workers", str(web_processes() if production else 1), "--blocking-threads", str(threads())),
        *("--backpressure", str(WAITING), "--respawn-failed-workers", "--respawn-interval", "0.5"),
        *("--http1-header-read-timeout", "10000", "--workers-kill-timeout", "10", "--log-level", "warning"),
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
