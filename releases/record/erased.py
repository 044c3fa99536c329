"""The digest of what an erasure changed, which its line of the record holds."""

from collections.abc import Iterable

from releases.models import Erased
from releases.record import canonical


def digest_of_rows(rows: Iterable[Erased]) -> str:
    said = [[row.kind, row.row, row.digest_before, row.digest_after] for row in rows]
    return canonical.digest({"rows": said})
