"""The pictures of a PDF file: what is said of each, and the bytes of as many as a file should hold."""

import base64
from typing import Any

from releases.files import store
from releases.reading.editions import Reading
from releases.reading.pictures import COMMON, ShownFile

WIDEST = 960  # pixels, some 140 to the inch on a page
LARGEST = 2_000_000  # bytes of all pictures; of others only the words are printed
PRINTABLE = ("image/jpeg", "image/png", "image/webp")


def of(reading: Reading) -> dict[str, Any]:
    """`before` stands above the text, `after` below it; what stands in it, the text says."""
    room = LARGEST
    pictures = {}
    for shown in reading.shown_pictures:
        content, width = _content(shown)
        if len(content) > room:
            content = b""
        room -= len(content)
        pictures[shown.file.key] = {
            "image": base64.b64encode(content).decode(),
            "width": width,
            "alternative": shown.alternative,
            "title": shown.file.title,
            "credit": shown.file.credit,
            "words": shown.words,
        }
    lead = reading.head_picture
    return {
        "pictures": pictures,
        "before": [lead.file.key] if lead else [],
        "after": [shown.file.key for shown in reading.pictures],
    }


def _content(shown: ShownFile) -> tuple[bytes, int]:
    """A copy that is not too wide, or the preview, or the picture itself; nothing if its bytes are missing."""
    copies = [copy for copy in shown.file.smaller if copy.media_type == COMMON and copy.width <= WIDEST]
    stored = copies[-1] if copies else shown.file.preview or shown.file.itself
    path = store.path_of(stored.digest)
    if stored.media_type not in PRINTABLE or not path.is_file() or path.stat().st_size > LARGEST:
        return b"", 0
    return path.read_bytes(), stored.width or WIDEST
