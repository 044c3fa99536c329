"""The registry of what an edition carries in tables of its own: terms, contacts and files.

A table registered here is part of the seal, of every next edition, of what the database guards, of exports and imports,
of comparisons and previews; terms also of the newsroom's form and of the search index. None of that is declared
anywhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from releases.models.contact import Contact
from releases.models.files import EditionFile
from releases.models.links import EditionCountry, EditionFieldOfWork, EditionLink, EditionMeeting, EditionSource


@dataclass(frozen=True, kw_only=True)
class Carried:
    """One table whose rows belong to the text. `owner` is its foreign key to the edition; rows have a `position`.

    `name` stands for it in the sealed content, in a reading, in the form and in an import. `written` names the columns of a row
    that a record of our JSON Lines holds; none of them where the record says it in another way, as it does of files. `compared`
    names those by which an import tells whether two rows say the same, where these are others.
    """

    name: str
    model: type[models.Model]
    owner: str = "edition"
    written: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    # Columns that came when texts had been sealed already: they are content only where they say something.
    later: tuple[str, ...] = ()

    @property
    def owner_id(self) -> str:
        return f"{self.owner}_id"

    @property
    def fields(self) -> list["models.Field[Any, Any]"]:
        """The columns of a row, except its key, its owner and its position."""
        left_out = ("id", "position", self.owner)
        return [field for field in self.model._meta.concrete_fields if field.name not in left_out]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def content(self, said: dict[str, Any]) -> dict[str, Any]:
        """A row as it is sealed, of the values of its columns."""
        return {name: value for name, value in said.items() if name not in self.later or value}

    def rows(self, editions: Iterable[int]) -> "models.QuerySet[Any]":
        return self.model._default_manager.filter(**{f"{self.owner}__in": editions}).order_by("position", "pk")


@dataclass(frozen=True, kw_only=True)
class CarriedTerms(Carried):
    """Terms of a vocabulary, which bears the name `vocabulary` in `taxonomy.snapshot`, `facet` in an address and `key` in a record;
    a record may name more of them under `other_key`.

    `label` and `help_text` describe its form field.
    """

    model: type[EditionLink]
    vocabulary: str
    facet: str
    key: str
    label: Promise
    other_key: str = ""
    help_text: Promise | str = ""
    owner: str = "content_object"


PARTS: tuple[Carried, ...] = (
    CarriedTerms(
        name="sources",
        model=EditionSource,
        vocabulary="structures",
        facet="source",
        key="source",
        other_key="structures",
        label=_("Sources"),
        help_text=_("The first one is the main source."),
    ),
    CarriedTerms(
        name="fields_of_work",
        model=EditionFieldOfWork,
        vocabulary="fields_of_work",
        facet="field",
        key="fields_of_work",
        label=_("Fields of work"),
    ),
    CarriedTerms(
        name="countries",
        model=EditionCountry,
        vocabulary="countries",
        facet="country",
        key="countries",
        label=_("Countries"),
    ),
    CarriedTerms(
        name="meetings",
        model=EditionMeeting,
        vocabulary="meetings",
        facet="meeting",
        key="meetings",
        label=_("Meetings and conferences"),
    ),
    Carried(name="contacts", model=Contact, written=("name", "role", "email", "phone")),
    Carried(
        name="files",
        model=EditionFile,
        compared=("digest", "name", "title", "alternative_text", "credit", "is_decoration", "is_lead"),
        later=("credit", "is_decoration", "is_lead", "copies"),
    ),
)

CARRIED: dict[str, Carried] = {part.name: part for part in PARTS}
CONTACTS, FILES = CARRIED["contacts"], CARRIED["files"]


def carried_terms() -> dict[str, CarriedTerms]:
    """The entries that are terms, by name."""
    return {name: part for name, part in CARRIED.items() if isinstance(part, CarriedTerms)}


# Columns that no reader sees. All others count as public and are sealed, so that a new one cannot be forgotten.
NOT_PUBLIC = (
    "id",
    "state",
    "live_from",
    "live_until",
    "limited",
    "notes",
    "translated_from",
    "seal",
    "text_key",
    "erasure_note",
)
# Columns that identify a text rather than belong to its content: a restored text keeps its own.
IDENTITY = ("release", "language", "number", "kind", "slug")
