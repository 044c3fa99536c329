"""Copies of a picture in several widths, each in a light format and in one that every program reads; made once, when it arrives.

Without metadata, upright, and in the colours that every screen understands.
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageCms

WIDTHS = (480, 960, 1600)  # pixels
FORMATS: dict[str, dict[str, Any]] = {
    "WEBP": {"quality": 80, "method": 4},
    "JPEG": {"quality": 82, "optimize": True, "progressive": True},
}
TRANSPARENT = ("RGBA", "LA", "PA")
SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True)
class PictureCopy:
    content: bytes
    media_type: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def described(self) -> dict[str, str | int]:
        """As a row of the edition's file holds it."""
        return {"digest": self.digest, "media_type": self.media_type, "width": self.width, "height": self.height}


def copies_of(image: Image.Image) -> tuple[PictureCopy, ...]:
    """Narrower than the picture, and one of its own width in the light format. None of a picture that is small anyway."""
    width, height = image.size
    if width <= WIDTHS[0]:
        return ()
    image.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))  # a large JPEG is decoded at reduced size
    shown = on_paper(image)
    return tuple(_copies(shown, width, height))


def _copies(shown: Image.Image, width: int, height: int) -> Iterator[PictureCopy]:
    widest = min(width, WIDTHS[-1])
    for wanted in dict.fromkeys((*(each for each in WIDTHS if each < width), widest)):
        high = max(1, round(height * wanted / width))
        smaller = shown.resize((wanted, high), Image.Resampling.LANCZOS)
        for format_, options in FORMATS.items():
            if format_ == "WEBP" or wanted < width:
                file = io.BytesIO()
                smaller.save(file, format_, **options)
                yield PictureCopy(file.getvalue(), f"image/{format_.lower()}", wanted, high)


def on_paper(image: Image.Image) -> Image.Image:
    """In sRGB, where it was transparent on white: a page may be dark."""
    image = _in_eight_bits(image)
    profile = image.info.get("icc_profile")
    if image.mode in TRANSPARENT or "transparency" in image.info:
        paper, opaque = Image.new("RGB", image.size, "white"), image.convert("RGBA")
        paper.paste(opaque, mask=opaque)
        return paper
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            converted = ImageCms.profileToProfile(image, io.BytesIO(profile), SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a profile that is damaged, or of another kind of colours
        if converted is not None:
            converted.info.pop("icc_profile", None)
            return converted
    return image.convert("RGB")


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Scanners write 65,536 shades of grey; `convert` calls all but the darkest 256 of them white."""
    if not image.mode.startswith("I"):
        return image
    grey = image.convert("I").point(lambda shade: shade / 257).convert("L")
    grey.info.pop("transparency", None)  # a shade of the many
    return grey
