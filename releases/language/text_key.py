"""A hash of the words of a text, by which a duplicate under another identifier is found."""

import hashlib

BLANKS = b" \t\r\n"


def text_key(headline: str, lead: str, body: str) -> int:
    """Equal for texts with the same words, whatever their tags, case and spacing; fits a signed 64-bit column.

    The lead counts only where there is no body: some systems generate it from the beginning of the body, others do not.
    """
    first, *rest = f"{headline} {body or lead}".casefold().split("<")
    words = first + "".join(part.partition(">")[2] for part in rest)
    letters = words.encode("utf-8", "replace").translate(None, BLANKS)
    return int.from_bytes(hashlib.blake2b(letters, digest_size=8).digest(), "big", signed=True)
