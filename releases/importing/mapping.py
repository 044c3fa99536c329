"""Maps a source record to the content of editions. Pure: makes no queries, and collects every problem instead of
stopping at the first.
"""

import sys

from django.conf import settings
from django.db.models import Model
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from releases.importing import contacts, doubts, lines, links, pictures, times
from releases.importing.legacy_links import legacy_path
from releases.importing.mapped import MappedRecord, MappedText
from releases.importing.records import SourceFile, SourceRelease, SourceText
from releases.importing.terms import Resolver
from releases.importing.texts import INVISIBLE, UNREADABLE, Cleaning, plain, rich
from releases.language.invisible import UNSEEN
from releases.language.text_key import text_key
from releases.models import Edition, LegacyAddress, Provenance
from releases.models.carried import CARRIED, CONTACTS, CarriedTerms
from releases.models.within import LONGEST, LONGEST_ITEM, MOST
from taxonomy import richtext
from taxonomy.hidden import without_hidden

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
TYPES, KINDS = frozenset(Edition.Type.values), frozenset(Edition.Kind.values)


def map_record(record: SourceRelease, resolver: Resolver, *, keep_unknown_terms: bool = False) -> MappedRecord:
    mapped = MappedRecord(
        identifier=record.id.strip(),
        language=record.language.strip().lower(),
        translation_of=record.translation_of.strip(),
        release=record.release,
        base=record.base.strip() or record.url.strip(),
    )
    _identity(record, mapped)
    mapped.earlier = [_text(earlier, record, mapped, resolver) for earlier in record.history]
    mapped.text = _text(record, record, mapped, resolver)
    times.embargo(record, mapped)
    if record.history:
        times.in_order(mapped)
    if keep_unknown_terms:
        mapped.notes = "\n".join([*map(str, mapped.unknown), *([mapped.notes] if mapped.notes else [])])
    else:
        mapped.problems += map(str, mapped.unknown)
    return mapped


def _identity(record: SourceRelease, mapped: MappedRecord) -> None:
    for key, value in (("id", mapped.identifier), ("translation_of", mapped.translation_of)):
        if value and INVISIBLE.search(value):
            mapped.problems.append(f"Its {key} contains invisible characters.")
    if not mapped.identifier:
        mapped.problems.append("Its id is empty.")
    _fit("id", mapped.identifier, Provenance, "identifier", mapped)
    if mapped.language not in LANGUAGES:
        mapped.problems.append(f"The language {mapped.language!r} is not one of the site’s languages.")
    if record.release is not None and not 0 < record.release < 2**63:
        mapped.problems.append(f"{record.release} is not a valid release number.")
    url, node = _legacy_path(record.url, mapped), _node_path(record.node, mapped)
    if node and mapped.hosts.get(url):
        mapped.hosts[node] = mapped.hosts[url]
    found = [url, node, *(_legacy_path(address, mapped) for address in record.legacy_addresses)]
    for path in dict.fromkeys(path for path in found if path):
        if len(path) > LegacyAddress.LONGEST:
            mapped.note(
                f"Its address {Truncator(path).chars(100)} has {len(path)} characters, more than fit, and leads nowhere."
            )
        else:
            mapped.legacy_paths.append(path)


def _fit(what: str, value: str, model: type[Model], name: str, mapped: MappedRecord) -> None:
    """Check the length of a value: nothing is truncated silently, and SQLite would accept what PostgreSQL refuses."""
    longest = COLUMNS.get((model, name)) or COLUMNS.setdefault((model, name), _longest(model, name))
    if len(value) > longest:
        mapped.problems.append(f"Its {what} is {len(value)} characters long; the limit is {longest}.")


COLUMNS: dict[tuple[type[Model], str], int] = {}


def _longest(model: type[Model], name: str) -> int:
    return getattr(model._meta.get_field(name), "max_length", None) or sys.maxsize


def _legacy_path(url: str, mapped: MappedRecord) -> str:
    """The address on the former site without scheme and host, since those change; in the form in which a request is matched."""
    if not url:
        return ""
    try:
        host, path = legacy_path(INVISIBLE.sub("", url.strip()))
    except ValueError:
        mapped.note(f"Its url {url!r} is not a valid address, and leads nowhere.")
        return ""
    path = INVISIBLE.sub("", path)
    if host:
        mapped.hosts[path] = host[:253]
    return path


