"""Parses days and instants, in any form in which files and feeds write them, into ISO 8601. Nothing is guessed.

A text is accepted only if all of it is understood. Otherwise the error's message says what it could mean.
"""

from releases.language.timestamps.errors import UnclearDateError
from releases.language.timestamps.figures import ORDERS
from releases.language.timestamps.instants import Timestamp, in_iso, orders, read

__all__ = ["ORDERS", "Timestamp", "UnclearDateError", "in_iso", "orders", "read"]
