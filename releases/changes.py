"""What changed from one edition to the next, for readers: the words, and what stands beside the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from releases.reading import Reading
from taxonomy import richtext

# Words with what follows them, so that a sentence keeps its spaces.
WORD = re.compile(r"\S+\s*")
BLOCKS = "p, li, h2, h3, h4, blockquote, th, td"
MOST_WORDS = 4000  # of one paragraph; a longer one is shown as replaced


@dataclass(frozen=True)
class Change:
    """One part of an edition: paragraphs with `ins` and `del` around the words that came and went."""

    label: str
    paragraphs: list[SafeString]


def between(before: Reading, after: Reading) -> list[Change]:
    """Only what changed, in the order of the page. Paragraphs that stayed as they were are left out."""
    changes = []
    for label, old, new in _parts(before, after):
        if old != new:
            changes.append(Change(label, list(_paragraphs(old, new))))
    return changes


def _parts(before: Reading, after: Reading) -> Iterator[tuple[str, list[str], list[str]]]:
    old, new = before.edition, after.edition
    yield _("Headline"), [old.headline], [new.headline]
    yield _("Lead"), [old.lead], [new.lead]
    yield _("Text"), blocks(old.body), blocks(new.body)
    yield _("Type"), [str(old.get_type_display())], [str(new.get_type_display())]
    yield _("Date"), [date_format(old.date)], [date_format(new.date)]
    yield _("Place"), old.places, new.places
    labels: tuple[tuple[str, str, str], ...] = (
        (_("Source"), "sources", "source_label"),
        (_("Fields of work"), "fields_of_work", "label"),
        (_("Countries"), "countries", "label"),
        (_("Meetings and conferences"), "meetings", "label"),
    )
    for label, kind, name in labels:
        yield label, _names(before, kind, name), _names(after, kind, name)
    yield _("Media contacts"), _contacts(before), _contacts(after)


def _names(reading: Reading, kind: str, name: str) -> list[str]:
    return [getattr(term, name) for term in getattr(reading, kind)]


def _contacts(reading: Reading) -> list[str]:
    return [", ".join(value for value in contact.values() if value) for contact in reading.contacts]


def blocks(body: str) -> list[str]:
    """The paragraphs of a text as words, without markup; a link with its address, since that may change alone."""
    tree = LexborHTMLParser(richtext.clean(body))
    for link in tree.css("a[href]"):
        link.insert_after(f" [{link.attributes.get('href')}]")
    found = [" ".join(node.text().split()) for node in tree.css(BLOCKS) if not node.css(BLOCKS)[1:]]
    return [text for text in found if text]


def _paragraphs(old: list[str], new: list[str]) -> Iterator[SafeString]:
    for operation, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if operation == "equal":
            continue
        paired = min(j - i, m - k)
        for before, after in zip(old[i : i + paired], new[k : k + paired], strict=True):
            yield words(before, after)
        for gone in old[i + paired : j]:
            yield words(gone, "")
        for come in new[k + paired : m]:
            yield words("", come)


def words(before: str, after: str) -> SafeString:
    """The text after, with the words that came in `ins` and those that went in `del`.

    >>> words("the fifty-sixth State", "the fifty-seventh State")
    'the <del>fifty-sixth </del><ins>fifty-seventh </ins>State'
    """
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return mark_safe(_marked("del", old) + _marked("ins", new))  # noqa: S308  # every word was escaped
    pieces: list[str] = []
    for operation, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if operation == "equal":
            pieces.append(escape("".join(new[k:m])))
        else:
            pieces.append(_marked("del", old[i:j]) + _marked("ins", new[k:m]))
    return mark_safe("".join(pieces))  # noqa: S308  # every word was escaped


def _marked(tag: str, some: list[str]) -> str:
    return f"<{tag}>{escape(''.join(some))}</{tag}>" if some else ""
