"""Where a request comes from. What a header says of that is believed as far as our own proxies wrote it."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def address_of(request: HttpRequest) -> str | None:
    found = sender(request.META, settings.TRUSTED_PROXIES)
    return str(found) if found else None


def network_of(request: HttpRequest) -> str:
    """What one visitor can change at will counts as one: the whole /64 of an IPv6 address."""
    found = sender(request.META, settings.TRUSTED_PROXIES)
    return str(ip_network((found, 64), strict=False)) if isinstance(found, IPv6Address) else str(found or "unknown")


def sender(environ: Mapping[str, Any], proxies: Sequence[Network]) -> Address | None:
    """The nearest address that is no proxy of ours. Each proxy appends the one that asked it, so the header is read from
    its end; what stands before a stranger's address was written by that stranger.
    """
    found = parsed(environ.get("REMOTE_ADDR", ""))
    told = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while told and is_among(found, proxies) and (before := parsed(told.pop())):
        found = before
    return found


def is_among(address: Address | None, networks: Sequence[Network]) -> bool:
    """None, which a Unix socket has for an address, is among none."""
    return address is not None and any(address in network for network in networks)


def parsed(text: str) -> Address | None:
    """A server that listens for IPv6 calls 192.0.2.1 `::ffff:192.0.2.1`."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
