#!/bin/sh
# Varnish 7.1.1 (Debian 12) with its default settings: a response may be kept for 2 seconds and says `must-revalidate`.
# Seen: for 10 more seconds (default_grace) whoever asks first gets the old page, with its true age, while the new one is fetched in the background. A page
# that nobody asked for in the meantime, and that was withdrawn, is shown once more. `stale-while-revalidate=0` helps, must-revalidate does not.
# Guessed: once stale, such a response is not used without asking the origin (RFC 9111, 5.2.2.2).
# Needs varnishd and its C compiler; apt-get install varnish.
set -eu
command -v varnishd >/dev/null || { echo "Install varnish." >&2; exit 1; }
folder=$(mktemp -d)
trap 'kill "${varnish:-}" "${origin:-}" 2>/dev/null; wait; rm -rf "$folder"' EXIT
cd "$folder"
chmod 755 .
cat > origin.py <<'END'
from http.server import BaseHTTPRequestHandler, HTTPServer
from collections import Counter


class Origin(BaseHTTPRequestHandler):
    asked = Counter()

    def do_GET(self):
        Origin.asked[self.path] += 1
        text = str(Origin.asked[self.path]).encode()
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=2, must-revalidate" + (", stale-while-revalidate=0" if self.path == "/zero" else ""))
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *arguments):
        pass


HTTPServer(("127.0.0.1", 18905), Origin).serve_forever()
END
python3 origin.py & origin=$!
varnishd -V 2>&1 | head -n 1
varnishd -F -n "$folder/work" -a 127.0.0.1:18906 -b 127.0.0.1:18905 -s malloc,20m >/dev/null 2>&1 & varnish=$!
sleep 4
python3 - <<'END'
import time
from urllib.request import urlopen

seen = {"/plain": [], "/zero": []}
for wait in (0, 4, 1):
    time.sleep(wait)
    for path, answers in seen.items():
        with urlopen(f"http://127.0.0.1:18906{path}") as answer:
            answers.append((answer.read().decode(), int(answer.headers["Age"]) > 2))
            print(f"{path}: answer {answers[-1][0]}, Age {answer.headers['Age']}")
assert seen["/plain"] == [("1", False), ("1", True), ("2", False)]
assert seen["/zero"] == [("1", False), ("2", False), ("2", False)]
END