def _node_path(node: int | str, mapped: MappedRecord) -> str:
    number = str(node).strip()
    if not number:
        return ""
    if not (number.isascii() and number.isdigit()):
        mapped.note(f"Its node {number!r} is not a number, and leads nowhere.")
        return ""
    return f"/node/{number}"


def _text(source: SourceText, record: SourceRelease, mapped: MappedRecord, resolver: Resolver) -> MappedText:
    text = MappedText(
        number=source.edition,
        kind=source.kind.strip().lower() or Edition.Kind.ORIGINAL,
        type=source.type.strip().lower() or Edition.Type.PRESS_RELEASE,
        replaced_by=source.replaced_by,
        attachments=[SourceFile(path=file) if isinstance(file, str) else file for file in source.attachments],
    )
    _kinds(source, text, mapped, verbatim=record.verbatim)
    _words(source, text, mapped, verbatim=record.verbatim)
    if len(text.attachments) > MOST["files"]:
        mapped.problems.append(f"It has {len(text.attachments):,} attachments; the limit is {MOST['files']}.")
    subjects, words = resolver.anywhere(source.categories) if source.categories else ({}, [])
    text.keywords += [word for word in map(plain, words) if word and word not in text.keywords]
    times.of_text(source, text, mapped)
    _carried(source, text, mapped, resolver, subjects, verbatim=record.verbatim)
    if not record.verbatim:
        times.compare_dateline(text, mapped)
    text.text_key = text_key(text.headline, text.lead, text.body)
    return text


def _kinds(source: SourceText, text: MappedText, mapped: MappedRecord, *, verbatim: bool) -> None:
    if text.type not in TYPES:
        mapped.problems.append(
            f"The type {source.type!r} is not known; the known ones are {', '.join(Edition.Type.values)}."
        )
    if text.kind not in KINDS:
        mapped.problems.append(
            f"The kind {source.kind!r} is not known; the known ones are {', '.join(Edition.Kind.values)}."
        )
    if not 0 < text.number < 2**31:
        mapped.problems.append(f"{text.number} is not a valid edition number.")
    note = source.change_note.translate(UNREADABLE)
    text.change_note = note if verbatim else note.strip()
    if text.kind in Edition.UNLISTED and not text.change_note.strip():
        with translation.override(mapped.language):
            text.change_note = _("This text was withdrawn before it was moved here.")
        mapped.find("guessed", "It is withdrawn without an explanation; readers will see a general one.")


def _words(source: SourceText, text: MappedText, mapped: MappedRecord, *, verbatim: bool) -> None:
    def line(words: str) -> str:
        return words.translate(UNREADABLE) if verbatim else UNSEEN.sub("", plain(_seen(words, mapped)))

    if (length := max(map(len, (source.title, source.lead, source.body)))) > LONGEST["body"]:
        mapped.problems.append(f"Its text is {length:,} characters long; the limit is {LONGEST['body']:,}.")
        return
    text.headline, text.lead = line(source.title), line(source.lead)
    if verbatim:
        text.body = richtext.clean(source.body.translate(UNREADABLE))
    else:
        body = _read(source.body, mapped)
        shown = _without_pictures(body, text, mapped)
        text.body, cleaning = rich(shown, mapped.language)
        if cleaning:
            report_cleaning(cleaning, mapped)
        _ask(shown, text.body, mapped)
    places = [source.place] if isinstance(source.place, str) else source.place
    text.places = [place for place in map(line, places) if place]
    text.keywords = [word for word in map(line, source.keywords) if word]
    _fit("headline", text.headline, Edition, "headline", mapped)
    _within_limits(text, mapped)
    if text.kind == Edition.Kind.REMOVED:
        return
    if not text.headline.strip():
        mapped.problems.append("It has no headline.")
    if not text.body and not text.lead:
        mapped.problems.append("It has neither a text nor a lead.")


