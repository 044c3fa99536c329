"""What the parts of a document are: headline, lead, text, place and date, contacts. Everything is a proposal to an editor."""

import re
import zipfile
from dataclasses import dataclass, field
from itertools import takewhile

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from releases.files.kinds import MEGABYTE, opened, part_of
from releases.files.office import has_macros
from releases.importing import texts
from releases.importing.documents import opendocument, word
from releases.importing.documents.source import LARGEST, DocumentRefused, Source
from releases.importing.office.headings import give_headings
from releases.language import datelines
from releases.search.languages import told_by_words
from taxonomy import figures

READERS = {".docx": word.read, ".odt": opendocument.read}
LONGEST_HEADLINE, LONGEST_LEAD = 300, 600  # characters of a line that may be one
LOOKED_AT = 6  # blocks at the top that may hold a dateline
OLE = b"\xd0\xcf\x11\xe0"  # how an encrypted .docx begins
MANIFEST, ENCRYPTED = "META-INF/manifest.xml", b"encryption-data"  # of an OpenDocument file
EMBARGO = re.compile(r"embargo|эмбарго|sperrfrist|not before|nicht vor", re.IGNORECASE)
CONTACTS = re.compile(r"(?:media |press |presse)?(?:contacts?|kontakte?|contatt[oi]|контакт\w*|contactos?|ansprechpartner\w*)\b.{0,40}", re.IGNORECASE)  # fmt: skip
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"\+?\d[\d\s()/.-]{6,30}\d")


@dataclass
class Understood:
    """`date` is ISO 8601 or empty; `notes` are sentences for the editor."""

    source: Source
    language: str
    headline: str = ""
    lead: str = ""
    body: str = ""
    places: list[str] = field(default_factory=list)
    date: str = ""
    contacts: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def understand(content: bytes, name: str, language: str) -> Understood:
    """Raises DocumentRefused with a sentence for the editor. Without a language, that of the words."""
    source = read(content, name)
    tree = LexborHTMLParser(source.html)
    give_headings(tree)
    _give_places(tree)
    language = language or told_by_words(tree.text(separator=" "))
    found = Understood(source, language)
    blocks = [
        node
        for node in (tree.body.iter(include_text=False) if tree.body else ())
        if node.text().strip() or node.tag in ("hr", "figure")
    ]
    blocks = _headline(found, blocks)
    _dateline(found, blocks)
    blocks = _lead(found, blocks)
    blocks = _contacts(found, blocks)
    cleaned, _cleaning = texts.rich("".join(block.html or "" for block in blocks), language)
    found.body = cleaned
    found.notes = [*_notes(found)]
    return found


def _give_places(tree: LexborHTMLParser) -> None:
    """Each picture stands before the paragraph, list or table that it was in."""
    for mark in tree.css("img[data-file]"):
        block = mark
        while block.parent is not None and block.parent.tag != "body":
            block = block.parent
        place = LexborHTMLParser(figures.place(mark.attributes["data-file"] or "")).css_first("figure")
        if place is not None:
            block.insert_before(place)
        mark.decompose()


