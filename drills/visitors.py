"""Many visitors at once: each asks for one page after the other on a connection that is kept, and counts what came."""

import asyncio
import math
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

PATIENCE = 10.0


@dataclass
class Tally:
    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    slowest_error: float = 0.0
    came: list[tuple[float, str]] = field(default_factory=list)

    def add(self, answer: str, took: float) -> None:
        self.answers[answer] += 1
        self.seconds.append(took)
        self.came.append((time.monotonic(), answer))

    @property
    def total(self) -> int:
        return self.answers.total()

    def other_than(self, *expected: str) -> int:
        return sum(count for answer, count in self.answers.items() if answer not in expected)

    def lost_between(self, begin: float, end: float) -> int:
        return sum(answer != "200" and begin <= at < end for at, answer in self.came)

    def percentile(self, share: float) -> float:
        return sorted(self.seconds)[min(len(self.seconds) - 1, math.ceil(share * len(self.seconds)))]

    def __str__(self) -> str:
        counts = ", ".join(f"{count} × {answer}" for answer, count in self.answers.most_common())
        ms = [f"{1000 * self.percentile(share):.0f}" for share in (0.5, 0.99)]
        return f"{self.total} requests ({counts}); median {ms[0]} ms, p99 {ms[1]} ms, slowest {1000 * max(self.seconds):.0f} ms"


class Crowd:
    """Visitors in a thread of their own, until they are told to stop."""

    def __init__(self, port: int, paths: Sequence[str], count: int, pause: float = 0.0) -> None:
        self.port, self.paths, self.count, self.pause = port, paths, count, pause
        self.tally = Tally()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()))

    def __enter__(self) -> "Crowd":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    async def _all(self) -> None:
        await asyncio.gather(*(self._one(number) for number in range(self.count)))

    async def _one(self, number: int) -> None:
        connection: Connection | None = None
        turn = number
        while not self._ended.is_set():
            path, turn = self.paths[turn % len(self.paths)], turn + 1
            began = time.monotonic()
            try:
                connection = connection or await Connection.open(self.port)
                answer = await asyncio.wait_for(connection.get(path), PATIENCE)
                if connection.is_over:
                    connection.close()
                    connection = None
            except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
                answer = type(error).__name__
                if connection:
                    connection.close()
                connection = None
            self.tally.add(answer, time.monotonic() - began)
            if answer.startswith("5") or not answer.isdigit():
                await asyncio.sleep(0.05)
            elif self.pause:
                await asyncio.sleep(self.pause)
        if connection:
            connection.close()


class Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.is_over = False  # the server has said that it closes the connection, so nobody may ask on it again

    @classmethod
    async def open(cls, port: int) -> "Connection":
        return cls(*await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), PATIENCE))

    async def get(self, path: str) -> str:
        """The status."""
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = head.split()[1]
        self.is_over = "\r\nconnection: close" in head
        if "content-length:" in head:
            await self.reader.readexactly(int(head.split("content-length:")[1].split()[0]))
        elif "chunked" in head:
            while (size := int(await self.reader.readline(), 16)) or await self.reader.readline() == b"":
                await self.reader.readexactly(size + 2)
        return status

    def close(self) -> None:
        self.writer.close()
