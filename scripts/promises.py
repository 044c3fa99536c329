"""Writes the table of promises into docs/security.md: each promise with the tests marked for it and the drills that hold it, or why
none does.

`promises.py --check` only compares, and fails where a promise has neither, where a mark names no promise, or where the
page is out of date.
"""

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PROMISES, PAGE = ROOT / "docs" / "promises.toml", ROOT / "docs" / "security.md"
FOLDERS = ("osce_cms", "releases", "taxonomy")
DRILLS, DRILL = ROOT / "drills" / "__main__.py", re.compile(r'^    "([\w-]+)": ', re.MULTILINE)
BEGINNING = "<!-- The table is written by scripts/promises.py. -->\n"
MARK = "pytest.mark.promise"


def main(*, only_check: bool) -> int:
    promises, marks = tomllib.loads(PROMISES.read_text()), marked()
    faults = [*wrong(promises, marks)]
    text = PAGE.read_text().partition(BEGINNING)[0] + BEGINNING + table(promises, marks)
    if not only_check:
        PAGE.write_text(text)
    elif text != PAGE.read_text():
        faults.append("docs/security.md is out of date: run scripts/promises.py.")
    held = sum(number in marks for number in promises)
    drilled = sum("drills" in promise and number not in marks for number, promise in promises.items())
    print("\n".join([*faults, f"{held} of {len(promises)} promises are held by tests, {drilled} by drills alone."]))
    return bool(faults)


def marked() -> dict[str, list[str]]:
    """The tests of each promise, by its number, as `file::test`."""
    found = defaultdict(list)
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("test_*.py")):
        for test, number in marks_in(ast.parse(path.read_text())):
            found[number].append(f"{path.relative_to(ROOT)}::{test}")
    return dict(found)


def marks_in(module: ast.Module) -> Iterator[tuple[str, str]]:
    for function in module.body:
        if isinstance(function, ast.FunctionDef):
            for decorator in function.decorator_list:
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == MARK:
                    yield from ((function.name, ast.unparse(number)) for number in decorator.args)


def wrong(promises: dict[str, Any], marks: dict[str, list[str]]) -> Iterator[str]:
    for number in marks.keys() - promises.keys():
        yield f"{marks[number][0]} is marked for promise {number}, which there is none of."
    for number, promise in promises.items():
        holding = [*marks.get(number, []), *promise.get("drills", [])]
        if not holding and not promise.get("not_held"):
            yield f"Promise {number} has neither a test nor a reason: {promise['says']}"
        if holding and promise.get("not_held"):
            yield f"Promise {number} is held by {holding[0]} and said not to be."
        for drill in set(promise.get("drills", [])) - set(DRILL.findall(DRILLS.read_text())):
            yield f"Promise {number} names the drill {drill}, which there is none of."


def table(promises: dict[str, Any], marks: dict[str, list[str]]) -> str:
    lines = ["", "| | promise | held by |", "| --- | --- | --- |"]
    for number, promise in promises.items():
        held = [*(f"`{named(test)}`" for test in marks.get(number, [])), *map(drilled, promise.get("drills", []))]
        tests = "<br>".join(held)
        reservation = promise.get("not_held") or promise.get("but")
        word = "Except: " if held else "**Not held.** "
        said = "<br>".join(part for part in (tests, f"{word}{reservation}" if reservation else "") if part)
        lines.append(f"| {number} | {promise['says']} | {said} |")
    return "\n".join([*lines, ""])


def drilled(name: str) -> str:
    return f"`make drills DRILLS={name}`"


def named(test: str) -> str:
    path, _, name = test.partition("::")
    return f"{Path(path).stem}: {name.removeprefix('test_')}"


if __name__ == "__main__":
    sys.exit(main(only_check="--check" in sys.argv))
