"""An anonymous visitor that requests pages from the application in-process, without a network."""

import io
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http.request import split_domain_port, validate_host


class VisitError(Exception):
    """The site gave no answer that could be used; the message says what to do."""


@dataclass(frozen=True)
class Answer:
    status: int
    content_type: str
    content: bytes
    location: str

    @property
    def is_page(self) -> bool:
        return self.content_type.startswith("text/html")


class Visitor:
    """Sends requests under the site's public host name, so that every address on its pages is right."""

    def __init__(self) -> None:
        self.site = urlsplit(settings.SITE_URL)
        domain, _port = split_domain_port(self.site.netloc)
        if not validate_host(domain, settings.ALLOWED_HOSTS):
            raise VisitError(f"ALLOWED_HOSTS does not include {domain}, the host of SITE_URL.")
        self._handler = BaseHandler()
        self._handler.load_middleware()

    def request(self, address: str) -> WSGIRequest:
        path, _, query = address.partition("?")
        return WSGIRequest(
            {
                "REQUEST_METHOD": "GET",
                "SCRIPT_NAME": "",
                "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
                "QUERY_STRING": query,
                "SERVER_NAME": self.site.hostname,
                "SERVER_PORT": str(self.site.port or (443 if self.site.scheme == "https" else 80)),
                "SERVER_PROTOCOL": "HTTP/1.1",
                "HTTP_HOST": self.site.netloc,
                "HTTP_X_FORWARDED_PROTO": self.site.scheme,
                "REMOTE_ADDR": "127.0.0.1",
                "wsgi.url_scheme": self.site.scheme,
                "wsgi.input": io.BytesIO(),
                "wsgi.errors": io.StringIO(),
            }
        )

    def ask(self, address: str) -> Answer:
        """Request one address. Raises VisitError on a server error; a 404 is a normal answer."""
        response = self._handler.get_response(self.request(address))
        content = response.getvalue()
        if response.status_code >= 500:
            raise VisitError(f"The site returned an error at {address} ({response.status_code}); see the log.")
        return Answer(response.status_code, response.get("Content-Type", ""), content, response.get("Location", ""))
