"""Citations of a release in three common formats. Number and edition identify one text permanently."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from releases.language.organisation import organisation
from releases.models import Edition
from releases.site.sharing import permanent_address

BIBTEX_SPECIAL = str.maketrans({character: f"\\{character}" for character in "&%$#_{}"} | {"\\": "", "~": " ", "^": ""})


@dataclass(frozen=True)
class Citation:
    style: str
    text: str


def of(edition: Edition) -> list[Citation]:
    """In APA and Chicago style, for press releases of organisations, and as BibTeX."""
    publisher = organisation().name
    kind = edition.get_type_display()
    address = permanent_address(edition)
    day = date_format(edition.date)
    number = _("Release %(number)s, edition %(edition)s") % {"number": edition.release_id, "edition": edition.number}
    return [
        Citation("APA", f"{publisher}. ({day}). {edition.headline} [{kind}; {number}]. {address}"),
        Citation("Chicago", f"{publisher}. “{edition.headline}.” {kind}, {day}. {number}. {address}."),
        Citation("BibTeX", _bibtex(edition, publisher, f"{kind}. {number}", address)),
    ]


def _bibtex(edition: Edition, publisher: str, note: str, address: str) -> str:
    fields = {
        "author": "{" + publisher.translate(BIBTEX_SPECIAL) + "}",
        "title": "{" + edition.headline.translate(BIBTEX_SPECIAL) + "}",
        "date": edition.date.isoformat(),
        "note": note.translate(BIBTEX_SPECIAL),
        "langid": edition.language,
        "url": address,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{key_of(edition)},", *lines, "}"])


def key_of(edition: Edition) -> str:
    """The same in every language of the page, as `osce-12345-fr-2`."""
    return f"{slugify(organisation('en').short_name)}-{edition.release_id}-{edition.language}-{edition.number}"
