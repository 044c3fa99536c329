"""Runs the site and, beside it, the worker: `serve.py ADDRESS` for `make run`, `serve.py --production ADDRESS` for
`make serve`.

Both end with this process, however it ends: by Ctrl-C, by a signal, with the terminal, or killed. If the site fails to
start or ends, the worker ends too; a worker that dies is restarted. In production, SIGHUP reloads the site's code
without losing a request.
"""

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 10  # seconds for the worker to finish its current task
THREADS = 4  # per process: a page waits for the database about as long as it computes
WAITING = 512  # requests queued per process; slow readers do not count, the server itself buffers for them
PAUSE = 1.0  # seconds before a worker that died is restarted
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, linux/prctl.h


def main(address: str, *, production: bool) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, *([] if production else [signal.SIGHUP])):
        signal.signal(number, signal.default_int_handler)
    if not is_free(address):
        return 1
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        processes["site"] = started(*site(address, production=production))
        if production:
            signal.signal(signal.SIGHUP, lambda *_: processes["site"].send_signal(signal.SIGHUP))
        return watch(processes)
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes.values():
            end(process)


def is_free(address: str) -> bool:
    """Whether nobody listens there yet; the server itself would retry for ever."""
    host, _, port = address.rpartition(":")
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((host, int(port)))
        except OSError as error:
            print(f"{address}: {error.strerror}. PORT= chooses another one.", file=sys.stderr)
            return False
    return True


def site(address: str, *, production: bool) -> list[str]:
    """The command that starts the site: one process per core in production, otherwise a single one, which starts faster."""
    host, _, port = address.rpartition(":")
    workers = os.cpu_count() or 1 if production else 1
    return [
        *("-m", "granian", "osce_cms.wsgi:application", "--interface", "wsgi", "--host", host, "--port", port),
        *("--workers", str(workers), "--blocking-threads", str(THREADS), "--backpressure", str(WAITING)),
        *("--respawn-failed-workers", "--http1-header-read-timeout", "10000", "--log-level", "warning"),
        *(["--access-log", "--log-level", "info", "--access-log-fmt", ACCESS] if production else []),
    ]


# No query string: what people search for is private, and a preview link is its own key.
ACCESS = '{"at":"%(time)s","from":"%(addr)s","method":"%(method)s","status":%(status)d,"ms":%(dt_ms).1f}'


def worker() -> list[str]:
    # More output from the worker would bury the passwords that `make run` prints.
    return ["manage.py", "db_worker", "--no-reload", "--verbosity", "0"]


def watch(processes: dict[str, subprocess.Popen[bytes]]) -> int:
    """Wait until the site ends. Returns its exit status."""
    while True:
        processes["worker"] = started(*worker())
        while processes["worker"].poll() is None:
            with suppress(subprocess.TimeoutExpired):
                return processes["site"].wait(PAUSE)
        time.sleep(PAUSE)


def started(*command: str) -> subprocess.Popen[bytes]:
    """In a process group of its own, so that Ctrl-C reaches it through us only, and once."""
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, process_group=0, preexec_fn=die_with_parent)


def die_with_parent() -> None:
    """If this process is killed and can end nothing itself, Linux ends the child. Other systems lack only that."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def end(process: subprocess.Popen[bytes]) -> None:
    """The first signal lets the worker finish its task; the second, after ten seconds or another Ctrl-C, does not."""
    while process.poll() is None:
        process.terminate()
        with suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
            process.wait(PATIENCE)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address", help="host:port to listen on")
    parser.add_argument(
        "--production", action="store_true", help="a process a processor, an access log, reload by SIGHUP"
    )
    given = parser.parse_args()
    sys.exit(main(given.address, production=given.production))
