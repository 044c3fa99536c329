"""A release as a PDF file: tagged, with its text as text, and with its version and address on each page."""

import json

from releases.reading.editions import Reading
from releases.site.formats.pdf.content import content_of
from releases.site.formats.pdf.typesetting import typeset


def pdf_of(reading: Reading) -> bytes:
    """Raises Busy and Unprintable of `typesetting`."""
    return typeset(json.dumps(content_of(reading), ensure_ascii=False).encode())
