"""What a PDF file says, as data for the typesetter."""

from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from releases.language.organisation import organisation
from releases.reading.editions import Reading
from releases.reading.pictures import ShownFile
from releases.site.formats.pdf import pictures
from releases.site.sharing import permanent_address
from taxonomy import richtext

CONTACT = ("name", "role", "phone", "email")


def content_of(reading: Reading) -> dict[str, Any]:
    """In the language of the edition."""
    edition = reading.edition
    number = {"number": edition.release_id, "edition": edition.number}
    with translation.override(edition.language):
        return {
            "language": edition.language,
            "date": [edition.date.year, edition.date.month, edition.date.day],
            "author": organisation().name,
            "publisher": organisation().newsroom,
            "occasion": f"{edition.get_type_display()}, {date_format(edition.date)}",
            "headline": edition.headline,
            "notices": _notices(reading),
            "lead": edition.lead,
            "body": richtext.clean(edition.body),
            **pictures.of(reading),
            "site": settings.SITE_URL,
            "labels": {"files": _("Files"), "contacts": _("Media contacts")},
            "files": [_file(shown) for shown in reading.shown_files],
            "contacts": [[line for name in CONTACT if (line := each.get(name))] for each in reading.contacts],
            "sources": ", ".join(term.source_label for term in reading.sources),
            "footer": _("Release %(number)s, edition %(edition)s") % number,
            "address": permanent_address(edition),
        }


def _notices(reading: Reading) -> list[str]:
    edition = reading.edition
    erased = _("Words were removed from this text")
    return [
        *([f"{erased}: {edition.erasure_note}"] if edition.erasure_note else []),
        *([f"{edition.get_kind_display().upper()}: {edition.change_note}"] if edition.change_note else []),
    ]


def _file(shown: ShownFile) -> dict[str, str]:
    """An erased one has no size, and its address leads nowhere."""
    if not shown.file.size:
        return {"name": str(shown.file), "address": "", "note": _("this file was removed")}
    note = f"{shown.type_label}, {filesizeformat(shown.file.size)}"
    return {"name": str(shown.file), "address": settings.SITE_URL + shown.address, "note": note}
