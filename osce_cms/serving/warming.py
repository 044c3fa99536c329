"""What a process would do for its first reader is done before it exists: addresses, templates, vocabularies and the register of
releases are read once, and shared by all processes of a generation.
"""

import io
import sys
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

Application = Callable[..., Iterable[bytes]]


def warm(application: Application) -> None:
    """A front page that nobody sees. If the database is away, it says so, and the first reader waits."""
    from django.conf import settings  # set up by the application

    site = urlsplit(settings.SITE_URL)
    told = application(asked(site.scheme, site.netloc), lambda *_: None)
    b"".join(told)
    close_connections()


def asked(scheme: str, host: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": host.partition(":")[0],
        "SERVER_PORT": "443" if scheme == "https" else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "HTTP_X_FORWARDED_PROTO": scheme,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }


def close_connections() -> None:
    """With their pools, whose threads and sockets do not survive a fork."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's only
