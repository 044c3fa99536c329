"""What a file hides from its readers, in sentences for the editor, who decides before it is public.

Pictures are stripped of such things on upload. Documents are left as their authors made them; the editor is told, and may have a
clean copy made (`releases.files.cleaning`).
"""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from releases.files import office, pdf
from releases.files.kinds import Kind, opened


class Remark(models.TextChoices):
    AUTHOR = "author", _("It names its author.")
    TRACKED = "tracked", _("It contains tracked changes, including deleted text.")
    COMMENTS = "comments", _("It contains comments.")
    HIDDEN = "hidden", _("It contains hidden sheets or slides.")
    HIDDEN_TEXT = "hidden-text", _("It contains text or layers that are hidden.")
    HIDDEN_CELLS = "hidden-cells", _("It contains hidden rows or columns.")
    NOTES = "notes", _("It contains speaker notes.")
    PROPERTIES = "properties", _("It carries properties that its program added, such as a file number.")
    SCRIPT = "script", _("It contains a script.")
    ATTACHED = "attached", _("It contains attached or embedded files.")
    VERSIONS = "versions", _("It keeps earlier versions of itself.")
    UNREAD = "unread", _("Its inside could not be examined: it is encrypted or damaged.")


def in_words(remarks: Iterable[str]) -> list[str]:
    return [str(Remark(remark).label) for remark in remarks]


def remarks_on(content: bytes, kind: Kind) -> list[str]:
    """Remarks in the order of `Remark`."""
    seen: set[str] = set()
    if kind.media_type == pdf.MEDIA_TYPE:
        seen = pdf.hidden_in(content)
    elif "application/vnd." in kind.media_type and (archive := opened(content)):
        seen = set(office.hidden_in(archive))
    return [remark.value for remark in Remark if remark.value in seen]
