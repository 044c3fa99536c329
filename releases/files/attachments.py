"""Attachments that a record names, read from a folder beside the records. Nothing is fetched from the network."""

from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from releases.files.admission import Accepted, FileRefused, accept

LONGEST_TITLE = 300
LONGEST_ALTERNATIVE = 500


def columns_of(entry: str | Mapping[str, object], folder: Path, *, keep: bool = True) -> dict[str, object]:
    """The columns of an `EditionFile` for one item of a record's `attachments`. Raises FileRefused.

    An item is a path below the folder, or an object with `path` and optionally `name`, `title`, `alternative_text`,
    `digest`. Without `keep` the file is checked but not stored, as for a dry run.
    """
    described: Mapping[str, object] = {"path": entry} if isinstance(entry, str) else entry
    words = {
        key: str(described.get(key) or "").strip() for key in ("path", "name", "title", "alternative_text", "digest")
    }
    path = _inside(folder, words["path"])
    try:
        with path.open("rb") as file:
            accepted = accept(file, words["name"] or path.name)
    except OSError as error:
        raise FileRefused(_("“%(path)s” cannot be read.") % {"path": words["path"]}, missing=True) from error
    _check(words, accepted)
    texts = {"title": words["title"], "alternative_text": words["alternative_text"]}
    if accepted.width and not texts["alternative_text"].strip():
        texts["alternative_text"] = words["title"]
    return {**(accepted.keep() if keep else accepted.columns()), **texts}


def _inside(folder: Path, name: str) -> Path:
    """The path in the folder; never one outside it, whatever symbolic links or `..` it contains."""
    try:
        path = (folder / name).resolve()
        found = bool(name) and path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):
        found = False
    if not found:
        raise FileRefused(_("There is no file “%(path)s” in the folder.") % {"path": name[:200]}, missing=True)
    return path


def _check(words: dict[str, str], accepted: Accepted) -> None:
    if words["digest"] and words["digest"] != accepted.digest:
        raise FileRefused(_("The digest of “%(path)s” does not match the one in the record.") % {"path": words["path"]})
    if len(words["title"]) > LONGEST_TITLE or len(words["alternative_text"]) > LONGEST_ALTERNATIVE:
        raise FileRefused(_("The title or the alternative text of “%(path)s” is too long.") % {"path": words["path"]})
