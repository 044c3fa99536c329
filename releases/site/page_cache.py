"""Caches whole responses in each process, in front of the application: a popular page is rendered once, until public
content changes.

A response may depend on its address, on public content and on the clock; `releases.site.standing` reports changes of
the latter two. Cookies and other request headers do not affect public pages, so a cached page is what every visitor
would get. Pages for one person (the newsroom, previews) and responses that are not pages (files, health) bypass the
cache.
"""

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import brotli

from releases.site import parameters
from releases.site.api.answers import accepts_json
from releases.site.personal import SIGNED_IN
from releases.site.standing import STANDING, Standing, Watch

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Headers = list[tuple[str, str]]

MEMORY = 24 * 1024 * 1024  # bytes of response bodies per process
LARGEST = 1024 * 1024  # bytes of the largest body that is cached
LONGEST_QUERY = 2000  # characters; longer than any link on our pages
LONGEST = 60.0  # seconds, since a page may contain the current date
LONGEST_MISSING = 5.0  # seconds, since an import may assign a missing address to a release at any time
PATIENCE = 10.0  # seconds that a request waits for another one to render the same page
SMALLEST_COMPRESSED = 200  # bytes
APART = (*SIGNED_IN, "/preview/", "/static/", "/healthz", "/readyz", "/metrics")
KEPT = frozenset({"200", "301", "302", "404", "410"})
# Handled here; the application always renders the complete page.
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_ENCODING")
PER_ANSWER = frozenset({"content-length", "content-encoding", "cache-control", "etag", "vary", "date"})


class PageKey(NamedTuple):
    """Includes `host` and `scheme`, since the application may refuse a request because of them."""

    scheme: str
    host: str
    path: str
    query: str


@dataclass
class CachedPage:
    """A response of the application, with compressed forms made on demand."""

    status: str
    headers: Headers
    etag: str
    bodies: dict[str, bytes]
    generation: int
    made_at: float = field(default_factory=time.monotonic)

    @property
    def code(self) -> str:
        return self.status[:3]

    def holds(self, standing: Standing) -> bool:
        if not standing.reached:
            return True
        longest = LONGEST if self.code == "200" else LONGEST_MISSING
        return self.generation == standing.generation and time.monotonic() - self.made_at < longest

    def body(self, encoding: str) -> bytes:
        if encoding not in self.bodies:
            self.bodies[encoding] = COMPRESSED[encoding](self.bodies[""])
        return self.bodies[encoding]

    @cached_property
    def named(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers}

    @cached_property
    def control(self) -> str:
        """The lifetime that the application gave it; empty if it follows from how things stand."""
        told = self.named.get("cache-control", "")
        return "" if told.startswith(("public", "no-cache")) else told

    @cached_property
    def compressible(self) -> bool:
        """Pictures are compressed by their format."""
        large = len(self.bodies[""]) >= SMALLEST_COMPRESSED
        return large and not self.named.get("content-type", "").startswith(("image/", "font/"))

    def sent(self, encoding: str) -> Headers:
        """The headers in this encoding, the same for everyone; the lifetime is added to them."""
        if encoding not in self._sent:
            self._sent[encoding] = list(self._written(encoding))
        return self._sent[encoding]

    @cached_property
    def _sent(self) -> dict[str, Headers]:
        return {}

    def _written(self, encoding: str) -> Iterator[tuple[str, str]]:
        yield from (pair for pair in self.headers if pair[0].lower() not in PER_ANSWER)
        large = len(self.bodies[""]) >= SMALLEST_COMPRESSED
        if vary := varying(self.named.get("vary", ""), compressible=large):
            yield "Vary", vary
        if self.etag:
            yield "ETag", weak(self.etag) if encoding else self.etag
        if encoding:
            yield "Content-Encoding", encoding
        yield "Content-Length", str(len(self.body(encoding)))


COMPRESSED: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}


class Store:
    """The most recently used responses, up to `memory` bytes."""

    def __init__(self, memory: int = MEMORY) -> None:
        self._memory, self._used = memory, 0
        self._answers: OrderedDict[PageKey, CachedPage] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: PageKey) -> CachedPage | None:
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def put(self, key: PageKey, answer: CachedPage) -> None:
        """Compressed forms are added later and are small in comparison; half of the body's size is reserved for them."""
        with self._lock:
            self._drop(key)
            self._answers[key] = answer
            self._used += self._size(answer)
            while self._used > self._memory:
                self._drop(next(iter(self._answers)))

    def _drop(self, key: PageKey) -> None:
        answer = self._answers.pop(key, None)
        if answer is not None:
            self._used -= self._size(answer)

    @staticmethod
    def _size(answer: CachedPage) -> int:
        return 1000 + len(answer.bodies[""]) * 3 // 2


