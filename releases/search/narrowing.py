"""Narrowing a queryset to numbers that are known already, however many they are."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

Q = TypeVar("Q", bound=QuerySet[Any])


def among(queryset: Q, numbers: Sequence[int]) -> Q:
    """As one parameter, where a list of them would be too long for a statement."""
    if connection.vendor == "postgresql":
        chosen = RawSQL("SELECT unnest(%s::bigint[])", [list(numbers)])
    else:
        chosen = RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(numbers))])
    return queryset.filter(pk__in=chosen)
