"""granian, taught three things: to use sockets that were open before it, to load the application before it forks, and to leave.

granian itself opens a socket for each process, and closes it with what waits in its queue; replaces a process after a fixed
pause, whether the new one listens or not; and loses a signal that arrives while a process loads, until it kills it.
"""

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from granian._granian import SocketHolder
from granian._internal import load_target
from granian.server.mp import MPServer, WorkerProcess

from osce_cms.serving import QUEUE, leaving
from osce_cms.serving.parents import die_with_parent
from osce_cms.serving.warming import warm

Application = Callable[..., Iterable[bytes]]


class Generation(MPServer):
    def __init__(self, sockets: list[int], ready: int, target: str, **options: Any) -> None:
        super().__init__(target, **options)
        self.sockets, self.ready = sockets, ready

    def begin(self) -> None:
        application: Any = load_target(self.target, wd=self.working_dir)
        warm(application.application)  # not counted or logged as a request
        gc.collect()
        gc.freeze()  # so that no collection writes to memory that the processes share
        self.serve(target_loader=lambda: self._in_process(application), wrap_loader=False)

    def _in_process(self, application: Application) -> Application:
        """In each process, between its fork and its first connection."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until granian handles it; its parent's handler would ignore it
        die_with_parent()
        return leaving.when_told(application, self.listening)

    def _init_shared_socket(self) -> None:
        """None is shared: `_spawn_worker` gives each process its own."""
        self._ssp = self._shd = self._sso = None

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Any) -> WorkerProcess:  # type: ignore[override]  # its stub knows no processes
        self.listening = self.sockets[idx % len(self.sockets)]
        self._shd = SocketHolder(self.listening, False, QUEUE)  # type: ignore[call-arg,assignment]  # its stub is behind
        return super()._spawn_worker(idx, target, callback_loader)

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]  # of granian
        signal.signal(signal.SIGUSR1, lambda *_: self.leave())
        os.write(self.ready, b"1")
        os.close(self.ready)

    def leave(self) -> None:
        """The next generation has begun."""
        for process in self.wrks:
            with suppress(ProcessLookupError):
                os.kill(process.inner.pid, signal.SIGUSR1)
        threading.Timer(leaving.FAREWELL, self.signal_handler_interrupt).start()
