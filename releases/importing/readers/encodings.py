"""Decodes bytes: by a byte order mark, by the declared encoding, as UTF-8 if valid, or else by detection."""

import codecs
import re

from charset_normalizer import from_bytes

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})["']|<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
DECLARED_WITHIN = 4_096
# Labels that pages declare and that every browser takes for another encoding.
MEANT = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "koi8-u": "koi8_u", "x-sjis": "cp932"}  # fmt: skip
COMMON_NAMES = {"cp1250": "windows-1250", "cp1251": "windows-1251", "cp1252": "windows-1252", "koi8_r": "KOI8-R"}
SAMPLED = 200_000  # bytes that detection examines
CYRILLIC = ("cp1251", "koi8_r")
# Letters frequent in any Cyrillic text, which a wrong decoding turns into rare letters or capitals.
FREQUENT = frozenset("оеаинтсрвл")


# Letters beyond ASCII in the other five languages.
WESTERN = frozenset("àâäæçéèêëîïôœöùûüÿñáíóúìòßÀÂÄÆÇÉÈÊËÎÏÔŒÖÙÛÜŸÑÁÍÓÚÌÒ¿¡«»“”„‘’‚–—…€°§ªº·\xa0\xad©®")


class UnknownEncodingError(Exception):
    """The bytes are not text in any encoding that can be identified."""


def decoded(raw: bytes, declared: str = "") -> tuple[str, str]:
    """The text, and the name of the encoding if it had to be guessed, else "". Raises UnknownEncodingError."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _strictly(raw, encoding), ""
    declared = declared or _declared(raw)
    if declared and (text := _as_declared(raw, declared)) is not None:
        return text, ""
    try:
        return raw.decode("utf-8"), ""
    except UnicodeDecodeError:
        return _detected(raw)


def assumed(encoding: str) -> str:
    """The sentence for the report about an encoding that had to be guessed."""
    return f"Character encoding assumed: {COMMON_NAMES.get(encoding, encoding)}."


def beginning(raw: bytes) -> str:
    """Enough decoded text to detect the format; a truncated character does not matter."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "ignore")
    return raw.decode("utf-8", "replace")


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnknownEncodingError(f"It starts as {encoding.removesuffix('-sig').upper()} but is damaged.") from error


def _declared(raw: bytes) -> str:
    found = DECLARED.search(raw[:DECLARED_WITHIN])
    return (found[1] or found[2]).decode("ascii").lower() if found else ""


def _as_declared(raw: bytes, declared: str) -> str | None:
    """The decoded text; None if the declaration is wrong, as one of UTF-16 is in a file that could be read as bytes so far."""
    try:
        encoding = codecs.lookup(MEANT.get(declared, declared)).name
        return None if encoding.startswith(("utf-16", "utf-32")) else raw.decode(encoding)
    except (LookupError, UnicodeError, ValueError):
        return None


def _detected(raw: bytes) -> tuple[str, str]:
    if cyrillic := _cyrillic(raw):
        return raw.decode(cyrillic, "replace"), cyrillic
    if _western(raw):
        return raw.decode("cp1252", "replace"), "cp1252"
    best = from_bytes(raw[:SAMPLED]).best()
    if best is None or b"\x00" in raw[:SAMPLED]:
        raise UnknownEncodingError("The file is not text, or its character encoding cannot be detected.")
    encoding = MEANT.get(best.encoding.replace("_", "-"), best.encoding)
    try:
        return raw.decode(encoding), encoding
    except UnicodeDecodeError as error:
        raise UnknownEncodingError(f"It looks like {encoding} but is damaged.") from error


def _western(raw: bytes) -> bool:
    """Whether every letter belongs to one of our western languages in windows-1252; Central European encodings differ in few bytes."""
    high = bytes(byte for byte in raw[:SAMPLED] if byte >= 0x80)
    return 0 not in raw[:SAMPLED] and set(high.decode("cp1252", "replace")) <= WESTERN


def _cyrillic(raw: bytes) -> str:
    """windows-1251 or KOI8-R, which swap letters and are often mistaken for one another.

    Empty if the bytes are not mostly Cyrillic: then generic detection does better.
    """
    high = [byte for byte in raw[:SAMPLED] if byte >= 0x80]
    letters = sum(byte >= 0xC0 for byte in high)
    if len(high) < 8 or letters < 0.8 * len(high) or 0 in raw[:SAMPLED]:
        return ""
    sample = bytes(high)
    shares = {}
    for encoding in CYRILLIC:
        text = sample.decode(encoding, "replace")
        shares[encoding] = sum(letter in FREQUENT for letter in text) / len(text)
    best = max(shares, key=lambda encoding: shares[encoding])
    # Ten letters make up half of a Russian text. French read as Cyrillic shows only a few distinct letters, where its
    # accents are.
    runs = re.findall(rb"[\xc0-\xff]{3,}", raw[:SAMPLED])
    in_runs = sum(map(len, runs))
    return best if shares[best] >= 0.4 and in_runs >= 0.6 * letters else ""
