"""Hidden content in a file that an editor should know of before it is public: author names, tracked changes, comments,
scripts.

Pictures are stripped of such things on upload. Documents are left as their authors made them, and the editor is warned.
"""

import re
import zipfile
from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from releases.files.kinds import MEGABYTE, Kind, opened, part_of

MOST_READ = 20 * MEGABYTE  # of one member of an office file


class Remark(models.TextChoices):
    AUTHOR = "author", _("It names its author.")
    TRACKED = "tracked", _("It contains tracked changes, including deleted text.")
    COMMENTS = "comments", _("It contains comments.")
    HIDDEN = "hidden", _("It contains hidden sheets or slides.")
    SCRIPT = "script", _("It contains a script or an embedded file.")


def in_words(remarks: Iterable[str]) -> list[str]:
    return [str(Remark(remark).label) for remark in remarks]


TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom)\b|<text:tracked-changes\b")
HIDDEN = re.compile(rb"<sheet\b[^>]*\bstate=\"(?:hidden|veryHidden)\"|<p:sld\b[^>]*\bshow=\"0\"")
COMMENTS = re.compile(r"/comments?\d*\.xml$|/threadedComments/|/comments/")
AUTHOR = re.compile(rb"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator)>[^<]*[^<\s]")
PDF_AUTHOR = re.compile(rb"/Author\s*(?:\((?!\))|<[0-9A-Fa-f]{2})|<dc:creator>")
PDF_SCRIPT = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?)\b")
READ = re.compile(r"^(?:docProps/core\.xml|word/document\.xml|xl/workbook\.xml|ppt/slides/slide\d+\.xml|content\.xml|meta\.xml)$")  # fmt: skip


def remarks_on(content: bytes, kind: Kind) -> list[str]:
    """Remarks in the order of `Remark`. Compressed parts of a PDF are not examined."""
    if kind.media_type == "application/pdf":
        found = {Remark.AUTHOR: PDF_AUTHOR.search(content), Remark.SCRIPT: PDF_SCRIPT.search(content)}
        return [remark.value for remark, present in found.items() if present]
    if "application/vnd." in kind.media_type and (archive := opened(content)):
        seen = set(_in_office(archive))
        return [remark.value for remark in Remark if remark in seen]
    return []


def has_macros(content: bytes) -> bool:
    archive = opened(content)
    names = archive.namelist() if archive else []
    return any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names)


def _in_office(archive: zipfile.ZipFile) -> list[Remark]:
    found = [Remark.COMMENTS] if any(COMMENTS.search(name) for name in archive.namelist()) else []
    for info in archive.infolist():
        if READ.match(info.filename):
            text = part_of(archive, info, MOST_READ)
            checks = ((Remark.AUTHOR, AUTHOR), (Remark.TRACKED, TRACKED), (Remark.HIDDEN, HIDDEN))
            found += [remark for remark, pattern in checks if pattern.search(text)]
            found += [Remark.COMMENTS] if b"<office:annotation" in text else []
    return found
