"""What a PDF hides, a copy without it, and its words. Its compressed parts are opened by pikepdf in a process of its own with little memory and
time: a few bytes may unpack to gigabytes, and the library offers no limit.
"""

import json
import subprocess
import sys
from pathlib import Path

MEDIA_TYPE = "application/pdf"
PATIENCE = 60  # seconds
PROGRAM = Path(__file__).with_name("inside_pdf.py")


def hidden_in(content: bytes) -> set[str]:
    """The names of remarks, as in `releases.files.remarks.Remark`."""
    if b"/Filter" not in content and b"#" not in content:  # nothing is compressed, nor spelt otherwise
        from releases.files import inside_pdf  # eleven megabytes that a process which only serves readers never needs

        return set(inside_pdf.hidden_in(content))
    told = _apart("look", content)
    return set(json.loads(told)) if told else {"unread"}


def cleaned(content: bytes) -> bytes | None:
    """A copy without all that; None if it cannot be made."""
    return _apart("clean", content) or None


def words_of(content: bytes) -> list[str] | None:
    """The text of each page; None if it cannot be read within the limits, or not without a password."""
    told = _apart("read", content)
    pages: list[str] | None = json.loads(told) if told else None
    return pages


def _apart(what: str, content: bytes) -> bytes:
    """What the process writes; nothing if it fails."""
    try:
        done = subprocess.run(  # our own program
            [sys.executable, "-I", str(PROGRAM), what],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""
