"""A program: reads what `content` made from standard input and writes a PDF file, within limits. Knows nothing of Django."""

import base64
import json
import os
import resource
import sys
from contextlib import suppress
from typing import Any

from releases.site.formats.pdf.tree import tree_of

# By PDF/UA-1, which demands what screen readers need; tagged, where that refuses a character without a glyph or a nesting without
# sense; or else without tags.
WAYS: tuple[dict[str, Any], ...] = ({"pdf_standards": ["ua-1"]}, {}, {"pdf_tags": False})
MEGABYTE = 1024 * 1024


def limit(seconds: int, memory: int) -> None:
    """To seconds of the processor, and megabytes of addresses."""
    os.environ["RAYON_NUM_THREADS"] = "1"
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory * MEGABYTE, memory * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def typeset(template: str, content: bytes) -> bytes:
    """By the first way that succeeds. Raises what the last one does."""
    inputs = inputs_of(json.loads(content))
    *better, last = WAYS
    for way in better:
        with suppress(BaseException):  # it panics with what is no Exception
            return attempt(template, inputs, way)
    return attempt(template, inputs, last)


def inputs_of(data: dict[str, Any]) -> dict[str, str]:
    """Pictures are numbers among the data: files beside the template can only be text."""
    body = tree_of(data["body"], data["site"])
    pictures = {
        key: picture | {"image": [*base64.b64decode(picture["image"])]} for key, picture in data["pictures"].items()
    }
    return {"data": json.dumps(data | {"body": body, "pictures": pictures}, ensure_ascii=False)}


def attempt(template: str, inputs: dict[str, str], way: dict[str, Any]) -> bytes:
    import typst  # within the limits

    done: bytes = typst.compile(template, ignore_system_fonts=True, sys_inputs=inputs, **way)
    return done


if __name__ == "__main__":
    template, seconds, memory = sys.argv[1:]
    limit(int(seconds), int(memory))
    sys.stdout.buffer.write(typeset(template, sys.stdin.buffer.read()))
