"""A database that is away: everyone is told so, soon, and the newsroom in its own dress."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings

SESSION = "sessionid=abcdefgh12345678abcdefgh12345678"
ASKED = [["/", ""], ["/releases/", ""], ["/admin/", SESSION], ["/ru/", ""], ["/robots.txt", ""]]
# A process of its own, which has never reached its database. Prints a line for each page: status, Retry-After, seconds, text.
ASK = """
import json, sys, time
from wsgiref.util import setup_testing_defaults
from osce_cms.wsgi import application
for path, cookie in json.loads(sys.argv[1]):
    environ, told = {"PATH_INFO": path, "HTTP_HOST": "localhost", "HTTP_COOKIE": cookie}, []
    setup_testing_defaults(environ)
    began = time.monotonic()
    text = b"".join(application(environ, lambda *answer: told.append(answer))).decode()
    status, headers = told[0][:2]
    print(json.dumps([status[:3], dict(headers).get("Retry-After"), time.monotonic() - began, text]), flush=True)
"""


@pytest.fixture(params=["refuses", "says nothing"])
def port(request) -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if request.param == "says nothing":
            server.listen(20)
        yield server.getsockname()[1]


@pytest.mark.promise(56)
def test_everyone_is_told_within_two_seconds(port):
    url = f"postgres://newsroom:hunter2@127.0.0.1:{port}/newsroom"
    environment = os.environ | {"DATABASE_URL": url, "DEBUG": "on", "ALLOWED_HOSTS": "localhost"}

    told = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(ASKED)],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    answers = [json.loads(line) for line in told.stdout.splitlines()]
    assert [(status, again) for status, again, _, _ in answers] == [("503", "60")] * 4 + [("200", None)]
    assert max(seconds for _, _, seconds, _ in answers) < 2
    front, _, newsroom, russian, _ = (text for *_, text in answers)
    assert "Temporarily unavailable" in front
    assert "The newsroom's database does not answer" in newsroom
    assert 'lang="ru"' in russian
    assert "hunter2" not in told.stderr
