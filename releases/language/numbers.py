"""Numbers in user input, in an address or a form."""

MOST_DIGITS = 15  # fits any column; Python or the SQLite driver would raise on more


def number_in(text: object) -> int | None:
    """The number, or None. Only ASCII digits count, not ² or ٣."""
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
        return int(text)
    return None