def _within_limits(text: MappedText, mapped: MappedRecord) -> None:
    """The same that the form and the model refuse: see `releases.models.within`."""
    for name in ("lead", "change_note"):
        if (length := len(getattr(text, name))) > LONGEST[name]:
            mapped.problems.append(f"Its {name} is {length:,} characters long; the limit is {LONGEST[name]:,}.")
    for name in ("places", "keywords"):
        items = getattr(text, name)
        if len(items) > MOST[name]:
            mapped.problems.append(f"It has {len(items):,} {name}; the limit is {MOST[name]}.")
        elif (longest := max(map(len, items), default=0)) > LONGEST_ITEM:
            mapped.problems.append(f"One of its {name} is {longest:,} characters long; the limit is {LONGEST_ITEM}.")


def _seen(words: str, mapped: MappedRecord) -> str:
    """A line without what is hidden in it."""
    seen, hidden = without_hidden(words) if "<" in words else (words, None)
    if hidden:
        report_cleaning(Cleaning(hidden=hidden), mapped)
    return seen


def _read(body: str, mapped: MappedRecord) -> str:
    """The HTML that the source means, with its links made whole."""
    read = lines.read_once_more(body)
    if read != body:
        mapped.find("guessed", "Its HTML was escaped twice, and was read once more.")
    return links.resolved(read, mapped.base)


def _without_pictures(body: str, text: MappedText, mapped: MappedRecord) -> str:
    """They come as files of the edition; those that the source hid do not."""
    if not pictures.may_hold_files(body):
        return body
    found = pictures.taken_out(_seen(body, mapped), mapped.base)
    named = {attachment.path for attachment in text.attachments}
    text.attachments += [file for file in found.files if file.path not in named]
    for described in found.embedded:
        mapped.find("attachment", f"A picture that has no address of its own was left out (“{described}”).")
    return found.html


def _ask(source: str, body: str, mapped: MappedRecord) -> None:
    for words in doubts.struck_out(body):
        mapped.find("struck out", f"“{words}” is struck out, at the source and here; is it part of the text?")
    for words in doubts.in_white(source):
        mapped.find(
            "white text", f"“{words}” was white; if its page was white, too, nobody saw it. Is it part of the text?"
        )


def report_cleaning(cleaning: Cleaning, mapped: MappedRecord) -> None:
    mapped.find("cleaned", f"Removed: {cleaning}.")
    mapped.cleaning.hidden += cleaning.hidden
    mapped.cleaning.tags += cleaning.tags
    mapped.cleaning.attributes += cleaning.attributes
    mapped.cleaning.codes += cleaning.codes
    mapped.cleaning.stood_twice |= cleaning.stood_twice


def _carried(
    source: SourceText,
    text: MappedText,
    mapped: MappedRecord,
    resolver: Resolver,
    subjects: dict[str, list[str]],
    *,
    verbatim: bool,
) -> None:
    """Terms and rows, by the registry; files are attached later."""
    for part in CARRIED.values():
        if isinstance(part, CarriedTerms):
            vocabulary = getattr(resolver.vocabularies, part.vocabulary)
            text.carried[part.name] = resolver.resolve(
                [*_names(source, part), *subjects.get(part.vocabulary, [])], vocabulary, mapped.unknown
            )
            if (number := len(text.carried[part.name])) > MOST["terms"]:
                mapped.problems.append(f"It has {number:,} {part.name}; the limit is {MOST['terms']}.")
        elif part is CONTACTS:
            if len(source.contacts) > MOST["contacts"]:
                mapped.problems.append(f"It has {len(source.contacts):,} contacts; the limit is {MOST['contacts']}.")
                continue
            rows = [contacts.row_of(contact, mapped, verbatim=verbatim) for contact in source.contacts]
            text.carried[part.name] = [row for row in rows if row]
        elif part.written:
            rows = source.carried.get(part.name, [])
            text.carried[part.name] = [{name: row.get(name, "") for name in part.written} for row in rows]


def _names(source: SourceText, part: CarriedTerms) -> list[str]:
    """The names under the keys of the part; a single name may be given without a list."""
    given = [getattr(source, key, []) for key in (part.key, part.other_key) if key]
    return [name for names in given for name in ([names] if isinstance(names, str) else names)]
