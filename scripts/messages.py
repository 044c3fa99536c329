"""Update the message catalogues in locale/ from code and templates, and compile them.

`--check` changes nothing and fails if a catalogue lacks a message, has a fuzzy or unused one, or was not compiled.
Works without GNU gettext: Babel reads Python, Django itself reads templates.
"""

import argparse
import datetime
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")

import django  # noqa: E402

django.setup()

from babel.messages import Catalog  # noqa: E402
from babel.messages.extract import extract_from_file  # noqa: E402
from babel.messages.mofile import write_mo  # noqa: E402
from babel.messages.pofile import read_po, write_po  # noqa: E402
from django.conf import settings  # noqa: E402
from django.template import Context, Node, NodeList, engines  # noqa: E402
from django.template.backends.django import Template  # noqa: E402
from django.template.base import VariableNode  # noqa: E402
from django.templatetags.i18n import BlockTranslateNode, TranslateNode  # noqa: E402
from django.utils.functional import Promise  # noqa: E402

APPS = ("osce_cms", "taxonomy", "releases")
KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "label": None,
}  # fmt: skip
EPOCH = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
HEADER = """\
# The interface in {catalogue.locale.english_name}. Edit what stands after msgstr, then run `make messages`.
msgid ""
msgstr ""
"Language: {catalogue.locale_identifier}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {catalogue.plural_forms}\\n"

"""
Message = tuple[str | tuple[str, str], str | None, str]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    messages = sorted({*in_python(), *in_templates()}, key=str)
    faults: list[str] = []
    for language, _ in settings.LANGUAGES:
        if language != settings.LANGUAGE_CODE:
            path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
            faults += faults_of(path, messages) if check else update(path, language, messages)
    print("\n".join(faults) or "Every message is translated.")
    return bool(faults) if check else 0


def in_python() -> Iterator[Message]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "tests" in path.parts or "migrations" in path.parts:
                continue
            for _, message, _, context in extract_from_file("python", path, keywords=KEYWORDS):
                yield as_message(message, context)


def in_templates() -> Iterator[Message]:
    pages, mail = ((ROOT / "templates").rglob(f"*.{ending}") for ending in ("html", "txt"))
    for path in sorted([*pages, *mail]):
        template = engines["django"].get_template(str(path.relative_to(ROOT / "templates")))
        if isinstance(template, Template):
            for node in every(template.template.nodelist):
                yield from in_node(node)


def every(nodes: NodeList) -> Iterator[Node]:
    """Includes nodes in parts that Django does not list as children."""
    for node in nodes:
        yield node
        for value in vars(node).values():
            if isinstance(value, NodeList):
                yield from every(value)
            elif isinstance(value, list | tuple):
                for part in value:
                    for inner in part if isinstance(part, list | tuple) else [part]:
                        if isinstance(inner, NodeList):
                            yield from every(inner)


def in_node(node: Node) -> Iterator[Message]:
    if isinstance(node, TranslateNode):
        context = node.message_context.resolve(Context()) if node.message_context else None
        # A percent sign is doubled, as Django doubles it before it looks for the translation.
        yield as_message(str(node.filter_expression.var.literal).replace("%", "%%"), context)
    elif isinstance(node, BlockTranslateNode):
        singular, _ = node.render_token_list(node.singular)
        message = (singular, node.render_token_list(node.plural)[0]) if node.plural else singular
        yield as_message(message, node.message_context.resolve(Context()) if node.message_context else None)
    elif isinstance(node, VariableNode) and isinstance(node.filter_expression.var, Promise):
        yield as_message(str(node.filter_expression.var), None)


def as_message(message: str | tuple[str, ...], context: str | None) -> Message:
    if isinstance(message, tuple):
        return (message[0], message[1]), context, "python-format" if "%(" in message[1] else ""
    return message, context, "python-format" if "%(" in message else ""


def update(path: Path, language: str, messages: list[Message]) -> Iterator[str]:
    """Write the catalogue and its compiled form. Yields untranslated messages."""
    before = read(path, language)
    after = Catalog(locale=language, fuzzy=False)
    for message, context, flag in messages:
        known = before.get(message[0] if isinstance(message, tuple) else message, context)
        string = known.string if known else ""
        after.add(message, string, flags=[flag] if flag else [], context=context)
        if not complete(string):
            yield f"{path}: {message!r} has no translation."
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_text(after))
    path.with_suffix(".mo").write_bytes(compiled(read(path, language)))


def faults_of(path: Path, messages: list[Message]) -> Iterator[str]:
    catalogue = read(path, path.parent.parent.name)
    expected = {(message, context) for message, context, _ in messages}
    present = {(message.id, message.context) for message in catalogue if message.id}
    for message, context in sorted(expected ^ present, key=str):
        yield f"{path}: {message!r} {'is missing' if (message, context) in expected else 'is not used in the code'}."
    for entry in catalogue:
        if entry.id and (entry.fuzzy or not complete(entry.string)):
            yield f"{path}: {entry.id!r} is fuzzy or not translated."
        for error in entry.check(catalogue) if entry.id else ():
            yield f"{path}: {entry.id!r}: {error}"
    if path.with_suffix(".mo").read_bytes() != compiled(catalogue):
        yield f"{path} was changed but not compiled; run `make messages`."


def complete(string: str | Sequence[str] | None) -> bool:
    """A plural message has several strings."""
    return bool(string) if string is None or isinstance(string, str) else all(string)


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    catalogue.fuzzy = False
    catalogue.creation_date = catalogue.revision_date = EPOCH  # keeps the compiled form reproducible
    return catalogue


def as_text(catalogue: Catalog) -> bytes:
    """With a header of our own: the usual one contains dates and addresses, which would change each time."""
    text = io.BytesIO()
    write_po(text, catalogue, width=120, omit_header=True, no_location=True)
    return HEADER.format(catalogue=catalogue).encode() + text.getvalue().strip() + b"\n"


def compiled(catalogue: Catalog) -> bytes:
    compiled_form = io.BytesIO()
    write_mo(compiled_form, catalogue)
    return compiled_form.getvalue()


if __name__ == "__main__":
    sys.exit(main())
