"""Attachments that a record names, as the columns of a row. Where their bytes are, somebody else knows."""

from collections.abc import Callable, Mapping
from typing import IO

from django.utils.translation import gettext as _

from releases.files.admission import Accepted, FileRefused, accept

LONGEST_TITLE = 300
LONGEST_ALTERNATIVE = 500
LONGEST_CREDIT = 200

Finder = Callable[[str], tuple[IO[bytes], str] | None]  # a file and its name, by the path that a record names


def columns_of(entry: str | Mapping[str, object], find: Finder, *, keep: bool = True) -> dict[str, object]:
    """The columns of an `EditionFile` for one item of a record's `attachments`. Raises FileRefused.

    An item is a path, or an object with `path` and optionally `name`, `title`, `alternative_text`, `credit`, `decoration`, `lead`,
    `digest`. Without `keep` the file is checked but not stored, as for a dry run.
    """
    described: Mapping[str, object] = {"path": entry} if isinstance(entry, str) else entry
    words = {
        key: str(described.get(key) or "").strip()
        for key in ("path", "name", "title", "alternative_text", "credit", "digest")
    }
    found = find(words["path"])
    if found is None:
        raise FileRefused(_("There is no file “%(path)s” in the folder.") % {"path": words["path"][:200]}, missing=True)
    file, name = found
    try:
        with file:
            accepted = accept(file, words["name"] or name)
    except OSError as error:
        raise FileRefused(_("“%(path)s” cannot be read.") % {"path": words["path"]}, missing=True) from error
    _check(words, accepted)
    told: dict[str, object] = {name: words[name] for name in ("title", "alternative_text", "credit")}
    if accepted.width:
        told |= {"is_decoration": bool(described.get("decoration")), "is_lead": bool(described.get("lead"))}
        if not told["alternative_text"] and not told["is_decoration"]:
            told["alternative_text"] = words["title"]
    return {**(accepted.keep() if keep else accepted.columns()), **told}


def _check(words: dict[str, str], accepted: Accepted) -> None:
    if words["digest"] and words["digest"] != accepted.digest:
        raise FileRefused(_("The digest of “%(path)s” does not match the one in the record.") % {"path": words["path"]})
    longest = {"title": LONGEST_TITLE, "alternative_text": LONGEST_ALTERNATIVE, "credit": LONGEST_CREDIT}
    if any(len(words[name]) > most for name, most in longest.items()):
        raise FileRefused(
            _("The title, the alternative text or the credit of “%(path)s” is too long.") % {"path": words["path"]}
        )
