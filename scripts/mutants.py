"""Mutation testing of the pure modules and of the guards: changes one place at a time, and counts the changes that no
test notices.

    python scripts/mutants.py [MODULE…]

mutmut makes the changes, in copies of the repository under var/mutants/, which is emptied first. Each module is tested
by the files that the table names, so that a run ends in reasonable time; modules that are missing here are tested by
the suite only. Surviving changes are listed with their diffs in var/mutants/survivors.txt. mutmut changes functions,
not tables or constants of a module, and activates a change after the import: code that runs during an import is named
in AT_IMPORT and not counted.
"""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "mutants"
COPIED = ("benchmarks", "docs", "locale", "osce_cms", "releases", "scripts", "taxonomy", "templates")
FILES = ("conftest.py", "manage.py", "Makefile", "pyproject.toml", ".env.example")
WORKERS = min(os.cpu_count() or 1, 4)  # each needs a database of its own, and so a copy of its own
GOAL = 10  # per cent

TABLE = {
    "releases/language/dates.py": "releases/test_import_datelines",
    "releases/language/datelines.py": "releases/test_import_datelines",
    "releases/language/instants.py": "releases/test_language",
    "releases/language/numbers.py": "releases/test_language",
    "releases/language/slugs.py": "releases/test_slugs",
    "releases/language/timestamps/*.py": "releases/test_timestamps",
    "releases/language/text_key.py": "releases/test_language",
    "taxonomy/canonical.py": "releases/test_canonical",
    "releases/record/chain.py": "releases/test_verification releases/test_seal",
    "releases/record/contents.py": "releases/test_canonical releases/test_seal releases/test_verification",
    "releases/record/guards.py": "releases/test_immutability releases/test_seal releases/test_verification",
    "releases/record/verification.py": "releases/test_verification",
    "releases/steps/conditions.py": "releases/test_steps releases/test_workflow releases/test_timeline",
    "releases/steps/table.py": "releases/test_steps releases/test_workflow",
    "releases/steps/timeline.py": "releases/test_timeline releases/test_together",
    "releases/models/access.py": "releases/test_access",
    "releases/review/checks.py": "releases/test_checks",
    "releases/review/comparison.py": "releases/test_compare",
    "releases/mail/letters.py": "releases/test_letters",
    "releases/files/images.py": "releases/test_files",
    "releases/files/kinds.py": "releases/test_files",
    "releases/files/names.py": "releases/test_files",
    "releases/files/remarks.py": "releases/test_files",
    "releases/search/bits.py": "releases/test_search_packing",
    "releases/lists/excerpts.py": "releases/test_excerpts",
    "releases/search/packing.py": "releases/test_search_packing",
    "releases/search/misspelling.py": "releases/test_search_question releases/test_search_hints",
    "releases/search/question.py": "releases/test_search_question",
    "releases/search/words.py": "releases/test_search_question releases/test_search_stemming",
    "releases/importing/texts.py": "releases/test_import_mapping",
    "releases/importing/times.py": "releases/test_import_mapping releases/test_import_loading",
    "releases/site/citation.py": "releases/test_machines_read",
    "releases/site/freshness.py": "releases/test_freshness",
    "taxonomy/guards.py": "taxonomy/test_guards releases/test_immutability",
    "taxonomy/richtext.py": "taxonomy/test_richtext",
}
AT_IMPORT = (
    "releases.language.dates.x__months",
    "releases.language.dates.x__patterns",
    "releases.search.words.x__letters",
)
# It checks what a module imports, and a mutated one imports mutmut.
LEFT_OUT = "releases/tests/test_workflow.py::test_table_imports_no_model"
# Guards are installed when a database is created, and these modules change them: each change needs a new database.
MAKES_DATABASES = {"releases/record/guards.py", "taxonomy/guards.py"}

