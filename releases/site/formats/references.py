"""A release for reference managers: RIS, BibTeX and CSL-JSON."""

import json
from typing import Any

from django.utils import translation

from releases.language.organisation import organisation
from releases.models import Edition
from releases.reading.editions import Reading
from releases.site import citation
from releases.site.citation import key_of
from releases.site.sharing import permanent_address


def bibtex(reading: Reading) -> str:
    with translation.override(reading.edition.language):
        return next(each.text for each in citation.of(reading.edition) if each.style == "BibTeX") + "\n"


def ris(reading: Reading) -> str:
    """As a press release, of which RIS knows the type PRESS; lines end with CR LF, as the format asks."""
    edition = reading.edition
    with translation.override(edition.language):
        lines = [
            ("TY", "PRESS"),
            *(("AU", f"{name},") for name in _authors(reading)),
            ("TI", edition.headline),
            ("AB", edition.lead),
            ("PB", organisation().name),
            ("CY", edition.places[0] if edition.places else ""),
            ("PY", f"{edition.date.year}"),
            ("DA", f"{edition.date:%Y/%m/%d}"),
            ("M3", str(edition.get_type_display())),
            ("AN", str(edition.release_id)),
            ("ET", str(edition.number)),
            ("LA", edition.language),
            *(("KW", term.label) for term in reading.fields_of_work),
            ("UR", permanent_address(edition)),
        ]
    lines = [(tag, " ".join(value.split())) for tag, value in lines]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def csl(reading: Reading) -> str:
    """https://docs.citationstyles.org, an array of one item, as Zotero and pandoc read it."""
    edition = reading.edition
    with translation.override(edition.language):
        found: dict[str, Any] = {
            "id": key_of(edition),
            "type": "speech" if edition.type == Edition.Type.SPEECH else "webpage",
            "genre": str(edition.get_type_display()),
            "title": edition.headline,
            "author": [{"literal": name} for name in _authors(reading)],
            "publisher": organisation().name,
            "publisher-place": edition.places[0] if edition.places else "",
            "issued": {"date-parts": [[edition.date.year, edition.date.month, edition.date.day]]},
            "abstract": edition.lead,
            "number": str(edition.release_id),
            "version": str(edition.number),
            "language": edition.language,
            "URL": permanent_address(edition),
        }
    present = {name: value for name, value in found.items() if value}
    return json.dumps([present], ensure_ascii=False, indent=1) + "\n"


def _authors(reading: Reading) -> list[str]:
    """The sources, or the organisation where none is given."""
    return [term.source_label for term in reading.sources] or [organisation().name]
