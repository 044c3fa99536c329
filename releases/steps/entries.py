"""Adds an entry to the record, and notifies those who follow it, all in the transaction of the step."""

from collections.abc import Callable

from releases.mail import delivery
from releases.models import Edition, RecordEntry, User
from releases.reading import wording
from releases.record import chain
from releases.search import index

# Called in this order; each decides by the entry whether it is concerned.
FOLLOWERS: tuple[Callable[[RecordEntry], None], ...] = (index.follow, wording.follow, delivery.announce)


def add_entry(
    edition: Edition,
    step: str,
    by: User | None,
    *,
    before: str,
    remark: str,
    digest: str,
    after: str | None = None,
) -> RecordEntry:
    """`digest` is that of the text before the step, `after` that of the text after it; most steps leave the text unchanged."""
    entry = chain.append(
        RecordEntry(
            edition=edition,
            step=step,
            by=by,
            state_before=before,
            state_after=edition.state,
            digest_before=digest,
            digest_after=digest if after is None else after,
            remark=remark,
        )
    )
    for follow in FOLLOWERS:
        follow(entry)
    return entry
