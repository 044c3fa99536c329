"""Cuts a rendered page where its template says `{{ cut }}`, so that parts of it can be kept and others made anew.

Without a cut in its context a template renders the same page in one piece.
"""

import secrets
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

# No text can contain it.
CUT = SafeString(f"<!--{secrets.token_hex(16)}-->")


def in_parts(template: str, context: dict[str, Any], request: HttpRequest) -> list[str]:
    return render_to_string(template, context | {"cut": CUT}, request).split(CUT)
