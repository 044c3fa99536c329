"""Where a request comes from, as far as that can be trusted."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The visitor's network address. Only our own proxies are believed: each of them appends the address it saw."""
    if not settings.PROXIES:
        return valid(request.META.get("REMOTE_ADDR", ""))
    seen = request.headers.get("X-Forwarded-For", "").split(",")
    return valid(seen[-settings.PROXIES] if len(seen) >= settings.PROXIES else "")


def network_of(request: HttpRequest) -> str:
    """What one visitor can change at will counts as one: the whole /64 of an IPv6 address."""
    address = address_of(request)
    if address is None:
        return "unknown"
    parsed = ipaddress.ip_address(address)
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else address


def valid(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return None


def browser_of(request: HttpRequest) -> str:
    """A name that a person recognises, such as `Firefox, Linux`; the exact version says nothing to them."""
    told = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in BROWSERS if mark in told), "?")
    system = next((name for mark, name in SYSTEMS if mark in told), "?")
    return f"{browser}, {system}"


# In this order: each browser also claims to be those below it.
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
