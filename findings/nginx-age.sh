#!/bin/sh
# nginx 1.22.1 (Debian 12) as a cache in front of a cache: the response may be kept for 10 seconds and says that it is 9 seconds old.
# Seen: it is kept for another 10 seconds, not for the one that is left (RFC 9111, 4.2.3), and each time leaves with the age with which it came,
# `Age: 9`. With every further layer of nginx a page lives longer by its whole max-age.
# Guessed: a shared cache counts the age that a response already has.
# Needs Debian 12, whose package of nginx it downloads.
set -eu
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" "${origin:-}" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download --quiet nginx=1.22.1* nginx-core=1.22.1* 2>/dev/null || apt-get download --quiet nginx=1.22.1*
for package in ./*.deb; do dpkg-deb --extract "$package" .; done
nginx=$(find . -path '*/sbin/nginx' -type f | head -n 1)
cat > origin.py <<'END'
from http.server import BaseHTTPRequestHandler, HTTPServer


class Origin(BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self):
        Origin.asked += 1
        text = str(Origin.asked).encode()
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=10")
        self.send_header("Age", "9")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *arguments):
        pass


HTTPServer(("127.0.0.1", 18901), Origin).serve_forever()
END
python3 origin.py & origin=$!
chmod 755 .
mkdir temporary
cat > nginx.conf <<END
user $(id -un);
pid $folder/pid;
error_log $folder/errors;
events {}
http {
    access_log off;
    proxy_cache_path $folder/cache keys_zone=pages:1m;
    client_body_temp_path $folder/temporary/body; proxy_temp_path $folder/temporary/proxy; fastcgi_temp_path $folder/temporary/fastcgi;
    uwsgi_temp_path $folder/temporary/uwsgi; scgi_temp_path $folder/temporary/scgi;
    server { listen 127.0.0.1:18902; location / { proxy_pass http://127.0.0.1:18901; proxy_cache pages; } }
}
END
"$nginx" -v
"$nginx" -c "$folder/nginx.conf" -e "$folder/errors"
sleep 1
python3 - <<'END'
import time
from urllib.request import urlopen

start, seen = time.monotonic(), []
for second in (0, 4, 8, 12.5):
    time.sleep(max(0, start + second - time.monotonic()))
    with urlopen("http://127.0.0.1:18902/") as answer:
        seen.append((answer.read().decode(), answer.headers["Age"]))
    print(f"after {second} s: answer {seen[-1][0]}, Age {seen[-1][1]}")
assert seen == [("1", "9"), ("1", "9"), ("1", "9"), ("2", "9")]
END
