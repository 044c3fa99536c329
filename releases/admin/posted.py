"""A posted form, read for a preview or a comparison without being saved."""

import copy
from typing import Any

from django.http import HttpRequest, QueryDict

from releases.admin.forms import CHOSEN, STALE, TERM_INPUTS, EditionForm
from releases.admin.text_parts import MOST_ROWS
from releases.language.slugs import slug_for
from releases.models import Edition, carried
from releases.record.canonical import Content
from releases.record.contents import columns_of
from taxonomy import richtext

CONTACTS, FILES = carried.CONTACTS.name, carried.FILES.name
CONTACT = carried.CONTACTS.columns
FILE_FLAGS = ("is_decoration", "is_lead")
FILE_TEXTS = ("title", "credit", "alternative_text")  # editable facts about a file; its bytes are handled elsewhere


class Posted:
    """The form, and the edition as it would be. `stored` is not modified."""

    def __init__(self, form_class: type[EditionForm], request: HttpRequest, stored: Edition | None) -> None:
        self.data = request.POST
        self.uploads = request.FILES
        self.form = form_class(self.data, instance=copy.copy(stored) if stored else None)
        self.errors = self.form.errors
        self.edition: Edition = self.form.instance
        self.edition.slug = slug_for(self.edition.headline)
        self.edition.body = richtext.clean(self.edition.body)

    @property
    def is_valid(self) -> bool:
        """Ignores concurrent saves, which the merge handles."""
        return all(error.code == STALE for errors in self.errors.as_data().values() for error in errors)

    @property
    def problems(self) -> list[str]:
        fields = self.form.fields
        return [
            f"{fields[name].label}: {error}" for name in self.errors if name in fields for error in self.errors[name]
        ]

    def content(self) -> Content:
        """In canonical form, without files, which belong to the edition and not to the form."""
        said = columns_of(self.edition)
        for name in TERM_INPUTS:
            said[name.removeprefix(CHOSEN)] = [term.pk for term in self.form.cleaned_data.get(name) or []]
        said[CONTACTS] = rows_in(self.data, CONTACTS, CONTACT)
        return said

    def file_texts(self) -> list[dict[str, str]]:
        """Descriptions of files, and which were uploaded with the form."""
        return rows_in(self.data, FILES, (*FILE_TEXTS, *FILE_FLAGS), self.uploads)


def rows_in(data: QueryDict, prefix: str, names: tuple[str, ...], uploads: Any = None) -> list[dict[str, str]]:
    """The rows of a formset in order, without deleted and empty ones."""
    found: list[tuple[int, dict[str, str]]] = []
    for number in range(min(_number(data.get(f"{prefix}-TOTAL_FORMS")), MOST_ROWS)):
        row = {name: data.get(f"{prefix}-{number}-{name}", "").strip() for name in names}
        upload = uploads.get(f"{prefix}-{number}-upload") if uploads else None
        if upload:
            row["upload"] = upload.name
        known = bool(data.get(f"{prefix}-{number}-id"))
        if (any(row.values()) or known) and not data.get(f"{prefix}-{number}-DELETE"):
            found.append((_number(data.get(f"{prefix}-{number}-position")), row))
    return [row for _position, row in sorted(found, key=lambda item: item[0])]


def _number(text: Any) -> int:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 7 else 0
