"""Compares two texts: their words, and the facts beside the text. For readers and for the newsroom.

Both sides are `Reading`s, so that editions, saved texts and unsaved forms are compared alike.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from releases.models import EditionFile
from releases.models.carried import CarriedTerms, carried_terms
from releases.reading.editions import Reading
from taxonomy import chart_kinds

# Words with the characters that follow, so that a sentence keeps its spaces.
WORD = re.compile(r"\S+\s*")
BLOCKS = "p, li, dt, dd, h2, h3, h4, blockquote, th, td"
MOST_WORDS = 4000  # per paragraph; a longer one is shown as replaced
MOST_PARAGRAPHS = 40  # matched by similarity; more are matched in sequence
ALIKE = 0.4  # paragraphs less similar than this count as different, not as changed


@dataclass(frozen=True)
class TableRow:
    """A paragraph or list entry, for side-by-side and inline display. A side where it does not exist is empty."""

    before: SafeString
    after: SafeString
    both: SafeString
    same: bool = False


@dataclass(frozen=True)
class Change:
    """One part of a text, complete or only where it changed."""

    name: str
    label: str
    rows: list[TableRow]

    @property
    def changed(self) -> bool:
        return any(not row.same for row in self.rows)

    @property
    def paragraphs(self) -> list[SafeString]:
        """The changes, with `ins` and `del` around added and removed words."""
        return [row.both for row in self.rows if not row.same]


class ComparedPart(NamedTuple):
    """Entries are compared word by word, or as a whole where part of a name would make no sense."""

    name: str
    label: str
    old: list[str]
    new: list[str]
    by_words: bool = True


def between(before: Reading, after: Reading) -> list[Change]:
    """Only the parts that changed, in page order, with their unchanged paragraphs."""
    return [change for change in whole(before, after) if change.changed]


def whole(before: Reading, after: Reading) -> list[Change]:
    """Every part, changed or not."""
    return [Change(part.name, part.label, list(_rows(part))) for part in _parts(before, after)]


def plain(name: str, before: str, after: str) -> Change:
    """For text that no reader sees, such as notes for editors."""
    return Change(name, name, list(_rows(ComparedPart(name, name, before.splitlines(), after.splitlines()))))


def _parts(before: Reading, after: Reading) -> Iterator[ComparedPart]:
    old, new = before.edition, after.edition
    yield ComparedPart("headline", _("Headline"), _text(old.headline), _text(new.headline))
    yield ComparedPart("lead", _("Lead"), _text(old.lead), _text(new.lead))
    yield ComparedPart("body", _("Text"), blocks(before.body_in_words), blocks(after.body_in_words))
    yield ComparedPart("type", _("Type"), [str(old.get_type_display())], [str(new.get_type_display())], by_words=False)
    yield ComparedPart("date", _("Date"), [date_format(old.date)], [date_format(new.date)], by_words=False)
    yield ComparedPart("places", _("Place"), old.places, new.places, by_words=False)
    for part in carried_terms().values():
        yield ComparedPart(part.name, str(part.label), _names(before, part), _names(after, part), by_words=False)
    yield ComparedPart("keywords", _("Keywords"), old.keywords, new.keywords, by_words=False)
    yield ComparedPart("contacts", _("Media contacts"), _contacts(before), _contacts(after))
    yield ComparedPart("files", _("Files"), _files(before), _files(after), by_words=False)


def _text(text: str) -> list[str]:
    return [text] if text else []


def _names(reading: Reading, part: CarriedTerms) -> list[str]:
    """A structure appears under its name as a source."""
    return [getattr(term, "source_label", term.label) for term in reading.terms(part)]


def _contacts(reading: Reading) -> list[str]:
    return [", ".join(value for value in contact.values() if value) for contact in reading.contacts]


def _files(reading: Reading) -> list[str]:
    """Labels with the digest, which tells apart files of the same name."""
    return [
        " ".join((file.title, file.credit, file.name, _told_of(file), (file.digest or "")[:8])).strip()
        for file in reading.files
    ]


def _told_of(file: EditionFile) -> str:
    """How a picture is told of, and where it stands."""
    told = _("decoration") if file.is_decoration else file.alternative_text
    return f"{told} ({_('lead picture')})" if file.is_lead else told


def blocks(html: str) -> list[str]:
    """The paragraphs of a text without markup; links include their address, and tables their chart, since that may be all that changes."""
    tree = LexborHTMLParser(html)
    for link in tree.css("a[href]"):
        link.insert_after(f" [{link.attributes.get('href')}]")
    for table in tree.css(f"table[{chart_kinds.ATTRIBUTE}]"):
        label = chart_kinds.LABELS.get(table.attributes.get(chart_kinds.ATTRIBUTE) or "", "")
        if cell := table.css_first("th, td"):
            (cell.css_first("p") or cell).insert_child(f" [{label}]")
    found = [" ".join(node.text().split()) for node in tree.css(BLOCKS) if not node.css(BLOCKS)[1:]]
    return [text for text in found if text]


# Paragraphs


def _rows(part: ComparedPart) -> Iterator[TableRow]:
    for operation, i, j, k, m in SequenceMatcher(a=part.old, b=part.new, autojunk=False).get_opcodes():
        if operation == "equal":
            for text in part.new[k:m]:
                yield TableRow(escape(text), escape(text), escape(text), same=True)
        else:
            for before, after in _matched(part.old[i:j], part.new[k:m], by_words=part.by_words):
                yield _row(before, after)


def _row(before: str, after: str) -> TableRow:
    return TableRow(words(before, after, "del"), words(before, after, "ins"), words(before, after))


def _matched(old: list[str], new: list[str], *, by_words: bool) -> Iterator[tuple[str, str]]:
    """Pairs of corresponding paragraphs; one that was added or removed is paired with ""."""
    if not by_words:
        yield from [(text, "") for text in old] + [("", text) for text in new]
        return
    at_old = at_new = 0
    for i, k in [*_alike(old, new), (len(old), len(new))]:
        yield from [(text, "") for text in old[at_old:i]] + [("", text) for text in new[at_new:k]]
        if i < len(old):
            yield old[i], new[k]
        at_old, at_new = i + 1, k + 1


def _alike(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Index pairs in the order of both lists, chosen to maximise total similarity."""
    if max(len(old), len(new)) > MOST_PARAGRAPHS:
        return [(i, i) for i in range(min(len(old), len(new)))]
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}
    for i in range(len(old), -1, -1):
        for k in range(len(new), -1, -1):
            if i == len(old) or k == len(new):
                best[i, k] = 0.0, []
                continue
            best[i, k] = max(best[i + 1, k], best[i, k + 1], key=lambda found: found[0])
            likeness = _likeness(old[i], new[k])
            common, pairs = best[i + 1, k + 1]
            if likeness >= ALIKE and common + likeness > best[i, k][0]:
                best[i, k] = common + likeness, [(i, k), *pairs]
    return best[0, 0][1]


def _likeness(before: str, after: str) -> float:
    """The similarity of two paragraphs by shared words, from 0 to 1; fast, since it is computed for every pair."""
    return SequenceMatcher(a=before.split(), b=after.split(), autojunk=False).quick_ratio()


# Words


def words(before: str, after: str, only: str = "") -> SafeString:
    """The new text with added words in `ins` and removed words in `del`; or only one of the two.

    Screen readers announce neither element, so each is announced in words.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    pieces: list[str] = []
    for operation, i, j, k, m in _operations(old, new):
        if operation == "equal":
            pieces.append(escape("".join(new[k:m])))
        else:
            pieces += [] if only == "ins" else [_marked("del", _("deleted:"), old[i:j])]
            pieces += [] if only == "del" else [_marked("ins", _("inserted:"), new[k:m])]
    return mark_safe("".join(pieces))  # noqa: S308  # every word is escaped


def _operations(old: list[str], new: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if max(len(old), len(new)) > MOST_WORDS:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()


def _marked(tag: str, said: str, some: list[str]) -> str:
    return f'<{tag}><span class="unseen">{escape(said)} </span>{escape("".join(some))}</{tag}>' if some else ""
