"""The letters of a text without what copying, printing and typesetting change: spaces, line breaks, bullets, the form of accents."""

import hashlib
import unicodedata

SOFT_HYPHEN = "\u00ad"
# Soft hyphens, spaces of no width, and the signs before the points of a list.
UNPRINTED = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff•◦▪‣●○■□"))
# A word of nothing else is a dash between words or a point of a list.
DASHES = "-‐‑‒–—−*·"
OPENING = 40  # letters by which the beginning of a text is found again


def letters(text: str) -> str:
    """Equal for texts with the same words, however they are spaced; other letters and other figures are another text.

    >>> letters("– It met\\n  on 5\\u00a0May,\\nin Vienna – again.")
    'Itmeton5May,inViennaagain.'
    """
    words = text.split() if text.isascii() else unicodedata.normalize("NFC", text).translate(UNPRINTED).split()
    return "".join([word for word in words if word[0] not in DASHES or word.strip(DASHES)])


def key_of(run: str) -> int:
    """A digest of letters that fits a signed 64-bit column."""
    digest = hashlib.blake2b(run.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
