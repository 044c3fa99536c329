"""Notes of Word: the mark leads down to its note, and the note back up. A mark whose note did not come along is only a mark."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

MARKS = "a[style*='mso-footnote-id'], a[style*='mso-endnote-id']"
TARGET = re.compile(r"#_(?:ftn|edn)(?:ref)?\d+")
SIGN = re.compile(r"[\[\]\s]")


def lead_to_notes(tree: LexborHTMLParser) -> None:
    """The identifiers get their safe names in the cleaning, see `taxonomy.kept_attributes`."""
    marks = [node for node in tree.css("a[href]") if TARGET.fullmatch(node.attributes.get("href") or "")]
    targets = {node.attributes.get("name") or node.attributes.get("id") for node in tree.css("a[name], [id]")}
    for sign in tree.css("a.sdfootnotesym, a.sdendnotesym"):
        sign.insert_after(" ")  # LibreOffice writes the words of the note at once
    for mark in marks:
        href = mark.attributes["href"] or ""
        _make_plain(mark, leads=href[1:] in targets, raised="ref" not in href)


def _make_plain(mark: LexborNode, *, leads: bool, raised: bool) -> None:
    sign = SIGN.sub("", mark.text()) or "*"
    said = mark.attributes
    name = said.get("name") or said.get("id") or ""
    link = f'<a id="{name}" href="{said["href"]}">{sign}</a>' if leads and name else sign
    body = LexborHTMLParser(f"<sup>{link}</sup>" if raised else link).body
    if body is not None and body.first_child is not None:
        mark.replace_with(body.first_child)
