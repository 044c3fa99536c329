"""From a record of elsewhere to what an edition holds. Pure: asks no database, and finds every problem and not just the first."""

import datetime
import difflib
import html
import re
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils.text import Truncator
from selectolax.lexbor import LexborHTMLParser

from releases.importing.records import SourceContact, SourceRelease
from releases.models import Contact, Edition, LegacyAddress, Provenance
from taxonomy import richtext
from taxonomy.models import Country, FieldOfWork, MeetingSeries, Structure, Term
from taxonomy.snapshot import Vocabularies, Vocabulary, fold

T = TypeVar("T", bound=Term)

# What word processors and old systems wrote, and what it means here. A page has one h1, its headline; a division that
# holds words is a paragraph, and one that holds paragraphs leaves nothing behind.
SAME_MEANING = {
    "b": "strong", "i": "em", "cite": "em", "dfn": "em", "h1": "h2", "h5": "h4", "h6": "h4", "dl": "ul", "dt": "li", "dd": "li",
} | dict.fromkeys(
    ("address", "article", "aside", "center", "div", "figcaption", "figure", "footer", "header", "main", "pre", "section"), "p",
)  # fmt: skip
OLD_TAG = re.compile(r"(</?)(" + "|".join(SAME_MEANING) + r")(?=[\s>/])", re.IGNORECASE)
BLOCK = re.compile(r"<(?:p|ul|ol|h[1-6]|blockquote|table)\b")
EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>\s*")
BLANK_LINE = re.compile(r"\n\s*\n")
INLINE_TAG = re.compile(r"</?(?:a|b|br|em|i|p|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.IGNORECASE)
# Control characters, soft hyphens, invisible spaces, halves of characters.
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\ud800-\udfff]")
BETWEEN_NAMES = re.compile(r"(\s*[,;]\s*(?:and\s+)?|\s+and\s+)")
MOST_PARTS = 15  # of one name: seven separators in it
YEARS = range(1900, 2201)


@dataclass
class Mapped:
    """What is written to the tables, or the reasons why nothing is."""

    identifier: str
    language: str
    type: str = Edition.Type.PRESS_RELEASE
    headline: str = ""
    lead: str = ""
    body: str = ""
    date: datetime.date = datetime.date.min
    live_from: datetime.datetime | None = None
    places: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    notes: str = ""
    sources: list[Structure] = field(default_factory=list)
    fields_of_work: list[FieldOfWork] = field(default_factory=list)
    countries: list[Country] = field(default_factory=list)
    meetings: list[MeetingSeries] = field(default_factory=list)
    contacts: list[SourceContact] = field(default_factory=list)
    translation_of: str = ""
    legacy_paths: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def is_ahead(self, now: datetime.datetime) -> bool:
        return self.live_from is not None and self.live_from > now


def map_record(record: SourceRelease, vocabularies: Vocabularies, *, keep_unknown_terms: bool = False) -> Mapped:
    mapped = Mapped(
        identifier=record.id.strip(),
        language=record.language.strip().lower(),
        type=record.type.strip().lower() or Edition.Type.PRESS_RELEASE,
        translation_of=record.translation_of.strip(),
    )
    _identity(record, mapped)
    _texts(record, mapped)
    _times(record, mapped)
    _terms(record, mapped, vocabularies, keep_unknown=keep_unknown_terms)
    mapped.contacts = [_contact(contact, mapped) for contact in record.contacts]
    return mapped


def _identity(record: SourceRelease, mapped: Mapped) -> None:
    for key, value in (("id", mapped.identifier), ("translation_of", mapped.translation_of)):
        if INVISIBLE.search(value):
            mapped.problems.append(f"Its {key} holds invisible characters.")
    if not mapped.identifier:
        mapped.problems.append("Its id is empty.")
    _fit("id", mapped.identifier, Provenance, "identifier", mapped)
    if mapped.language not in dict(settings.LANGUAGES):
        mapped.problems.append(f"The language {mapped.language!r} is none of the site's.")
    if mapped.type not in Edition.Type.values:
        mapped.problems.append(f"The type {record.type!r} is not known; known are {', '.join(Edition.Type.values)}.")
    mapped.legacy_paths = [path for path in (_legacy_path(record.url, mapped), _node_path(record.node, mapped)) if path]
    for path in mapped.legacy_paths:
        _fit("legacy address", path, LegacyAddress, "path", mapped)


def _fit(what: str, value: str, model: type[Model], name: str, mapped: Mapped) -> None:
    """Nothing is cut off silently, and SQLite would take what PostgreSQL refuses."""
    longest = getattr(model._meta.get_field(name), "max_length", None) or sys.maxsize
    if len(value) > longest:
        mapped.problems.append(f"Its {what} has {len(value)} characters, more than {longest}.")


def _legacy_path(url: str, mapped: Mapped) -> str:
    """The address on the former site without scheme and host, since those change; as a request for it will be compared."""
    try:
        parts = urlsplit(INVISIBLE.sub("", url.strip()))
    except ValueError:
        mapped.problems.append(f"Its url {url!r} is no address.")
        return ""
    if not parts.path.strip("/"):
        return ""
    path = "/" + parts.path.strip("/")
    return f"{path}?{parts.query}" if parts.query else INVISIBLE.sub("", unquote(path))


def _node_path(node: int | str, mapped: Mapped) -> str:
    number = str(node).strip()
    if not number:
        return ""
    if not (number.isascii() and number.isdigit()):
        mapped.problems.append(f"Its node {number!r} is no number.")
    return f"/node/{number}"


