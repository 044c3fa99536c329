"""A program that keeps a copy as the documentation of the API has it, and may be killed at any instant.

    python harvester.py ADDRESS FILE [--once]

Each item is a line of the file, and each answer ends with a line of its `next`; whatever follows the last of these is taken
again after a death. With --once it ends where there is no more.
"""

import json
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

WORK = 0.01  # seconds for an item, so that deaths come between them as well


def harvest(address: str, file: Path, *, once: bool) -> None:
    lines = whole(file)
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    following = next((line["next"] for line in reversed(lines) if "next" in line), address)
    with file.open("a") as copy:
        while True:
            told = get(following)
            following = told["next"]
            for line in [*told["items"], {"next": following}]:
                copy.write(f"{json.dumps(line)}\n")
                copy.flush()
                time.sleep(WORK)
            if not told["more"]:
                if once:
                    return
                time.sleep(0.02)


def whole(file: Path) -> list[dict[str, Any]]:
    """Up to the end of the last answer that was taken completely."""
    texts = file.read_text().splitlines(keepends=True) if file.exists() else []
    found = [json.loads(text) for text in texts if text.endswith("\n")]
    ends = [number for number, line in enumerate(found) if "next" in line]
    return found[: ends[-1] + 1] if ends else []


def get(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310  # the test's own server
        told: dict[str, Any] = json.load(answer)
    return told


if __name__ == "__main__":
    harvest(sys.argv[1], Path(sys.argv[2]), once="--once" in sys.argv)
