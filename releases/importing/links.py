"""Links of a text made whole: relative ones lead where they led at their source, those to the text itself stay in it."""

import html
import re
from urllib.parse import urldefrag, urljoin, urlsplit

HREF = re.compile(r"""(<a\b[^<>]*?\bhref\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE)


def resolved(text: str, base: str) -> str:
    """Against an absolute address; as they stand where there is none. A link that cannot be read stays as it is."""
    if ("<a" not in text and "<A" not in text) or not is_absolute(base):
        return text
    return HREF.sub(lambda found: f'{found[1]}"{html.escape(_resolved(found, base))}"', text)


def is_absolute(address: str) -> bool:
    try:
        return urlsplit(address).scheme in ("http", "https") and bool(urlsplit(address).netloc)
    except ValueError:
        return False


def joined(base: str, address: str) -> str:
    """The address in full; as it stands where that cannot be told."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _resolved(found: re.Match[str], base: str) -> str:
    href = html.unescape(next(part for part in found.groups()[1:] if part is not None)).strip()
    if not href or href.startswith("#"):
        return href
    address, fragment = urldefrag(joined(base, href))
    # Editors write the address of the page even before its own footnotes.
    if fragment and address == urldefrag(base)[0]:
        return f"#{fragment}"
    return f"{address}#{fragment}" if fragment else address
