"""WSGI middleware: outside the page cache, so that its answers count as well; and inside, to count what was rendered."""

from collections.abc import Callable, Iterable, Sequence
from time import perf_counter, time
from typing import Any

from osce_cms.observing import figures, journal, request_ids
from osce_cms.observing.areas import NOT_LOGGED, area_of
from releases.site.senders import Network

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
# Only what these answer is a public address; of anything else, somebody may have typed words into it.
PUBLIC_ANSWERS = frozenset({"200", "206", "301", "304", "410"})


class Observed:
    def __init__(self, application: Application, *, proxies: Sequence[Network], log: bool) -> None:
        self.application, self.proxies, self.log = application, proxies, log

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        began = perf_counter()
        request_id = request_ids.of(environ, self.proxies)
        status = "500"

        def start(told: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            nonlocal status
            status = told[:3]
            return start_response(told, [*headers, ("X-Request-ID", request_id)], *error)

        token = request_ids.current.set(request_id)
        try:
            return self.application(environ, start)
        finally:
            request_ids.current.reset(token)
            self._tell(environ, request_id, status, perf_counter() - began)

    def _tell(self, environ: Environ, request_id: str, status: str, took: float) -> None:
        path, method = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"]
        area = area_of(path)
        figures.count(area, method, status, took)
        if not self.log:
            return
        line = {"at": journal.moment(time()), "request": request_id, "area": area, "method": method[:10]}
        if area not in NOT_LOGGED and status in PUBLIC_ANSWERS:
            line["path"] = path[:300]
        journal.write(line | {"status": int(status), "ms": round(took * 1000, 1)})


def counting_renderings(application: Application) -> Application:
    def counted(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        began = perf_counter()
        try:
            return application(environ, start_response)
        finally:
            figures.count_rendering(area_of(environ.get("PATH_INFO", "")), perf_counter() - began)

    return counted
