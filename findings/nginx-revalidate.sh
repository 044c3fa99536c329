#!/bin/sh
# nginx 1.22.1 (Debian 12) with `proxy_cache_revalidate on`: a cached page is revalidated by its ETag, and the origin answers 304.
# Seen: nginx itself obeys the Cache-Control of the 304, and sends on the one that it kept from the first response; other headers of the 304 (Link,
# Expires, a policy) do not arrive either. The origin says "10 seconds, then comes the next text", and every browser hears "an hour".
# Guessed: the stored headers are replaced by those of the 304 (RFC 9111, 3.2 and 4.3.4), as Varnish does.
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
    def do_GET(self):
        known = self.headers["If-None-Match"] == '"1"'
        self.send_response(304 if known else 200)
        self.send_header("ETag", '"1"')
        self.send_header("Cache-Control", "public, max-age=10" if known else "public, s-maxage=1, max-age=3600")
        self.send_header("Link", f'<https://example.org/{"second" if known else "first"}>; rel="help"')
        if not known:
            self.send_header("Content-Length", "4")
        self.end_headers()
        if not known:
            self.wfile.write(b"page")

    def log_message(self, *arguments):
        pass


HTTPServer(("127.0.0.1", 18903), Origin).serve_forever()
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
    server {
        listen 127.0.0.1:18904;
        location / {
            proxy_pass http://127.0.0.1:18903; proxy_cache pages; proxy_cache_revalidate on; add_header X-Cache \$upstream_cache_status;
        }
    }
}
END
"$nginx" -v
"$nginx" -c "$folder/nginx.conf" -e "$folder/errors"
sleep 1
python3 - <<'END'
import time
from urllib.request import urlopen

start, seen = time.monotonic(), []
for second in (0, 3, 5):
    time.sleep(max(0, start + second - time.monotonic()))
    with urlopen("http://127.0.0.1:18904/") as answer:
        seen.append((answer.headers["X-Cache"], answer.headers["Cache-Control"], "first" in answer.headers["Link"]))
    print(f"after {second} s: {seen[-1][0]}, {seen[-1][1]}, Link {'of the first answer' if seen[-1][2] else 'of the 304'}")
assert [cache for cache, *_ in seen] == ["MISS", "REVALIDATED", "HIT"]
assert all(said == "public, s-maxage=1, max-age=3600" and first for _, said, first in seen)
END