class PageCache:
    """WSGI middleware."""

    def __init__(self, application: Callable[[Environ, StartResponse], Iterable[bytes]], memory: int = MEMORY) -> None:
        self.application = application
        self.memory = memory
        self.store = Store(memory)
        self.watch = Watch()
        self._making: dict[PageKey, threading.Event] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if goes_past(environ):
            return self.application(environ, start_response)
        standing = self.watch.standing()
        if not self.memory:
            return given(self._asked(environ, standing), environ, start_response, standing)
        key, exact = key_of(environ)
        answer = self._kept(key, standing, exact=exact) or self._made(key, environ, standing, exact=exact)
        return given(answer, environ, start_response, standing)

    def _kept(self, key: PageKey, standing: Standing, *, exact: bool) -> CachedPage | None:
        answer = self.store.get(key)
        if answer is None or not answer.holds(standing):
            return None
        # An address of the former site may depend on parameters that the page does not know.
        return answer if exact or answer.code == "200" else None

    def _made(self, key: PageKey, environ: Environ, standing: Standing, *, exact: bool) -> CachedPage:
        """Rendered by the application; concurrent requests for the same page wait for the first."""
        with self._lock:
            making = self._making.get(key)
            first = making is None
            if making is None:
                making = self._making[key] = threading.Event()
        if not first:
            making.wait(PATIENCE)
            if answer := self._kept(key, standing, exact=exact):
                return answer
        try:
            answer = self._asked(environ, standing)
            if may_be_kept(answer, exact=exact):
                self.store.put(key, answer)
            return answer
        finally:
            if first:
                with self._lock:
                    del self._making[key]
                making.set()

    def _asked(self, environ: Environ, standing: Standing) -> CachedPage:
        """The complete page, ignoring conditional headers of the request."""
        told: list[Any] = []

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
            told[:] = [status, headers]
            return told.append

        asked = {name: value for name, value in environ.items() if name not in CONDITIONS}
        result = self.application(asked | {"REQUEST_METHOD": "GET", STANDING: standing}, start)
        try:
            body = b"".join(result)
        finally:
            if (close := getattr(result, "close", None)) is not None:
                close()
        status, headers = told[:2]
        etag = next((value for name, value in headers if name.lower() == "etag"), "")
        return CachedPage(status, headers, etag, {"": body}, standing.generation)


def goes_past(environ: Environ) -> bool:
    """Whether the response is for one person, depends on more than the address, or is not a page."""
    path = environ.get("PATH_INFO", "")
    return (
        environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        or path.startswith(APART)
        or "/files/" in path
        or "HTTP_ACCEPT_DATETIME" in environ
        or "HTTP_RANGE" in environ
        or (path.startswith("/api/v1/") and not accepts_json(environ.get("HTTP_ACCEPT", "")))
        or len(environ.get("QUERY_STRING", "")) > LONGEST_QUERY
    )


def key_of(environ: Environ) -> tuple[PageKey, bool]:
    """The key, and whether the address contains only parameters that the page knows."""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    known = parameters.known(path, query)
    scheme = environ.get("HTTP_X_FORWARDED_PROTO") or environ.get("wsgi.url_scheme", "")
    host = environ.get("HTTP_HOST") or f"{environ.get('SERVER_NAME')}:{environ.get('SERVER_PORT')}"
    return PageKey(scheme, host, path, known), len(known) == len(query)


def may_be_kept(answer: CachedPage, *, exact: bool) -> bool:
    """Whether the application marks the response as public. Errors are not cached."""
    headers = answer.named
    return (
        answer.code in KEPT
        and (exact or answer.code == "200")
        and "private" not in (control := headers.get("cache-control", "private"))
        and "no-store" not in control
        and "set-cookie" not in headers
        and "nonce-" not in headers.get("content-security-policy", "")
        and len(answer.bodies[""]) <= LARGEST
    )


def given(answer: CachedPage, environ: Environ, start_response: StartResponse, standing: Standing) -> Iterable[bytes]:
    """The response for this request: compressed as the client accepts, or 304 if it has it already."""
    encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")) if answer.compressible else ""
    headers = [*answer.sent(encoding), ("Cache-Control", answer.control or standing.cache_control())]
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and answer.etag and answer.code == "200" and matches(asked, answer.etag):
        start_response("304 Not Modified", [pair for pair in headers if not pair[0].lower().startswith("content-")])
        return []
    start_response(answer.status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body(encoding)]


def varying(told: str, *, compressible: bool) -> str:
    """What the response depends on beside its address, each header once."""
    names = [name.strip() for name in told.split(",") if name.strip()]
    if compressible and "accept-encoding" not in map(str.lower, names):
        names.append("Accept-Encoding")
    return ", ".join(names)


@lru_cache(256)
def best_encoding(accepting: str) -> str:
    """The best encoding that the client accepts."""
    accepted = {}
    for part in accepting.lower().split(","):
        name, _, weight = part.partition(";")
        accepted[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((encoding for encoding in COMPRESSED if accepted.get(encoding)), "")


def weak(etag: str) -> str:
    return etag if etag.startswith("W/") else f"W/{etag}"


def matches(asked: str, etag: str) -> bool:
    """Weak comparison, by RFC 9110, section 8.8.3.2, as for If-None-Match (13.1.2)."""
    if asked.strip() == "*":
        return True
    return etag.removeprefix("W/") in {part.strip().removeprefix("W/") for part in asked.split(",")}
