"""Operators see what the site does, and neither what unpublished texts say nor what people search for."""

import json
import logging
import sys
from ipaddress import ip_network
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.db import IntegrityError
from prometheus_client import REGISTRY

from osce_cms.observing.application import Observed
from osce_cms.observing.journal import JsonFormatter, LineFormatter

PROXIES = [ip_network("10.0.0.0/8")]
GIVEN = "a1b2c3d4-from-the-proxy"


def application(environ, start_response):
    start_response(environ["answer"], [("Content-Type", "text/plain")])
    return [b"ok"]


def ask(path="/releases/", *, answer="200 OK", log=False, sender="10.1.2.3", **headers):
    """The headers of the answer."""
    told = []
    environ = {"PATH_INFO": path, "QUERY_STRING": "q=secretword", "REMOTE_ADDR": sender, "answer": answer}
    environ |= {f"HTTP_{name}": value for name, value in headers.items()}
    setup_testing_defaults(environ)
    Observed(application, proxies=PROXIES, log=log)(environ, lambda *answer: told.append(answer))
    return dict(told[0][1])


def test_every_answer_has_an_id_of_its_own():
    first, second = ask()["X-Request-ID"], ask()["X-Request-ID"]

    assert first != second
    assert len(first) == 32


def test_id_is_taken_over_from_a_trusted_proxy_only():
    assert ask(X_REQUEST_ID=GIVEN)["X-Request-ID"] == GIVEN
    assert ask(X_REQUEST_ID=GIVEN, sender="192.0.2.7")["X-Request-ID"] != GIVEN
    assert ask(X_REQUEST_ID=GIVEN, sender="")["X-Request-ID"] != GIVEN


@pytest.mark.parametrize("given", ["short", "with space in it", 'quote"quote"', "x" * 65, "ünïcödé-id"])
def test_malformed_id_is_replaced_whoever_sends_it(given):
    assert ask(X_REQUEST_ID=given)["X-Request-ID"] != given


def test_request_is_logged_as_one_line_without_its_query(capfd):
    request_id = ask("/releases/7/opening/", log=True)["X-Request-ID"]

    (line,) = capfd.readouterr().out.splitlines()
    told = json.loads(line)
    assert told.pop("at")
    assert told.pop("ms") >= 0
    assert told == {
        "request": request_id,
        "area": "public",
        "method": "GET",
        "path": "/releases/7/opening/",
        "status": 200,
    }


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/releases/7/secretword/", "404 Not Found"),
        ("/admin/releases/edition/7/secretword/", "200 OK"),
        ("/preview/secretword/", "200 OK"),
        ("/releases/7/secretword/", "302 Found"),
    ],
)
def test_address_that_is_not_public_is_not_logged(capfd, path, answer):
    ask(path, answer=answer, log=True)

    assert "secretword" not in (out := capfd.readouterr().out)
    assert json.loads(out)["status"] == int(answer[:3])


def logged(error=None, name="releases.steps", message="It failed: %s", arguments=("42",)):
    information: Any = None
    try:
        if error:
            raise error
    except Exception:
        information = sys.exc_info()
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, arguments, information)
    return json.loads(JsonFormatter().format(record))


def test_error_is_logged_by_type_and_place_and_not_by_what_it_quotes():
    refused = IntegrityError("Failing row contains (7, Secret headline)")
    refused.__cause__ = ValueError("Secret headline")

    told = logged(refused)

    assert told["message"] == "It failed: 42"
    assert [error["type"] for error in told["error"]] == ["django.db.utils.IntegrityError", "builtins.ValueError"]
    assert "test_observing.py" in told["error"][0]["at"][0]
    assert "Secret" not in json.dumps(told)


def test_messages_of_django_about_requests_lose_their_addresses():
    told = logged(name="django.request", message="Not Found: %s", arguments=("/releases/7/secret-headline/",))

    assert told["message"] == "Not Found"


def test_plain_lines_have_no_addresses_either_and_errors_in_full():
    formatter = LineFormatter("%(name)s: %(message)s")
    record = logging.LogRecord(
        "django.request", logging.WARNING, __file__, 1, "Forbidden: %s", ("/room/link/secret/",), None
    )
    failed = logging.LogRecord("releases.steps", logging.ERROR, __file__, 1, "It failed: %s", ("42",), None)

    assert formatter.format(record) == "django.request: Forbidden"
    assert formatter.format(failed) == "releases.steps: It failed: 42"


def counted(**labels):
    return REGISTRY.get_sample_value("newsroom_requests_total", labels) or 0


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("/", "public"),
        ("/ru/releases/feed/atom/", "feed"),
        ("/admin/", "newsroom"),
        ("/readyz", "health"),
        ("/releases/7/files/x/a.pdf", "file"),
    ],
)
def test_requests_are_counted_by_area_method_and_status(path, area):
    labels = {"area": area, "method": "GET", "status": "418"}
    before = counted(**labels)

    ask(path, answer="418 I'm a teapot")

    assert counted(**labels) == before + 1


def test_made_up_methods_do_not_grow_the_figures():
    ask(REQUEST="x")
    environ = {"PATH_INFO": "/", "REQUEST_METHOD": "SECRETWORD", "answer": "405 No"}
    setup_testing_defaults(environ)
    Observed(application, proxies=[], log=False)(environ, lambda *answer: None)

    assert counted(area="public", method="other", status="405") >= 1
    assert counted(area="public", method="SECRETWORD", status="405") == 0