def _texts(record: SourceRelease, mapped: Mapped) -> None:
    mapped.headline = plain(record.title)
    mapped.lead = plain(record.lead)
    mapped.body = rich(record.body)
    mapped.places = [plain(place) for place in _listed(record.place) if plain(place)]
    mapped.keywords = [plain(word) for word in record.keywords if plain(word)]
    if not mapped.headline:
        mapped.problems.append("It has no headline.")
    _fit("headline", mapped.headline, Edition, "headline", mapped)
    if not mapped.body and not mapped.lead:
        mapped.problems.append("It has neither text nor lead.")


def plain(text: str) -> str:
    """A line of text: no tags, entities as characters, composed, single spaces, nothing invisible.

    >>> plain("<b>Roma</b> &amp; Sinti:  a &lt;study&gt;")
    'Roma & Sinti: a <study>'
    """
    decoded = html.unescape(INLINE_TAG.sub("", text))
    return " ".join(INVISIBLE.sub("", unicodedata.normalize("NFC", decoded)).split())


def rich(text: str) -> str:
    """Rich text by the policy of the product; old tags become the ones that mean the same, bare text paragraphs."""
    composed = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    renamed = OLD_TAG.sub(lambda found: found[1] + SAME_MEANING[found[2].lower()], composed)
    cleaned = EMPTY_PARAGRAPH.sub("", richtext.clean(renamed)).strip()
    if not LexborHTMLParser(cleaned).text().strip():
        return ""
    if not BLOCK.search(cleaned):
        cleaned = "\n".join(f"<p>{paragraph.strip()}</p>" for paragraph in BLANK_LINE.split(cleaned))
    return cleaned


def _times(record: SourceRelease, mapped: Mapped) -> None:
    """The date that readers see, and the instant from which the text was or will be public."""
    date = _instant("date", record.date, mapped)
    if date is None:
        return
    # In the zone in which it was given: 22:00 in Washington is not the next day there.
    mapped.date = date.date()
    live_from = _instant("live_from", record.live_from, mapped) if record.live_from.strip() else date
    embargo = _instant("embargo_until", record.embargo_until, mapped) if record.embargo_until.strip() else live_from
    # Of several the latest: an import never makes anything public too early.
    mapped.live_from = max(live_from, embargo) if live_from and embargo else None


def _instant(key: str, text: str, mapped: Mapped) -> datetime.datetime | None:
    """A date is its first instant in the organisation's zone; a time without an offset is in that zone."""
    try:
        instant = datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        instant = None
    if instant is None or instant.year not in YEARS:
        mapped.problems.append(
            f"The {key} {text!r} does not exist; write it as 2004-01-21 or 2004-01-21T10:30:00+01:00."
        )
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def _terms(record: SourceRelease, mapped: Mapped, vocabularies: Vocabularies, *, keep_unknown: bool) -> None:
    unknown: list[str] = []
    mapped.sources = _resolved(_listed(record.source), vocabularies.structures, unknown)
    about = _resolved(record.structures, vocabularies.structures, unknown)
    mapped.sources += [structure for structure in about if structure not in mapped.sources]
    mapped.fields_of_work = _resolved(record.fields_of_work, vocabularies.fields_of_work, unknown)
    mapped.countries = _resolved(record.countries, vocabularies.countries, unknown)
    mapped.meetings = _resolved(record.meetings, vocabularies.meetings, unknown)
    if keep_unknown:
        mapped.notes = "\n".join(unknown)
    else:
        mapped.problems += unknown


def _resolved(names: Iterable[str], vocabulary: Vocabulary[T], unknown: list[str]) -> list[T]:
    """The terms in their order, each once."""
    found: list[T] = []
    for name in names:
        for part, term in _split(plain(name), vocabulary):
            if term is None:
                unknown.append(_unknown(part, vocabulary))
            elif term not in found:
                found.append(term)
    return found


def _split(text: str, vocabulary: Vocabulary[T]) -> list[tuple[str, T | None]]:
    """One name, or several with commas or “and” between them, of which each may hold those itself: the longest first."""
    found: list[tuple[str, T | None]] = []
    parts = BETWEEN_NAMES.split(text)  # name, separator, name, separator, name
    while parts:
        ends = range(min(len(parts), MOST_PARTS), 0, -2)
        longest = next((end for end in ends if vocabulary.find("".join(parts[:end]))), None)
        # An unknown name reaches to the next comma, so that the reason names it as it stands.
        end = longest or next((end for end in range(1, len(parts), 2) if parts[end].strip() != "and"), len(parts))
        name = "".join(parts[:end]).strip()
        if name:
            found.append((name, vocabulary.find(name)))
        del parts[: end + 1]
    return found


def _unknown(name: str, vocabulary: Vocabulary) -> str:
    nearest = difflib.get_close_matches(fold(name), vocabulary.names(), n=1)
    term = vocabulary.find(nearest[0]) if nearest else None
    hint = f"; the nearest is “{term.name}”" if term else ""
    return f"“{Truncator(name).chars(100)}” is none of the {vocabulary.model._meta.verbose_name_plural}{hint}."


def _contact(contact: SourceContact, mapped: Mapped) -> SourceContact:
    cleaned = SourceContact(
        name=plain(contact.name), role=plain(contact.role), email=plain(contact.email), phone=plain(contact.phone)
    )
    if not cleaned.name:
        mapped.problems.append("A contact has no name.")
    for name in ("name", "role", "email", "phone"):
        _fit(f"contact's {name}", getattr(cleaned, name), Contact, name, mapped)
    if cleaned.email:
        try:
            validate_email(cleaned.email)
        except ValidationError:
            mapped.problems.append(f"{cleaned.email!r} is no e-mail address.")
    return cleaned


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
