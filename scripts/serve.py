"""The process behind `make run`: the site and, beside it, the worker. Pass the address to listen on.

Both end with this process: by Ctrl-C, by a signal, or with the terminal. If the site fails to start or ends, the worker
ends too.
"""

import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 10  # seconds for the worker to finish its current task


def main(address: str) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    processes = []
    try:
        processes.append(started("runserver", "--noreload", address))
        # More output from the worker would bury the passwords above.
        processes.append(started("db_worker", "--no-reload", "--verbosity", "0"))
        return processes[0].wait()
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes:
            end(process)


def started(*command: str) -> subprocess.Popen[bytes]:
    """In a process group of its own, so that Ctrl-C reaches it through us only, and once."""
    return subprocess.Popen([sys.executable, "manage.py", *command], cwd=ROOT, process_group=0)


def end(process: subprocess.Popen[bytes]) -> None:
    """The first signal lets the worker finish its task; the second, after ten seconds or another Ctrl-C, does not."""
    while process.poll() is None:
        process.terminate()
        with suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
            process.wait(PATIENCE)


sys.exit(main(sys.argv[1]))
