#!/bin/sh
# WhiteNoise 6.12.0 and a client that says which encodings it refuses (RFC 9110, 12.5.3: a weight of 0 means "not acceptable").
# Seen: `br;q=0, gzip` is answered with Brotli, `gzip;q=0` with gzip, and weights have no influence on the order.
# Guessed: the compressed file is chosen among those that the client accepts.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check whitenoise==6.12.0
"$folder/venv/bin/python" - <<'END'
import gzip
import tempfile
from pathlib import Path
from wsgiref.util import setup_testing_defaults

from whitenoise import WhiteNoise

folder = Path(tempfile.mkdtemp())
text = b"p { margin: 0 }\n" * 200
(folder / "a.css").write_bytes(text)
(folder / "a.css.gz").write_bytes(gzip.compress(text))
(folder / "a.css.br").write_bytes(b"stands for a Brotli file")
site = WhiteNoise(lambda environ, start: start("404 Not Found", []) or [], root=folder)


def encoding(accepted):
    environ, headers = {"PATH_INFO": "/a.css", "HTTP_ACCEPT_ENCODING": accepted}, {}
    setup_testing_defaults(environ)
    site(environ, lambda status, lines: headers.update(lines))
    return headers.get("Content-Encoding")


seen = {accepted: encoding(accepted) for accepted in ("br, gzip", "gzip", "identity", "br;q=0, gzip", "gzip;q=0", "br;q=0.1, gzip;q=1")}
for accepted, answer in seen.items():
    print(f"{accepted}: {answer}")
assert [*seen.values()] == ["br", "gzip", None, "br", "gzip", "br"]
END
