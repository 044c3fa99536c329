#!/bin/sh
# Pillow 13.0.0: a PNG in 16 bits of grey, as scanners write it, is converted to RGB, as for a JPEG, or saved as WebP.
# Seen: of 65,536 shades, all from 256 on are white: what remains of the scan is an empty sheet. There is no error and no warning.
# Guessed: the shades are scaled, as are those of a PNG with 16 bits for each of three colours.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
"$folder/venv/bin/python" - <<'END'
import io
import struct
import zlib

from PIL import Image

SHADES = (0, 20000, 40000, 65535)


def png(colour_type, values):
    def part(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", len(SHADES), 1, 16, colour_type, 0, 0, 0)
    row = b"\0" + struct.pack(f">{len(values)}H", *values)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", zlib.compress(row)) + part(b"IEND", b""))


def shades(image):
    return [image.convert("RGB").getpixel((x, 0))[0] for x in range(len(SHADES))]


grey = Image.open(png(0, SHADES))
colour = Image.open(png(2, [each for shade in SHADES for each in (shade,) * 3]))
webp = io.BytesIO()
grey.save(webp, "WEBP", lossless=True)
print("grey:", grey.mode, shades(grey), "as WebP:", shades(Image.open(webp)), "three colours:", shades(colour))
assert shades(grey) == shades(Image.open(webp)) == [0, 255, 255, 255]
assert shades(colour) == [0, 78, 156, 255]
END
