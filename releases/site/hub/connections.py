"""Calls to addresses that strangers have given: never to a network of ours, and never for longer than a few seconds.

The address is resolved once, checked, and connected to, so that a name cannot change its meaning between check and connection.
Redirects are not followed: by the specification they are failures.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

CONNECT_WITHIN = 5.0  # seconds
ANSWER_WITHIN = 10.0  # seconds in all, however slowly it trickles
MOST_READ = 4096  # bytes of an answer
LOWEST_FREE_PORT = 1024
IPV6 = ipaddress.ip_network("2000::/3")
# Addresses in which others are wrapped, and which so lead back to a private network.
WRAPPING = [ipaddress.ip_network(each) for each in ("2001::/32", "2002::/16")]


class CallError(Exception):
    """Nothing, or nothing that is HTTP, was answered."""


class CallbackError(ValueError):
    """With a sentence for the subscriber."""


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


def check(callback: str) -> SplitResult:
    """What can be said without asking a name server. Raises CallbackError."""
    try:
        parts = urlsplit(callback)
        port = parts.port
    except ValueError as error:
        raise CallbackError("hub.callback is not an address.") from error
    if not (callback.isascii() and callback.isprintable()) or " " in callback or parts.fragment:
        raise CallbackError("hub.callback must be an address in ASCII, without a fragment.")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise CallbackError("hub.callback must begin with http:// or https://, and name a host and no user.")
    if port is not None and port not in (80, 443) and port < LOWEST_FREE_PORT:
        raise CallbackError("hub.callback must use port 80, 443, or one from 1024 on.")
    if parts.hostname == urlsplit(settings.SITE_URL).hostname and not is_allowed(parts.hostname):
        raise CallbackError("hub.callback must not be here.")
    if _is_number(parts.hostname) and not is_allowed(parts.hostname):
        raise CallbackError("hub.callback must be a public address.")
    return parts


def _is_number(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def is_allowed(address: str) -> bool:
    """Whether it is a public one, or in a network that the operator has named."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(found in network for network in settings.WEBSUB_NETWORKS if network.version == found.version):
        return True
    if found.version == 6 and (found not in IPV6 or any(found in network for network in WRAPPING)):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


def ask(
    method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None, within: float = ANSWER_WITHIN
) -> Reply:
    """Raises CallError."""
    parts = urlsplit(url)
    kind = _Secure if parts.scheme == "https" else _Plain
    connection = kind(parts.hostname or "", parts.port, timeout=CONNECT_WITHIN)
    deadline = threading.Timer(within, connection.cut)
    deadline.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body=body or None, headers=headers or {})
        response = connection.getresponse()
        return Reply(response.status, response.read(MOST_READ))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise CallError(type(error).__name__) from error
    finally:
        deadline.cancel()
        connection.close()


class _Plain(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = connected(self.host, self.port)

    def cut(self) -> None:
        """End the call from another thread: whoever waits for the socket gets an error at once."""
        if self.sock is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class _Secure(_Plain):
    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        context = ssl.create_default_context()
        plain = connected(self.host, self.port)
        self.sock = context.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()


def connected(host: str, port: int) -> socket.socket:
    """To the first address of the host that is allowed. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [each for each in found if is_allowed(str(each[4][0]))]
    if not allowed:
        raise OSError("no public address")
    family, kind, protocol, _name, place = allowed[0]
    connection = socket.socket(family, kind, protocol)
    connection.settimeout(CONNECT_WITHIN)
    try:
        connection.connect(place)
    except OSError:
        connection.close()
        raise
    return connection
