"""One generation of processes: `python -m osce_cms.serving --sockets 3,4 --address 127.0.0.1:8000`, sockets inherited."""

import argparse
import multiprocessing
import sys
from pathlib import Path

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from osce_cms.serving import PATIENCE
from osce_cms.serving.generation import Generation

WAITING = 512  # requests queued per process; slow readers do not count, the server itself buffers for them
SLOWEST_HEADERS = 10_000  # milliseconds


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", required=True, help="file descriptors of listening sockets, one per process")
    parser.add_argument(
        "--ready", type=int, required=True, help="file descriptor to write to when requests are answered"
    )
    parser.add_argument("--address", required=True, help="host:port, for the names of the processes")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args(arguments)
    multiprocessing.set_start_method("fork")  # what a generation has loaded, its processes share
    host, _, port = given.address.rpartition(":")
    Generation(
        list(map(int, given.sockets.split(","))),
        given.ready,
        "osce_cms.wsgi:application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=given.processes,
        blocking_threads=given.threads,
        backpressure=WAITING,
        http1_settings=HTTP1Settings(header_read_timeout=SLOWEST_HEADERS),
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
        log_level=LogLevels.warning,
        working_dir=Path.cwd(),
    ).begin()


if __name__ == "__main__":
    main(sys.argv[1:])
