"""Reading: an edition with its terms, contacts and files in order, for pages, feeds and lists, without a query per
edition.

Everything that editions carry is read in one statement; the terms themselves come from the snapshot of the
vocabularies.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any, TypeVar

from django.db import models
from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from releases.models import Edition, EditionFile
from releases.models.carried import CARRIED, CONTACTS, FILES, Carried, CarriedTerms
from releases.models.files import Bytes
from releases.reading import figures
from releases.reading.html import rich_text
from releases.reading.pictures import ShownFile
from releases.reading.text import plain_text
from taxonomy.models import Country, FieldOfWork, MeetingSeries, Structure, Term
from taxonomy.snapshot import Vocabularies, Vocabulary

T = TypeVar("T", bound=Term)

DESCRIPTION = 300  # characters

# What one edition carries, by name in the registry: ids of terms, rows of contacts and files, each in order.
Parts = dict[str, list[Any]]
# Name of the part, id of the edition, position, id of the term or row, and a row's columns as JSON.
PartRow = tuple[str, int, int, int, str]


def parts_of(editions: Iterable[Edition], *kinds: str) -> dict[int, Parts]:
    """What editions carry, by edition id: everything, or only the given kinds. One query; none without editions."""
    ids = [edition.pk for edition in editions]
    chosen = [CARRIED[kind] for kind in kinds or CARRIED]
    arms = [_terms_of(part, ids) if isinstance(part, CarriedTerms) else _details_of(part, ids) for part in chosen]
    found: dict[int, Parts] = defaultdict(lambda: defaultdict(list))
    rows = arms[0].union(*arms[1:], all=True).order_by() if ids else []
    for kind, edition, _, key, details in sorted(rows, key=lambda row: (row[2], row[3])):
        found[edition][kind].append(_columns(CARRIED[kind], details) if details else key)
    return found


def _columns(part: Carried, details: str) -> dict[str, Any]:
    """SQLite writes a column of JSON as a text, and a yes as a number."""
    columns: dict[str, Any] = json.loads(details)
    for field in part.fields:
        value = columns[field.name]
        if isinstance(field, models.JSONField) and isinstance(value, str):
            columns[field.name] = json.loads(value)
        elif isinstance(field, models.BooleanField):
            columns[field.name] = bool(value)
    return columns


def _terms_of(part: CarriedTerms, ids: list[int]) -> QuerySet[models.Model, PartRow]:
    links: QuerySet[models.Model] = part.model._default_manager.filter(content_object__in=ids).order_by()
    return links.values_list(Value(part.name), "content_object_id", "position", "tag_id", Value(""))


def _details_of(part: Carried, ids: list[int]) -> QuerySet[models.Model, PartRow]:
    """The text columns as one JSON column, so that all parts of the UNION have the same columns."""
    rows = part.model._default_manager.filter(**{f"{part.owner}__in": ids}).order_by()
    texts = Cast(JSONObject(**{name: name for name in part.columns}), TextField())
    return rows.values_list(Value(part.name), part.owner_id, "position", "pk", texts)


class Reading:
    """An edition with everything it carries, for a template."""

    def __init__(self, edition: Edition, vocabularies: Vocabularies, parts: Parts | None = None) -> None:
        self.edition = edition
        self.vocabularies = vocabularies
        self._parts = parts or {}

    @property
    def token(self) -> str | None:
        """The revision of the vocabularies whose names it shows."""
        return self.vocabularies.token

    @cached_property
    def sources(self) -> list[Structure]:
        return self._terms("sources", self.vocabularies.structures)

    @cached_property
    def fields_of_work(self) -> list[FieldOfWork]:
        return self._terms("fields_of_work", self.vocabularies.fields_of_work)

    @cached_property
    def countries(self) -> list[Country]:
        return self._terms("countries", self.vocabularies.countries)

    @cached_property
    def meetings(self) -> list[MeetingSeries]:
        return self._terms("meetings", self.vocabularies.meetings)

    def terms(self, part: CarriedTerms) -> list[Term]:
        """The terms of any part in the registry."""
        return self._terms(part.name, getattr(self.vocabularies, part.vocabulary))

    def rows(self, part: Carried) -> list[dict[str, Any]]:
        """The rows of any part that does not consist of terms: columns by name."""
        return self._parts.get(part.name, [])

    @property
    def contacts(self) -> list[dict[str, str]]:
        return self.rows(CONTACTS)

    @cached_property
    def files(self) -> list[EditionFile]:
        """Unsaved instances, for reading only."""
        return [EditionFile(edition_id=self.edition.pk, **columns) for columns in self.rows(FILES)]

    @cached_property
    def text(self) -> SafeString:
        """Clean HTML, with the pictures at their places."""
        first = "" if self.head_picture else next(iter(figures.keys_in(self.edition.body)), "")
        return figures.filled_in(
            rich_text(self.edition.body, self.edition.language),
            self.pictures_by_key,
            lambda shown: shown.figure(at_once=shown.file.key == first),
        )

    @property
    def body_in_words(self) -> str:
        """Clean HTML, with paragraphs that tell of the pictures at their places."""
        body = rich_text(self.edition.body)
        return figures.filled_in(body, self.pictures_by_key, lambda shown: f"<p>{escape(shown.words)}</p>")

    @property
    def plain_text(self) -> str:
        return plain_text(self.body_in_words)

    @property
    def lead_picture(self) -> ShownFile | None:
        return next((shown for shown in self.shown_pictures if shown.file.is_lead), None)

    @property
    def head_picture(self) -> ShownFile | None:
        """The lead picture above the text, unless it stands in it."""
        lead = self.lead_picture
        return lead if lead and lead.file.key not in figures.keys_in(self.edition.body) else None

    @property
    def pictures(self) -> list[ShownFile]:
        """Those that stand below the text: neither above it nor in it."""
        placed, lead = figures.keys_in(self.edition.body), self.lead_picture
        return [shown for shown in self.shown_pictures if shown != lead and shown.file.key not in placed]

    @property
    def shown_pictures(self) -> list[ShownFile]:
        return [shown for shown in self.shown_files if shown.file.is_image and not shown.file.erased]

    @property
    def pictures_by_key(self) -> dict[str, ShownFile]:
        return {shown.file.key: shown for shown in self.shown_pictures}

    @property
    def documents(self) -> list[ShownFile]:
        return [shown for shown in self.shown_files if not shown.file.is_image]

    @cached_property
    def shown_files(self) -> list[ShownFile]:
        """With addresses in the edition's language, which may differ from the page's."""
        release = self.edition.release_id

        def address(stored: Bytes) -> str:
            return reverse("release-file", args=[release, stored.key, stored.name])

        with translation.override(self.edition.language):
            return [ShownFile.at(file, address) for file in self.files]

    @property
    def url(self) -> str:
        """In the edition's language, which may differ from the page's."""
        with translation.override(self.edition.language):
            return self.edition.get_absolute_url()

    @property
    def description(self) -> str:
        """One or two sentences of the text, for services that show only these."""
        text = self.edition.lead or unescape(strip_tags(self.edition.body.replace("</p>", " ")))
        return Truncator(" ".join(text.split())).chars(DESCRIPTION)

    @property
    def foreign(self) -> bool:
        return self.edition.language != translation.get_language()

    @property
    def direction(self) -> str:
        return "rtl" if translation.get_language_info(self.edition.language)["bidi"] else "ltr"

    def _terms(self, kind: str, vocabulary: Vocabulary[T]) -> list[T]:
        """In the editor's order; merged terms count once."""
        vocabulary = self.vocabularies.named_for(vocabulary.model, self.edition.live_from).of(vocabulary.model)
        current = [vocabulary.current(vocabulary.by_id[key]) for key in self._parts.get(kind, [])]
        return list(dict.fromkeys(current))


def readings(editions: Iterable[Edition], vocabularies: Vocabularies, *kinds: str) -> Iterator[Reading]:
    """Each edition with everything it carries, in one query for all."""
    editions = list(editions)
    parts = parts_of(editions, *kinds)
    return (Reading(edition, vocabularies, parts.get(edition.pk)) for edition in editions)
