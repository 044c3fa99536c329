#!/bin/sh
# granian 2.8.9: an application that takes three seconds to load is asked by SIGHUP to renew its processes while visitors make requests.
# Seen: the former process ends half a second (--respawn-interval) after the new one was started, whether that one listens or not, so
# connections are refused until it does. A process that is told to end while it loads ignores that: after a second SIGHUP it loads,
# listens, answers, and is killed ten seconds (--workers-kill-timeout) later, whatever it is answering.
# Guessed: the former process ends once the new one listens, and a process that is still loading ends when told.
set -eu
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet granian==2.8.9
cat > slow.py <<'END'
import time

time.sleep(3)


def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
END
venv/bin/granian --interface wsgi --port 18903 --workers 1 --respawn-failed-workers --respawn-interval 0.5 \
    --workers-kill-timeout 10 --log-level warning slow:application >log 2>&1 & server=$!
sleep 6
venv/bin/python - "$server" <<'END'
import http.client
import os
import signal
import sys
import time

server = int(sys.argv[1])
start, refused = time.monotonic(), []
hups = [1.0, 2.0]
while (now := time.monotonic() - start) < 22:
    if hups and now >= hups[0]:
        hups.pop(0)
        os.kill(server, signal.SIGHUP)
    try:
        connection = http.client.HTTPConnection("127.0.0.1", 18903, timeout=5)
        connection.request("GET", "/")
        connection.getresponse().read()
    except ConnectionRefusedError:
        refused.append(now)
    except (OSError, http.client.HTTPException):
        pass
    time.sleep(0.01)
print(f"refused {len(refused)} times, the first {refused[0] - 1:.1f} s after the first SIGHUP")
first = [at - 1 for at in refused if at < 2]
assert first and 0.4 < first[0] < 1, refused
END
cat log
grep -q "refused to gracefully stop" log
