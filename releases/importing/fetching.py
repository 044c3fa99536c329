"""Fetches a file that an export refers to, from the public internet alone: an export is written by others, and must not make
this machine ask its own network.
"""

import http.client
import ipaddress
import socket
import ssl
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

MOST_REDIRECTS = 5
LARGEST = 50_000_000  # bytes
PATIENCE = 20.0  # seconds
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 addresses, as networks of IPv6 alone write them
PORTS = {"http": 80, "https": 443}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class FetchError(Exception):
    """The address does not give a file; the message says why."""


class Fetched(NamedTuple):
    """What was found, and where, after all redirects."""

    content: bytes
    address: str


def fetched(address: str) -> Fetched:
    """Raises FetchError. Every redirect is checked like the first address."""
    for _ in range(MOST_REDIRECTS + 1):
        content, onward = _answer(address)
        if not onward:
            return Fetched(content, address)
        address = urljoin(address, onward)
    raise FetchError("it redirects too often")


def _answer(address: str) -> tuple[bytes, str]:
    try:
        parts = urlsplit(f"https:{address}" if address.startswith("//") else address)
        host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise FetchError("it is not a valid address") from error
    usual = port == PORTS.get(parts.scheme) or settings.IMPORT_NETWORKS
    if parts.scheme not in PORTS or not host or not usual or parts.username:
        raise FetchError("only public http and https addresses are fetched")
    target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    try:
        connection = _connected(parts.scheme, host, port)
        try:
            connection.request(
                "GET", iri_to_uri(target), headers={"User-Agent": "osce_cms import", "Accept-Encoding": "identity"}
            )
            return _read(connection.getresponse())
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise FetchError(f"it does not answer ({error})") from error


def _connected(scheme: str, host: str, port: int) -> http.client.HTTPConnection:
    """Connected to the very machine that was checked, so that a second answer of the name's server changes nothing."""
    machine = socket.create_connection((public_address(host, port), port), timeout=PATIENCE)
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    connection.sock = machine
    if scheme == "https":
        connection = http.client.HTTPSConnection(host, port, timeout=PATIENCE)
        connection.sock = ssl.create_default_context().wrap_socket(machine, server_hostname=host)
    return connection


def public_address(host: str, port: int) -> str:
    """Where the name leads. Raises FetchError if any of its addresses is not public."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise FetchError("its host is unknown") from error
    addresses = [ipaddress.ip_address(one.partition("%")[0]) for one in sorted(found)]
    if not addresses or not all(is_public(one) or is_named(one) for one in addresses):
        raise FetchError("its host is in a private network")
    if port not in PORTS.values() and not all(map(is_named, addresses)):
        raise FetchError("only public http and https addresses are fetched")
    return str(addresses[0])


def is_named(address: Address) -> bool:
    """Whether it is in a network of its own that the operator has named, such as that of the former site."""
    return any(address in network for network in settings.IMPORT_NETWORKS if network.version == address.version)


def is_public(address: Address) -> bool:
    """Also by the address that an IPv6 one stands for."""
    within = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if address in TRANSLATED:
        within = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if within is not None:
        return is_public(within)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _read(answer: http.client.HTTPResponse) -> tuple[bytes, str]:
    if answer.status in (301, 302, 303, 307, 308):
        return b"", answer.getheader("Location") or ""
    if answer.status != 200:
        raise FetchError(f"it answers {answer.status}")
    content = answer.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise FetchError("it is too large")
    return content, ""