CONFIGURATION = """

[tool.mutmut]
source_paths = ["releases", "taxonomy", "osce_cms"]
only_mutate = ["{module}"]
also_copy = {also}
pytest_add_cli_args = ["-p", "no:xdist", "--deselect={left_out}", "-o", "addopts=--strict-markers {database}"]
pytest_add_cli_args_test_selection = {tests}
use_git_change_detection = false
track_dependencies = false
process_isolation = "forkserver"
timeout_constant = 5.0
"""


@dataclass(frozen=True)
class Result:
    module: str
    states: dict[str, str]  # by name of the change: killed, survived, no tests, timeout, …
    seconds: float

    @property
    def survivors(self) -> list[str]:
        return [name for name, state in self.states.items() if state in ("survived", "no tests")]

    @property
    def share(self) -> float:
        return 100 * len(self.survivors) / max(1, len(self.states))


def main(modules: list[str]) -> int:
    chosen = modules or list(TABLE)
    shutil.rmtree(FOLDER, ignore_errors=True)
    places: SimpleQueue[Path] = SimpleQueue()
    for number in range(WORKERS):
        places.put(copied(FOLDER / str(number)))
    with ThreadPoolExecutor(WORKERS) as pool:
        results = list(pool.map(lambda module: in_some_place(module, places), chosen))
    report(results)
    return 0


def copied(place: Path) -> Path:
    for name in COPIED:
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__", "browser"))
    for name in FILES:
        shutil.copy(ROOT / name, place / name)
    (place / "var").mkdir()
    return place


def in_some_place(module: str, places: "SimpleQueue[Path]") -> Result:
    place = places.get()
    try:
        result = mutated(module, place)
    finally:
        places.put(place)
    print(line(module, len(result.states), len(result.survivors), result.share, result.seconds), flush=True)
    return result


def mutated(module: str, place: Path) -> Result:
    """Raises SystemExit if mutmut fails, as it does if the tests fail without any change."""
    began = time.monotonic()
    shutil.rmtree(place / "mutants", ignore_errors=True)
    configure(module, place)
    outcome = mutmut(place, "run", "--max-children", "1")
    if outcome.returncode:
        raise SystemExit(f"mutmut failed with {module}:\n{outcome.stdout[-3000:]}{outcome.stderr[-3000:]}")
    states = {}
    for said in mutmut(place, "results", "--all", "true").stdout.splitlines():
        name, _, state = said.strip().rpartition(": ")
        if name and not name.startswith(AT_IMPORT):
            states[name] = state
    result = Result(module, states, time.monotonic() - began)
    write_survivors(result, place)
    return result


def configure(module: str, place: Path) -> None:
    tests = [f"{app}/tests/{name}.py" for app, name in (test.split("/") for test in TABLE[module].split())]
    values = {
        "module": module,
        "left_out": LEFT_OUT,
        "also": [*COPIED, *FILES],
        "database": "--create-db" if module in MAKES_DATABASES else "--reuse-db",
        "tests": [test for test in tests if (place / test).exists()],
    }
    text = (ROOT / "pyproject.toml").read_text() + CONFIGURATION.format(**values)
    (place / "pyproject.toml").write_text(text)


def mutmut(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("mutmut")
    environment = os.environ | {"SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "localhost,127.0.0.1"}
    return subprocess.run(
        [program, *arguments], cwd=place, env=environment, capture_output=True, text=True, errors="replace", check=False
    )


def write_survivors(result: Result, place: Path) -> None:
    with (FOLDER / "survivors.txt").open("a") as file:
        for name in result.survivors:
            file.write(f"{result.states[name]}: {mutmut(place, 'show', name).stdout}\n")


def report(results: list[Result]) -> None:
    changes = sum(len(result.states) for result in results)
    survivors = sum(len(result.survivors) for result in results)
    share = 100 * survivors / max(1, changes)
    print(line("in all", changes, survivors, share, sum(result.seconds for result in results)))
    print(f"{share:.1f} % survive; the goal is under {GOAL} %. They are listed in {FOLDER / 'survivors.txt'}.")


def line(name: str, changes: int, survivors: int, share: float, seconds: float) -> str:
    return f"{name:36} {changes:5} changes {survivors:4} survive {share:5.1f} % {seconds:6.0f} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
