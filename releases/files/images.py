"""Pictures: their dimensions, metadata removal, and smaller copies for the page.

Metadata is cut out of the file as it is, without loss of quality; only a picture that has to be rotated is re-encoded.
"""

import io
import re
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageOps

from releases.files.copies import PictureCopy, copies_of, on_paper

MOST_PIXELS = 40_000_000
PREVIEW = 1280  # pixels, longer side
LIGHT = 400_000  # bytes; a picture within both limits is its own preview
ORIENTATION = 274
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
BROKEN = (OSError, ValueError, SyntaxError, struct.error, EOFError, IndexError, KeyError, Image.DecompressionBombError)


class BrokenImage(ValueError):  # the name is clear without “Error”
    """It cannot be decoded, or is too large to try."""


class MovingImage(BrokenImage):
    """It has several frames: readers could not stop it."""


@dataclass(frozen=True)
class Picture:
    content: bytes
    width: int
    height: int
    preview: bytes
    copies: tuple[PictureCopy, ...] = ()


def read(content: bytes, media_type: str) -> Picture:
    """Read a picture and strip its metadata. Raises BrokenImage. Dimensions are checked before any pixel is decoded."""
    try:
        # The library warns about damaged metadata, which is stripped anyway; for pixels it raises.
        with warnings.catch_warnings(action="ignore"):
            return _read(content, media_type)
    except BrokenImage:
        raise
    except BROKEN as error:
        raise BrokenImage(str(error)) from error


def _read(content: bytes, media_type: str) -> Picture:
    with _opened(content, media_type) as image:
        # A JPEG of several frames is one picture with a smaller or brighter one behind it, which is cut off.
        if media_type != "image/jpeg" and getattr(image, "n_frames", 1) > 1:
            raise MovingImage
        turned = image.getexif().get(ORIENTATION, 1) not in (0, 1)
    plain = _turned(content, media_type) if turned else STRIPPED[media_type](content)
    with _opened(plain, media_type) as image:
        width, height = image.size
        preview = _preview(image)
    needed = max(width, height) > PREVIEW or len(plain) > LIGHT
    with _opened(plain, media_type) as image:
        copies = copies_of(image)
    return Picture(plain, width, height, preview if needed else b"", copies)


def _opened(content: bytes, media_type: str) -> Image.Image:
    image = Image.open(io.BytesIO(content), formats=[FORMATS[media_type]])
    if image.width * image.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    return image


def _turned(content: bytes, media_type: str) -> bytes:
    """Rotated as the camera was held, without its metadata."""
    with _opened(content, media_type) as image:
        upright = ImageOps.exif_transpose(image)
        profile = image.info.get("icc_profile")
    file = io.BytesIO()
    upright.save(file, FORMATS[media_type], quality=95, icc_profile=profile)
    return STRIPPED[media_type](file.getvalue())


def _preview(image: Image.Image) -> bytes:
    """Decodes the picture, which also proves it intact; a large JPEG is decoded at reduced size."""
    image.draft("RGB", (PREVIEW, PREVIEW))
    image.thumbnail((PREVIEW, PREVIEW))
    file = io.BytesIO()
    on_paper(image).save(file, "JPEG", quality=82, optimize=True)
    return file.getvalue()


# Segments a JPEG needs for display: JFIF, the colour profile, Adobe's colour marker. Other APPn segments and comments
# go.
NEXT_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")


def _jpeg(content: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(_jpeg_segments(content)) + b"\xff\xd9"


def _jpeg_segments(content: bytes) -> Iterator[bytes]:
    """Up to the end of the picture; what phones append after it, such as a video, is dropped."""
    at = 2
    while True:
        while content[at : at + 2] == b"\xff\xff":
            at += 1
        if content[at] != 0xFF:
            raise ValueError("no marker where one must be")
        marker = content[at + 1]
        if marker == 0xD9:
            return
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xDA:
            following = NEXT_MARKER.search(content, end)
            end = following.start() if following else len(content)
        segment = content[at:end]
        if _is_shown(marker, segment):
            yield segment
        if end >= len(content):
            raise ValueError("it ends before its end")
        at = end


def _is_shown(marker: int, segment: bytes) -> bool:
    if marker == 0xE2:
        return segment[4:15] == b"ICC_PROFILE"
    return marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


PNG_SHOWN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT pHYs bKGD hIST sPLT acTL fcTL fdAT".split()
)


def _png(content: bytes) -> bytes:
    parts, at = [content[:8]], 8
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        name = content[at + 4 : at + 8]
        end = at + 12 + size
        if name in PNG_SHOWN:
            parts.append(content[at:end])
        at = end
        if name == b"IEND":
            return b"".join(parts)
    raise ValueError("it ends before its end")


WEBP_SHOWN = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
EXIF_AND_XMP = 0b1100


def _webp(content: bytes) -> bytes:
    parts, at = [], 12
    end_of_all = min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    while at + 8 <= end_of_all:
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        chunk = content[at:end]
        if chunk[:4] == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~EXIF_AND_XMP]) + chunk[9:]
        if chunk[:4] in WEBP_SHOWN:
            parts.append(chunk)
        at = end
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


STRIPPED = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}
