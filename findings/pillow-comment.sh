#!/bin/sh
# Pillow 13.0.0: a JPEG is opened, made smaller and saved as a new JPEG or GIF, with no option.
# Seen: Exif and XMP are gone, as everybody expects. The comment of the file (COM) is written into the new one, and AVIF and TIFF receive
# the colour profile, whose description is free text as well.
# Guessed: a new picture made from the pixels of another carries nothing of what that file said, unless asked to.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
"$folder/venv/bin/python" - <<'END'
import io

from PIL import Image

exif = Image.Exif()
exif[0x010E] = "from Exif"
original = io.BytesIO()
Image.new("RGB", (40, 40), "navy").save(original, "JPEG", exif=exif, xmp=b"from XMP", comment=b"from COM", icc_profile=b"from ICC")

seen = {}
for form in ("JPEG", "GIF", "PNG", "WEBP", "AVIF", "TIFF"):
    original.seek(0)
    small = io.BytesIO()
    Image.open(original).resize((20, 20)).save(small, form)
    seen[form] = [part for part in ("Exif", "XMP", "COM", "ICC") if f"from {part}".encode() in small.getvalue()]
    print(form, seen[form])
assert seen == {"JPEG": ["COM"], "GIF": ["COM"], "PNG": [], "WEBP": [], "AVIF": ["ICC"], "TIFF": ["ICC"]}
END
