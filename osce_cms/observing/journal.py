"""Logs as one JSON object a line, without words of texts; or as plain lines for a terminal.

An error of the database quotes the row that it refused, and one of ours may quote a headline. So an exception is logged
by its type and place, not by its message. In both forms, addresses of requests are left out of Django's own messages:
what people search for is private, and a preview link is its own key.
"""

import datetime
import json
import logging
import os
import traceback
from contextlib import suppress
from typing import Any

from osce_cms.observing import request_ids

STDOUT = 1
WITH_ADDRESSES = ("django.request", "django.security", "django.server")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": moment(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message_of(record),
        }
        if request_id := request_ids.current.get():
            line["request"] = request_id
        if record.exc_info and record.exc_info[1]:
            line["error"] = [told(error) for error in chain_of(record.exc_info[1])]
        return json.dumps(line, ensure_ascii=False)


class LineFormatter(logging.Formatter):
    """For people at a terminal: as Django has it, errors in full, less the addresses."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the name of the base class
        record.message = message_of(record)
        return super().formatMessage(record)


def message_of(record: logging.LogRecord) -> str:
    if record.name.startswith(WITH_ADDRESSES):
        return str(record.msg).partition(":")[0].partition("%")[0].strip() or "A request was refused."
    return record.getMessage()


def chain_of(error: BaseException) -> list[BaseException]:
    """The error and what caused it."""
    found: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in found:
        found.append(cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return found


def told(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    kind = type(error)
    return {
        "type": f"{kind.__module__}.{kind.__qualname__}",
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def moment(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat(timespec="milliseconds")


def write(line: dict[str, Any]) -> None:
    """One write to standard output, so that the lines of several processes do not mix."""
    with suppress(OSError):  # whoever read them is gone
        os.write(STDOUT, json.dumps(line).encode() + b"\n")
