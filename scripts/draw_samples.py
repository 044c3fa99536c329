"""Draws the pictures of the sample releases, in few flat colours: `python scripts/draw_samples.py`. They show nothing that exists."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "releases" / "demo" / "pictures"
WIDTH, HEIGHT = 1200, 800  # as drawn
KEPT = 900, 600
Draw = ImageDraw.ImageDraw


def mountains(draw: Draw) -> None:
    """A lake between mountains, with a sail."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill="#cfe3f2")
    draw.polygon(
        [(0, 520), (260, 180), (470, 430), (700, 120), (980, 420), (1200, 260), (1200, 560), (0, 560)], fill="#7d93a8"
    )
    draw.polygon([(630, 215), (700, 120), (775, 200), (705, 185)], fill="#ffffff")
    draw.polygon([(205, 252), (260, 180), (315, 246), (262, 232)], fill="#ffffff")
    draw.polygon([(0, 600), (220, 430), (520, 590), (860, 450), (1200, 600), (1200, 640), (0, 640)], fill="#4d7358")
    draw.rectangle((0, 600, WIDTH, HEIGHT), fill="#2f6690")
    draw.polygon([(560, 690), (680, 690), (650, 725), (590, 725)], fill="#8c2f2f")
    draw.polygon([(615, 560), (615, 680), (690, 680)], fill="#f4f1e8")


def hall(draw: Draw) -> None:
    """A white hall by the water, in the evening."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill="#f3c99f")
    draw.rectangle((0, 560, WIDTH, HEIGHT), fill="#3b5773")
    draw.rectangle((180, 330, 1020, 560), fill="#f6f3ee")
    draw.polygon([(420, 330), (560, 190), (800, 190), (800, 330)], fill="#e4ded4")
    for column in range(14):
        draw.rectangle((215 + column * 57, 380, 240 + column * 57, 560), fill="#5d6b7a")
    draw.rectangle((0, 556, WIDTH, 566), fill="#8a7f70")


def turbines(draw: Draw) -> None:
    """Three wind turbines over a field."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill="#dcebf5")
    draw.polygon([(0, 640), (400, 560), (900, 620), (1200, 550), (1200, 800), (0, 800)], fill="#8fae6b")
    for left, top, size in ((260, 240, 150), (610, 170, 190), (960, 280, 130)):
        draw.polygon([(left - 8, 620), (left + 8, 620), (left + 4, top), (left - 4, top)], fill="#f7f7f5")
        for x, y in ((0, -1), (0.87, 0.5), (-0.87, 0.5)):
            draw.line((left, top, left + x * size, top + y * size), fill="#f7f7f5", width=12)
        draw.ellipse((left - 12, top - 12, left + 12, top + 12), fill="#c9ced3")


PICTURES: dict[str, Callable[[Draw], None]] = {"lake": mountains, "hall": hall, "turbines": turbines}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, paint in PICTURES.items():
        image = Image.new("RGB", (WIDTH, HEIGHT))
        paint(ImageDraw.Draw(image))
        image.resize(KEPT, Image.Resampling.LANCZOS).quantize(16, dither=Image.Dither.NONE).save(
            FOLDER / f"{name}.png", optimize=True
        )


if __name__ == "__main__":
    main()
