"""How a process leaves without losing a request: it accepts no more connections, and closes each with its next answer.

Closing a connection that merely is quiet at this moment would lose the request that is on its way. So a process goes on for
a while, and only connections on which nobody has asked anything since are closed without an answer.
"""

import os
import signal
import socket
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

FAREWELL = 1.0  # seconds
CLOSE = ("Connection", "close")
Application = Callable[..., Iterable[bytes]]
DESCRIPTORS = Path("/dev/fd")


def when_told(application: Application, listening: int) -> Application:
    """By SIGUSR1."""
    is_leaving = False

    def leave(*_: object) -> None:
        nonlocal is_leaving
        is_leaving = True
        accept_no_more(listening)

    def answered(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not is_leaving:
            return application(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*headers, CLOSE], *error)

        return application(environ, start)

    signal.signal(signal.SIGUSR1, leave)
    return answered


def accept_no_more(listening: int) -> None:
    """The server has copies of the descriptor and no way of giving them up alone, so they are made to mean another socket, to
    which nobody connects. The queue of the real one is left to the other processes.
    """
    silent = socket.create_server(("127.0.0.1", 0))
    silent.setblocking(False)
    for copy in copies_of(listening):
        os.dup2(silent.fileno(), copy)
    silent.close()


def copies_of(descriptor: int) -> list[int]:
    meant = os.fstat(descriptor)
    found = []
    for name in os.listdir(DESCRIPTORS):
        try:
            told = os.fstat(int(name))
        except OSError:  # that of the folder itself
            continue
        if stat.S_ISSOCK(told.st_mode) and (told.st_dev, told.st_ino) == (meant.st_dev, meant.st_ino):
            found.append(int(name))
    return found
