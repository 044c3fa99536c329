"""Figures about requests, counted by each process of the site and added up by whoever asks for them.

With PROMETHEUS_MULTIPROC_DIR, which `make serve` sets, the processes share them through files in that folder.
"""

from functools import cache

from prometheus_client import Counter, Histogram

METHODS = frozenset({"GET", "HEAD", "POST"})
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

requests = Counter("newsroom_requests", "Requests answered", ["area", "method", "status"])
seconds = Histogram("newsroom_request_seconds", "Time to the answer", ["area"], buckets=SECONDS)
rendered = Histogram("newsroom_rendering_seconds", "Time of those that no cache answered", ["area"], buckets=SECONDS)


def count(area: str, method: str, status: str, took: float) -> None:
    counter, histogram = _of(area, method if method in METHODS else "other", status)
    counter.inc()
    histogram.observe(took)


def count_rendering(area: str, took: float) -> None:
    rendered.labels(area).observe(took)


@cache
def _of(area: str, method: str, status: str) -> tuple[Counter, Histogram]:
    """Looking labels up costs more than counting."""
    return requests.labels(area, method, status), seconds.labels(area)
