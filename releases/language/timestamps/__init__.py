"""A day or an instant, in whatever form files and feeds write it, as ISO 8601. Nothing is guessed.

A text is read only if the whole of it is accounted for. Else the sentence of the error says what it could mean.
"""

from releases.language.timestamps.errors import UnclearDateError
from releases.language.timestamps.figures import ORDERS
from releases.language.timestamps.instants import Timestamp, in_iso, orders, read

__all__ = ["ORDERS", "Timestamp", "UnclearDateError", "in_iso", "orders", "read"]
