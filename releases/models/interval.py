"""The interval in which a text is public, and where an instant lies relative to it."""

import datetime

from releases.states import Phase


class Interval:
    live_from: datetime.datetime | None
    live_until: datetime.datetime | None

    def phase(self, at: datetime.datetime) -> Phase:
        """Where the instant lies relative to the interval; `live()` is the same question in SQL."""
        if self.live_from is None:
            return Phase.NONE
        if at < self.live_from:
            return Phase.SCHEDULED
        if self.live_until is not None and at >= self.live_until:
            return Phase.SUPERSEDED
        return Phase.LIVE

    def is_live(self, at: datetime.datetime) -> bool:
        """The instance's equivalent of `live(at)`."""
        return self.phase(at) is Phase.LIVE
