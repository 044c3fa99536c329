"""Folding of names for comparison."""

import unicodedata


def fold(text: str) -> str:
    """The text normalised for comparison: no case, no accents, single spaces, one kind of apostrophe and dash.

    >>> fold("  OSCE Mission  to Türkiye ")
    'osce mission to turkiye'
    """
    plain = unicodedata.normalize("NFKD", text).casefold().replace("’", "'").replace("–", "-").replace("ı", "i")
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
