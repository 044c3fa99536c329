"""What changed from one text to another: the words, and what stands beside the text. For readers, and for the newsroom.

Both sides are a `Reading`, so that an edition, a saved text and a form that nobody has saved yet are compared in one way.
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

from releases.models.carried import CarriedTerms, carried_terms
from releases.reading.editions import Reading
from taxonomy import richtext

# Words with what follows them, so that a sentence keeps its spaces.
WORD = re.compile(r"\S+\s*")
BLOCKS = "p, li, h2, h3, h4, blockquote, th, td"
MOST_WORDS = 4000  # of one paragraph; a longer one is shown as replaced
MOST_PARAGRAPHS = 40  # that are matched by likeness; more are matched in their order
ALIKE = 0.4  # two paragraphs of which less than this is common are two, and not one that was changed


@dataclass(frozen=True)
class TableRow:
    """A paragraph, or an entry of a list: side by side, and in one. The side on which it does not stand is empty."""

    before: SafeString
    after: SafeString
    both: SafeString
    same: bool = False


@dataclass(frozen=True)
class Change:
    """One part of a text with everything that it says, or only what changed."""

    name: str
    label: str
    rows: list[TableRow]

    @property
    def changed(self) -> bool:
        return any(not row.same for row in self.rows)

    @property
    def paragraphs(self) -> list[SafeString]:
        """What changed, with `ins` and `del` around the words that came and went."""
        return [row.both for row in self.rows if not row.same]


class ComparedPart(NamedTuple):
    """Entries are compared word by word, or as a whole where half of a name would say nothing."""

    name: str
    label: str
    old: list[str]
    new: list[str]
    by_words: bool = True


def between(before: Reading, after: Reading) -> list[Change]:
    """Only the parts that changed, in the order of the page, with the paragraphs that stayed as they were around them."""
    return [change for change in whole(before, after) if change.changed]


def whole(before: Reading, after: Reading) -> list[Change]:
    """Every part, changed or not."""
    return [Change(part.name, part.label, list(_rows(part))) for part in _parts(before, after)]


def plain(name: str, before: str, after: str) -> Change:
    """Of a text that no reader sees, such as a note for editors."""
    return Change(name, name, list(_rows(ComparedPart(name, name, before.splitlines(), after.splitlines()))))


def _parts(before: Reading, after: Reading) -> Iterator[ComparedPart]:
    old, new = before.edition, after.edition
    yield ComparedPart("headline", _("Headline"), _text(old.headline), _text(new.headline))
    yield ComparedPart("lead", _("Lead"), _text(old.lead), _text(new.lead))
    yield ComparedPart("body", _("Text"), blocks(old.body), blocks(new.body))
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
    """A structure by its name as a source."""
    return [getattr(term, "source_label", term.label) for term in reading.terms(part)]


def _contacts(reading: Reading) -> list[str]:
    return [", ".join(value for value in contact.values() if value) for contact in reading.contacts]


def _files(reading: Reading) -> list[str]:
    """The digest tells files apart that bear one name."""
    return [
        " ".join((file.title, file.name, file.alternative_text, (file.digest or "")[:8])).strip()
        for file in reading.files
    ]


def blocks(body: str) -> list[str]:
    """The paragraphs of a text as words, without markup; a link with its address, since that may change alone."""
    tree = LexborHTMLParser(richtext.clean(body))
    for link in tree.css("a[href]"):
        link.insert_after(f" [{link.attributes.get('href')}]")
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
    """Each paragraph with the one that it became; what came or went alone is matched with nothing."""
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
    """Pairs in the order of both, chosen so that as much as possible is common to them."""
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
    """How much of two paragraphs is common, from the words that occur in both; quick, since it is asked of every pair."""
    return SequenceMatcher(a=before.split(), b=after.split(), autojunk=False).quick_ratio()


# Words


def words(before: str, after: str, only: str = "") -> SafeString:
    """The text after, with the words that came in `ins` and those that went in `del`; or one of the two alone.

    A screen reader says neither of the two elements, so the words for them are there to be heard.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    pieces: list[str] = []
    for operation, i, j, k, m in _operations(old, new):
        if operation == "equal":
            pieces.append(escape("".join(new[k:m])))
        else:
            pieces += [] if only == "ins" else [_marked("del", _("deleted:"), old[i:j])]
            pieces += [] if only == "del" else [_marked("ins", _("inserted:"), new[k:m])]
    return mark_safe("".join(pieces))  # noqa: S308  # every word was escaped


def _operations(old: list[str], new: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if max(len(old), len(new)) > MOST_WORDS:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()


def _marked(tag: str, said: str, some: list[str]) -> str:
    return f'<{tag}><span class="unseen">{escape(said)} </span>{escape("".join(some))}</{tag}>' if some else ""
