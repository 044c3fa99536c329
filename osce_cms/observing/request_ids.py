"""The id of each request: the one that a proxy of ours gave it, so that its log and ours can be read together, or a new one."""

import os
import re
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

from releases.site.senders import Network, is_among, parsed

GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
current: ContextVar[str] = ContextVar("request_id", default="")


def of(environ: dict[str, Any], proxies: Sequence[Network]) -> str:
    given = environ.get("HTTP_X_REQUEST_ID", "")
    if given and GIVEN.fullmatch(given) and is_among(parsed(environ.get("REMOTE_ADDR", "")), proxies):
        return given
    return os.urandom(16).hex()
