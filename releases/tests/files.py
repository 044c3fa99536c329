"""Builds files for upload tests: small, genuine, and free of copyright."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageDraw, PngImagePlugin

PDF = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog /Pages 2 0 R>>\nendobj\n2 0 obj\n<</Kids[3 0 R]/Count 1>>\nendobj\n"
    b"3 0 obj\n<</Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
)
SECRET = "Taken by Marker at 48.2N"
GPS, DESCRIPTION, ORIENTATION = 34853, 270, 274


def picture(format_: str = "JPEG", size: tuple[int, int] = (64, 48), orientation: int = 1, **options: Any) -> bytes:
    """With every kind of metadata that a camera or a program may write."""
    image = Image.radial_gradient("L").resize(size).convert(options.pop("mode", "RGB"))
    exif = Image.Exif()
    exif[DESCRIPTION], exif[ORIENTATION] = SECRET, orientation
    if format_ == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", SECRET)
    if format_ == "JPEG":
        options["comment"] = SECRET.encode()
    file = io.BytesIO()
    image.save(file, format_, exif=exif.tobytes(), **options)
    return file.getvalue()


def archive(parts: Mapping[str, str | bytes], **options: Any) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", **options) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def word(body: str = "<w:p/>", **parts: str) -> bytes:
    return archive(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>',
            "docProps/core.xml": "<cp:coreProperties><dc:creator></dc:creator></cp:coreProperties>",
        }
        | parts
    )


def drawn(size: tuple[int, int]) -> bytes:
    """A bridge under the sky, without metadata."""
    image = Image.new("RGB", size, "#9cc4e4")
    draw, (width, height) = ImageDraw.Draw(image), size
    draw.rectangle((0, height * 0.7, width, height), fill="#3f6f8f")
    draw.rectangle((0, height * 0.5, width, height * 0.56), fill="#8a7f70")
    for number in range(5):
        left = width * number / 5
        draw.pieslice((left + width * 0.02, height * 0.56, left + width * 0.18, height * 0.9), 180, 360, fill="#6b6256")
    file = io.BytesIO()
    image.save(file, "JPEG", quality=85)
    return file.getvalue()
