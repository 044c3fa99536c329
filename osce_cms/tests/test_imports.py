"""Imports point one way: osce_cms → releases → taxonomy. Tests may look anywhere."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = {"taxonomy": {"releases", "osce_cms"}, "releases": {"osce_cms"}}


def imported_packages(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", FORBIDDEN)
def test_package_does_not_import_what_stands_above_it(package):
    modules = [path for path in (ROOT / package).rglob("*.py") if "tests" not in path.parts]

    wrong = [str(path) for path in modules if imported_packages(path) & FORBIDDEN[package]]

    assert modules
    assert wrong == []
