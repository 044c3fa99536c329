"""The picture of a release on other sites: its lead picture, or else headline, date and organisation as a PNG."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from font_roboto import font_files
from PIL import Image, ImageDraw, ImageFont

from releases.language.organisation import organisation
from releases.models import Edition
from releases.reading.editions import Reading

REGULAR, BOLD = font_files["Roboto"], font_files["RobotoBold"]
WIDTH, HEIGHT = 1200, 630  # pixels; the size recommended for Open Graph
MARGIN = 80
PAPER, BAR, INK, QUIET = "#ffffff", "#12355b", "#16202b", "#4a5866"
HEADLINE_SIZES = (72, 62, 54, 46, 40)
MOST_LINES = 5
KEPT = 60  # seconds; what was removed is in no cache after a minute


@dataclass(frozen=True)
class Shared:
    """With its whole address, whether the text is public yet or not."""

    address: str
    media_type: str
    width: int
    height: int
    alternative: str


def shared(reading: Reading) -> Shared:
    edition, lead = reading.edition, reading.lead_picture
    if lead is None:
        address = settings.SITE_URL + picture_address(edition)
        return Shared(address, "image/png", WIDTH, HEIGHT, edition.headline)
    stored = lead.file.preview or lead.file.itself
    with translation.override(edition.language):
        path = reverse("release-file", args=[edition.release_id, stored.key, stored.name])
    return Shared(settings.SITE_URL + path, stored.media_type, stored.width, stored.height, lead.alternative)


def picture_address(edition: Edition) -> str:
    """Contains the number of the edition, whose picture never changes."""
    with translation.override(edition.language):
        return reverse("release-picture", args=[edition.release_id, edition.number])


def picture_of(edition: Edition) -> bytes:
    """The PNG's bytes."""
    key = f"picture-{edition.pk}-{edition.language}"
    return cache.get_or_set(key, lambda: draw(edition), KEPT) or b""


def draw(edition: Edition) -> bytes:
    """In the edition's language. The font covers Latin, Greek and Cyrillic; other scripts come out as empty boxes."""
    with translation.override(edition.language):
        facts = f"{edition.get_type_display()}   ·   {date_format(edition.date)}"
        names = organisation()
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, 0, WIDTH, 130), BAR)
    canvas.text((MARGIN, 65), names.short_name, PAPER, _font(BOLD, 64), anchor="lm")
    canvas.text((MARGIN + 220, 65), names.name, PAPER, _font(REGULAR, 30), anchor="lm")
    canvas.text((MARGIN, 190), facts, QUIET, _font(REGULAR, 32), anchor="lm")
    font, lines = _fitting(edition.headline)
    for number, line in enumerate(lines):
        canvas.text((MARGIN, 235 + number * font.size * 1.18), line, INK, font)
    file = io.BytesIO()
    image.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def _fitting(headline: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest font size at which the headline fits, and its lines; at the smallest size it is truncated with an ellipsis."""
    for size in HEADLINE_SIZES:
        font = _font(BOLD, size)
        lines = list(_lines(headline, font))
        if len(lines) * size * 1.18 <= HEIGHT - 235 - MARGIN / 2 and all(
            font.getlength(line) <= WIDTH for line in lines
        ):
            return font, lines
    return font, [*lines[: MOST_LINES + 1], f"{lines[MOST_LINES + 1]} …"] if len(lines) > MOST_LINES + 1 else lines


def _lines(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > WIDTH - 2 * MARGIN:
            yield line
            line = word
        else:
            line = longer
    yield line
