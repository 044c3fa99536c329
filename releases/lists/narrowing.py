"""Restricts a queryset to a list of known ids of any length."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

Q = TypeVar("Q", bound=QuerySet[Any])


def among(queryset: Q, numbers: Sequence[int]) -> Q:
    """Passed as a single parameter, since a long list would exceed the limit on parameters."""
    if connection.vendor == "postgresql":
        chosen = RawSQL("SELECT unnest(%s::bigint[])", [list(numbers)])
    else:
        chosen = RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(numbers))])
    return queryset.filter(pk__in=chosen)