def read(content: bytes, name: str) -> Source:
    ending = name[name.rfind(".") :].lower()
    if ending not in READERS:
        raise DocumentRefused(_("Give a .docx or .odt file."))
    if len(content) > LARGEST:
        raise DocumentRefused(_("The file is larger than %(megabytes)s MB.") % {"megabytes": LARGEST // 1024**2})
    archive = opened(content)
    if content.startswith(OLE) or _is_encrypted(archive):
        raise DocumentRefused(
            _("The file is encrypted, or from a program before 2007. Save it as .docx without a password.")
        )
    if has_macros(archive):
        raise DocumentRefused(_("The file contains macros. Save it without them."))
    try:
        return READERS[ending](content)
    # A level that is no number, and elements within elements without end, are in no document that a program wrote.
    except (DocumentRefused, ValueError, RecursionError) as error:
        raise DocumentRefused(
            _("“%(name)s” is not a document that can be read, or is damaged.") % {"name": name[-100:]}
        ) from error


def _is_encrypted(archive: zipfile.ZipFile | None) -> bool:
    if archive is None or MANIFEST not in archive.namelist():
        return False
    return ENCRYPTED in part_of(archive, archive.getinfo(MANIFEST), MEGABYTE)


def _line(node: LexborNode) -> str:
    return texts.plain(node.text(separator=" "))


def _headline(found: Understood, blocks: list[LexborNode]) -> list[LexborNode]:
    """The title, or the first heading, or a first line that ends no sentence."""
    titles = [node for node in blocks[:LOOKED_AT] if "title" in (node.attributes.get("class") or "")]
    headings = [node for node in blocks[:LOOKED_AT] if node.tag in ("h1", "h2", "h3", "h4")]
    first = [
        node
        for node in [block for block in blocks if block.tag != "figure"][:1]
        if len(_line(node)) <= LONGEST_HEADLINE and not _line(node).endswith((".", ":"))
    ]
    for node in [*titles, *headings, *first]:
        if len(line := _line(node)) <= LONGEST_HEADLINE:
            found.headline = line
            return [block for block in blocks if block.mem_id != node.mem_id]
    return blocks


def _dateline(found: Understood, blocks: list[LexborNode]) -> None:
    for node in blocks[:LOOKED_AT]:
        if node.tag == "p" and (dateline := datelines.parse(_line(node))):
            found.places, found.date = list(dateline.places), dateline.date
            return


def _lead(found: Understood, blocks: list[LexborNode]) -> list[LexborNode]:
    """A paragraph at the top that is all bold or italic, before or after the dateline."""
    for node in blocks[:2]:
        words = _line(node)
        stressed = texts.plain(" ".join(part.text() for part in node.css("strong, em, b, i")))
        if node.tag == "p" and words == stressed and len(words) <= LONGEST_LEAD and not EMBARGO.search(words):
            found.lead = words
            return [block for block in blocks if block.mem_id != node.mem_id]
    return blocks


def _contacts(found: Understood, blocks: list[LexborNode]) -> list[LexborNode]:
    """What stands below a line that says so, near the end, if each of it reads as a person's; notes may follow."""
    for place, node in enumerate(blocks):
        if place >= len(blocks) // 2 and CONTACTS.fullmatch(_line(node).rstrip(":")):
            people = [*takewhile(bool, map(_contact, blocks[place + 1 :]))]
            rest = blocks[place + 1 + len(people) :]
            if people and all(map(_is_note, rest)):
                found.contacts = [contact for contact in people if contact]
                return blocks[:place] + rest
    return blocks


def _is_note(block: LexborNode) -> bool:
    """At the end of the document, or the rule above."""
    return block.tag == "hr" or block.css_first("a[href^='#']") is not None


def _contact(block: LexborNode) -> dict[str, str] | None:
    """Name, role, address and number of a paragraph whose lines or commas part them; None if there is no way to reach anybody."""
    for line_end in block.css("br"):
        line_end.replace_with("\n")
    parts = [" ".join(part.split()) for part in re.split(r"[\n,;|]", block.text()) if part.strip()]
    addresses = [ADDRESS.search(part) for part in parts]
    numbers = [PHONE.search(part) for part in parts]
    email = next((match[0] for match in addresses if match), "")
    phone = next((match[0] for match, address in zip(numbers, addresses, strict=True) if match and not address), "")
    words = [part for part, a, n in zip(parts, addresses, numbers, strict=True) if not a and not n]
    if not words or not (email or phone):
        return None
    return {"name": words[0][:200], "role": ", ".join(words[1:])[:200], "email": email, "phone": phone[:50]}


def _notes(found: Understood) -> list[str]:
    left_out, notes = found.source.left_out, []
    counted = (
        ("hidden", _("Hidden passages left out: %(count)s.")),
        ("deleted", _("Deleted passages of tracked changes left out: %(count)s.")),
        ("comments", _("Comments left out: %(count)s.")),
    )
    notes += [sentence % {"count": left_out[name]} for name, sentence in counted if left_out[name]]
    notes += [
        _("At the top or foot of each page: “%(words)s”.") % {"words": words[:200]}
        for words in found.source.around[:10]
    ]
    said = [
        *found.source.around,
        found.headline,
        found.lead,
        LexborHTMLParser(found.body).text()[:1000] if found.body else "",
    ]
    if any(EMBARGO.search(words) for words in said):
        notes.append(
            _(
                "The document speaks of an embargo. The hour is set when the text is scheduled, and nothing is set by this."
            )
        )
    return notes
