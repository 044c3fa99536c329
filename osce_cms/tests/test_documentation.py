"""Paths, modules, links and functions named in the documentation exist; so do those named in docstrings and comments."""

import ast
import importlib
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("osce_cms", "releases", "taxonomy", "templates", "docs", "scripts", "benchmarks", "locale")
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md"), *ROOT.glob("taxonomy/data/*.md")]
)
MODULES = sorted(
    path
    for name in ("osce_cms", "releases", "taxonomy", "scripts", "benchmarks")
    for path in (ROOT / name).rglob("*.py")
)
LIFE = ROOT / "docs" / "life-of-a-release.md"

PATH = re.compile(rf"(?<![\w./-])(?:{'|'.join(FOLDERS)})/[\w./<>*-]*\w[\w>*]*/?")
DOTTED = re.compile(r"`((?:osce_cms|releases|taxonomy)(?:\.\w+)+)[:(`]")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```|^ {4}.*?$", re.DOTALL | re.MULTILINE)


def prose_of(module: Path) -> str:
    """The docstrings and comments of a module."""
    source = module.read_text()
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(source)) if isinstance(node, documented)]
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return "\n".join([*docstrings, *(token.string for token in tokens if token.type == tokenize.COMMENT)])


def exists(path: str) -> bool:
    return any(ROOT.glob(re.sub(r"<\w+>", "*", path.rstrip("/"))))


def resolves(name: str) -> bool:
    """Whether a dotted name is a module, or something reached from one by attributes."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def anchors(page: Path) -> set[str]:
    """The fragments of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def names_defined_in(path: Path) -> set[str]:
    """Functions and classes of a module, methods as `Class.method`."""
    names = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            names |= {
                node.name,
                *(f"{node.name}.{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)),
            }
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        if isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def stops() -> list[tuple[str, str]]:
    """The file of each stop of the tour, and its text."""
    sections = re.split(r"^## ", LIFE.read_text(), flags=re.MULTILINE)[1:]
    return [(re.findall(r"`([^`]+)`", section)[0], section.partition("\n")[2]) for section in sections]


def missing_from(text: str) -> list[str]:
    """The paths and dotted names in a text that do not exist."""
    paths = [path for path in PATH.findall(text) if not exists(path)]
    return paths + [name for name in DOTTED.findall(text) if not resolves(name)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_and_module_that_a_page_names_exists(page):
    assert missing_from(page.read_text()) == []


def test_every_path_and_module_that_docstrings_and_comments_name_exists():
    missing = {str(module.relative_to(ROOT)): missing_from(prose_of(module)) for module in MODULES}

    assert len(missing) > 300
    assert {module: names for module, names in missing.items() if names} == {}


def test_a_path_and_a_module_that_do_not_exist_would_be_found():
    text = "See `releases/workflow.py`, releases/steps/table.py and `releases.workflow.blockers`."

    assert missing_from(text) == ["releases/workflow.py", "releases.workflow.blockers"]
    assert missing_from("`releases.steps.table.blockers` in releases/steps/") == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_documentation_leads_somewhere(page):
    broken = []
    for link in LINK.findall(FENCED.sub("", page.read_text())):
        path, _, fragment = link.partition("#")
        target = page.parent / path if path else page
        if "://" not in link and not (target.exists() and (not fragment or fragment in anchors(target))):
            broken.append(link)

    assert broken == []


def test_tour_has_at_most_twelve_stops_and_none_twice():
    files = [file for file, _ in stops()]

    assert 0 < len(files) <= 12
    assert len(files) == len(set(files))


@pytest.mark.parametrize(("file", "text"), stops(), ids=[file for file, _ in stops()])
def test_functions_of_a_stop_are_defined_in_its_file(file, text):
    functions = re.findall(r"`([\w.]+)\(\)`", text)
    classes = re.findall(r"`([A-Z]\w+)`", text)

    assert functions
    assert {*functions, *classes} - names_defined_in(ROOT / file) == set()


def test_every_setting_is_in_the_example_and_in_the_documentation():
    read = set(re.findall(r'\bvalue\(\s*"([A-Z_]+)"', (ROOT / "osce_cms" / "settings.py").read_text())) | {"EMAIL_URL"}
    given = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    told = set(re.findall(r"`([A-Z_]+)`", "".join(page.read_text() for page in PAGES)))

    assert len(read) > 40
    assert read - given == set()
    assert given - told == set()
