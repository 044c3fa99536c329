"""From a record of elsewhere to what an edition holds. Pure: asks no database, and finds every problem and not just the first."""

import datetime
import difflib
import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from selectolax.lexbor import LexborHTMLParser

from releases.importing.records import SourceContact, SourceRelease
from releases.models import Edition, LegacyAddress
from taxonomy import richtext
from taxonomy.models import Country, FieldOfWork, MeetingSeries, Structure, Term
from taxonomy.snapshot import Vocabularies, Vocabulary, fold

T = TypeVar("T", bound=Term)

HEADLINE_LENGTH = 300
IDENTIFIER_LENGTH = 300
# What word processors and old systems wrote, and what it means here. A page has one h1, its headline.
SAME_MEANING = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4", "cite": "em", "tt": "em"}
TAG = re.compile(r"(</?)(" + "|".join(SAME_MEANING) + r")(?=[\s>/])", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\ufeff\ud800-\udfff]")


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


def map_record(record: SourceRelease, vocabularies: Vocabularies, *, keep_unknown_terms: bool = False) -> Mapped:
    mapped = Mapped(identifier=record.id.strip(), language=record.language.strip().lower())
    _identity(record, mapped)
    _texts(record, mapped)
    _times(record, mapped)
    _terms(record, mapped, vocabularies, keep_unknown=keep_unknown_terms)
    mapped.contacts = [_contact(contact, mapped) for contact in record.contacts]
    return mapped


def _identity(record: SourceRelease, mapped: Mapped) -> None:
    if not mapped.identifier or len(mapped.identifier) > IDENTIFIER_LENGTH or CONTROL.search(mapped.identifier):
        mapped.problems.append("Its id is empty, too long or not text.")
    if mapped.language not in dict(settings.LANGUAGES):
        mapped.problems.append(f"The language {mapped.language!r} is none of the site's.")
    mapped.type = record.type
    if record.type not in Edition.Type.values:
        mapped.problems.append(f"The type {record.type!r} is not known; known are {', '.join(Edition.Type.values)}.")
    mapped.translation_of = record.translation_of.strip()
    mapped.legacy_paths = [path for path in (_legacy_path(record.url), _node_path(record.node)) if path]
    if any(len(path) > LegacyAddress.LONGEST for path in mapped.legacy_paths):
        mapped.problems.append("Its legacy address is too long.")


def _legacy_path(url: str) -> str:
    """The address on the former site without scheme and host, since those change."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    path = "/" + parts.path.strip("/") if parts.path.strip("/") else ""
    return f"{path}?{parts.query}" if path and parts.query else path


def _node_path(node: int | str) -> str:
    return f"/node/{node}" if str(node).strip().isdigit() else ""


def _texts(record: SourceRelease, mapped: Mapped) -> None:
    mapped.headline = plain(record.title)
    mapped.lead = plain(record.lead)
    mapped.body = rich(record.body)
    mapped.places = [plain(place) for place in _listed(record.place) if plain(place)]
    mapped.keywords = [plain(word) for word in record.keywords if plain(word)]
    if not mapped.headline:
        mapped.problems.append("It has no headline.")
    if len(mapped.headline) > HEADLINE_LENGTH:
        mapped.problems.append(f"Its headline has more than {HEADLINE_LENGTH} characters.")
    if not mapped.body and not mapped.lead:
        mapped.problems.append("It has neither text nor lead.")


def plain(text: str) -> str:
    """A line of text: entities as characters, composed, single spaces, nothing invisible."""
    decoded = html.unescape(text).replace("\u00a0", " ")
    return " ".join(CONTROL.sub("", unicodedata.normalize("NFC", decoded)).split())


def rich(text: str) -> str:
    """Rich text by the policy of the product; old tags become the ones that mean the same."""
    renamed = TAG.sub(lambda found: found[1] + SAME_MEANING[found[2].lower()], text)
    cleaned = richtext.clean(CONTROL.sub("", unicodedata.normalize("NFC", renamed)))
    return cleaned if _says_something(cleaned) else ""


def _says_something(cleaned: str) -> bool:
    return bool(LexborHTMLParser(cleaned).text().strip()) if cleaned else False


def _times(record: SourceRelease, mapped: Mapped) -> None:
    """The date that readers see, and the instant from which the text was or will be public."""
    zone = ZoneInfo(settings.TIME_ZONE)
    given = _instant(record.date, zone)
    if given is None:
        mapped.problems.append(f"The date {record.date!r} does not exist; dates are written 2004-01-21.")
        return
    # In the zone in which it was given: 22:00 in Washington is not the next day there.
    mapped.date = given.date()
    mapped.live_from = given
    for key in ("live_from", "embargo_until"):
        if text := getattr(record, key):
            instant = _instant(text, zone)
            if instant is None:
                mapped.problems.append(f"The time {text!r} in {key} does not exist.")
            else:
                mapped.live_from = max(given, instant) if key == "embargo_until" else instant


def _instant(text: str, zone: ZoneInfo) -> datetime.datetime | None:
    """A date is its first instant in the organisation's zone; a time without an offset is in that zone."""
    try:
        parsed = datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if not 1900 <= parsed.year <= 2200:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)


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


def _split(name: str, vocabulary: Vocabulary[T]) -> list[tuple[str, T | None]]:
    """One name, or several with commas between them, of which each may have commas itself: the longest that is known first."""
    if (term := vocabulary.find(name)) or "," not in name:
        return [(name, term)] if name else []
    parts = [part.strip() for part in name.split(",") if part.strip()]
    found: list[tuple[str, T | None]] = []
    while parts:
        for length in range(len(parts), 0, -1):
            candidate = ", ".join(parts[:length])
            term = vocabulary.find(candidate)
            if term or length == 1:
                found.append((candidate, term))
                del parts[:length]
                break
    return found


def _unknown(name: str, vocabulary: Vocabulary) -> str:
    nearest = difflib.get_close_matches(fold(name), vocabulary.names(), n=1)
    term = vocabulary.find(nearest[0]) if nearest else None
    hint = f"; the nearest is “{term.name}”" if term else ""
    return f"“{name}” is none of the {vocabulary.model._meta.verbose_name_plural}{hint}."


def _contact(contact: SourceContact, mapped: Mapped) -> SourceContact:
    cleaned = SourceContact(
        name=plain(contact.name)[:200],
        role=plain(contact.role)[:200],
        email=plain(contact.email),
        phone=plain(contact.phone)[:50],
    )
    if not cleaned.name:
        mapped.problems.append("A contact has no name.")
    if cleaned.email:
        try:
            validate_email(cleaned.email)
        except ValidationError:
            mapped.problems.append(f"{cleaned.email!r} is no e-mail address.")
    return cleaned


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
