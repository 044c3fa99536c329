"""The id of each request: the one that a trusted proxy gave it, so that its log and ours can be read together, or a new one."""

import re
import uuid
from collections.abc import Sequence
from contextvars import ContextVar
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

Network = IPv4Network | IPv6Network

GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
current: ContextVar[str] = ContextVar("request_id", default="")


def of(environ: dict[str, Any], proxies: Sequence[Network]) -> str:
    given = environ.get("HTTP_X_REQUEST_ID", "")
    if given and GIVEN.fullmatch(given) and is_trusted(environ.get("REMOTE_ADDR", ""), tuple(proxies)):
        return given
    return uuid.uuid4().hex


@lru_cache(256)
def is_trusted(address: str, proxies: tuple[Network, ...]) -> bool:
    try:
        asking = ip_address(address)
    except ValueError:  # a socket of Unix has none
        return False
    return any(asking in network for network in proxies)
