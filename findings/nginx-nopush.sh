#!/bin/sh
# nginx 1.22.1 (Debian 12) with `sendfile on; tcp_nopush on;`, as in Debian's own nginx.conf, and a page of 82,703 bytes in its cache, requested
# over loopback (as by Varnish or a TLS terminator on the same machine) by one client that keeps its connection.
# Seen: from the second request on, the page takes 40 ms or more, the time for which a receiver delays its acknowledgement: the last
# packet is held back although nothing follows. Without tcp_nopush, or as a plain file with it, the page takes less than 1 ms.
# Guessed: a cached page is sent as quickly as a file of the same bytes, since nginx stops holding back at the end of each response.
# Needs Debian 12, whose package of nginx it downloads.
set -eu
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" "${origin:-}" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download --quiet nginx=1.22.1* nginx-core=1.22.1* 2>/dev/null || apt-get download --quiet nginx=1.22.1*
for package in ./*.deb; do dpkg-deb --extract "$package" .; done
nginx=$(find . -path '*/sbin/nginx' -type f | head -n 1)
chmod 755 .
mkdir temporary files
head -c 82703 /dev/zero | tr '\0' 'x' > files/page
cat > origin.py <<'END'
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

PAGE = Path("files/page").read_bytes()


class Origin(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=600")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *arguments):
        pass


HTTPServer(("127.0.0.1", 18911), Origin).serve_forever()
END
python3 origin.py & origin=$!
locations="location / { proxy_pass http://127.0.0.1:18911; proxy_cache pages; } location /file { alias $folder/files/page; }"
cat > nginx.conf <<END
user $(id -un);
pid $folder/pid;
error_log $folder/errors;
events {}
http {
    access_log off;
    sendfile on;
    proxy_cache_path $folder/cache keys_zone=pages:1m;
    client_body_temp_path $folder/temporary/body; proxy_temp_path $folder/temporary/proxy; fastcgi_temp_path $folder/temporary/fastcgi;
    uwsgi_temp_path $folder/temporary/uwsgi; scgi_temp_path $folder/temporary/scgi;
    server { listen 127.0.0.1:18912; tcp_nopush on; $locations }
    server { listen 127.0.0.1:18913; tcp_nopush off; $locations }
}
END
"$nginx" -v
"$nginx" -c "$folder/nginx.conf" -e "$folder/errors"
sleep 1
python3 - <<'END'
import time
from http.client import HTTPConnection
from statistics import median


def milliseconds(port, path):
    """Of a request, the median of twenty."""
    client, took = HTTPConnection("127.0.0.1", port), []
    for number in range(22):
        began = time.monotonic()
        client.request("GET", path)
        assert len(client.getresponse().read()) == 82703
        took.append(1000 * (time.monotonic() - began))
    return median(took[2:])


seen = {}
for port, told in (18912, "tcp_nopush on"), (18913, "tcp_nopush off"):
    for path, what in ("/page", "from the cache"), ("/file", "as a file"):
        seen[told, what] = milliseconds(port, path)
        print(f"{told}, {what}: {seen[told, what]:.1f} ms")
slow = seen.pop(("tcp_nopush on", "from the cache"))
assert slow > 35 and max(seen.values()) < 10, "This has changed."
END
