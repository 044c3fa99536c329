"""Serves the figures of all processes, and those of the database, to Prometheus: `python -m osce_cms.observing 127.0.0.1:9464`."""

import os
import sys
import threading

import django
from prometheus_client import REGISTRY, CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")


def main(address: str) -> None:
    django.setup()
    from osce_cms.observing.state import State  # its models need Django

    host, _, port = address.rpartition(":")
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    else:
        registry = REGISTRY
    registry.register(State())
    start_http_server(int(port), host, registry)
    threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1])
