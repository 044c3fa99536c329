"""Numbers that people send, in an address or a form."""

MOST_DIGITS = 15  # what any column holds; over more, Python or the driver of SQLite would raise


def number_in(text: object) -> int | None:
    """The number that a text says, or None. Digits of other scripts, such as ² and ٣, are no number here."""
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
        return int(text)
    return None
