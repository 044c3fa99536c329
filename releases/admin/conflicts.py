"""Saves of a text that somebody else saved in the meantime: merged field by field, or presented to the second person.

Nothing is overwritten and nothing is lost. What one of the two changed is taken; where both changed a field, a page
shows both versions and their differences, and the second person chooses, or sets their own text aside in the record.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from releases import steps
from releases.admin.editor import editor_of
from releases.admin.forms import CHOSEN, TERM_INPUTS, EditionForm, version_of
from releases.admin.merge import Merge, merge
from releases.admin.posted import FILE_FLAGS, FILE_TEXTS, Posted
from releases.admin.unsaved_text import BRING_BACK, remember_saved
from releases.language.numbers import number_in
from releases.models import Edition, SavedText, carried
from releases.reading.contents import reading_of
from releases.record.canonical import Content
from releases.record.contents import content_of
from releases.review import comparison
from releases.site.requests import vocabularies_of

CONTACTS, FILES = carried.CONTACTS.name, carried.FILES.name
CONTACT = carried.CONTACTS.columns
KEEP_ASIDE = "_keep_aside"
TAKE = "take-"
TEXTS = ("headline", "lead", "body", "type", "date", "kind", "change_note", "notes")
LINES = ("places", "keywords")
TERMS = tuple(name.removeprefix(CHOSEN) for name in TERM_INPUTS)
FIELDS = (*TEXTS, *LINES, *TERMS, CONTACTS, FILES)


def join(
    request: HttpRequest, edition: Edition, form_class: type[EditionForm], around: dict[str, Any]
) -> HttpResponse | None:
    """Called before a form is saved. Merges both people's work into the posted data, or returns a page that asks."""
    if BRING_BACK in request.POST:
        return None
    take_theirs(request, edition)
    if KEEP_ASIDE in request.POST:
        return keep_aside(request, edition, form_class)
    current = version_of(edition)
    if (number_in(request.POST.get("version")) or 0) == current:
        return None
    posted = Posted(form_class, request, edition)
    if not posted.is_valid:
        return None  # first the form reports its own errors
    two = Two.of(posted, edition)
    request.POST = two.data(request.POST, edition, current)  # type: ignore[assignment]  # what a form reads of it is the same
    if two.merge.conflicts:
        return conflict_page(request, edition, two, around)
    messages.info(request, said(two, edition))
    return None


@dataclass(frozen=True)
class Two:
    """The second person's text, the edition's current text, and their merge."""

    mine: Content
    theirs: Content
    merge: Merge

    @classmethod
    def of(cls, posted: Posted, edition: Edition) -> "Two":
        begun = edition.saved_texts.filter(pk=number_in(posted.data.get("version")) or 0).first()
        base = _comparable(begun.content, begun.notes) if begun else {}
        theirs = _comparable(content_of(edition), edition.notes)
        mine = posted.content() | {"notes": posted.edition.notes, FILES: posted.file_texts()}
        return cls(mine, theirs, merge(base, mine, theirs, FIELDS))

    def data(self, posted: QueryDict, edition: Edition, current: int) -> QueryDict:
        """The posted form as if the second person had started from the edition's current text."""
        data = posted.copy()
        data["version"] = str(current)
        for name in self.merge.theirs:
            put(data, name, self.theirs)
        put_contacts(data, self.merge.joined[CONTACTS], edition)
        if FILES in self.merge.theirs or FILES in self.merge.conflicts:
            put_files(data, edition)
        return data


def _comparable(content: Content, notes: str) -> Content:
    """Reduces files to what a form contains about them."""
    files = [
        {name: row.get(name, "") for name in FILE_TEXTS} | {name: "on" if row.get(name) else "" for name in FILE_FLAGS}
        for row in content.get(FILES, [])
    ]
    contacts = [{name: row.get(name, "") for name in CONTACT} for row in content.get(CONTACTS, [])]
    return content | {"notes": notes, FILES: files, CONTACTS: contacts}


# Writing a text into the form


def put(data: QueryDict, name: str, content: Content) -> None:
    """Write one field as the browser would post it. Contacts and files are formsets, and handled separately."""
    if name in TEXTS:
        data[name] = content[name]
    elif name in LINES:
        data[name] = "\n".join(content[name])
    elif name in TERMS:
        data.setlist(f"{CHOSEN}{name}", [str(pk) for pk in content[name]])


def put_contacts(data: QueryDict, contacts: list[dict[str, str]], edition: Edition) -> None:
    """Write to the edition's existing rows; surplus rows are deleted, missing ones added."""
    rows = [str(pk) for pk in edition.contacts.values_list("pk", flat=True)]
    _start(data, CONTACTS, len(rows), max(len(rows), len(contacts)))
    for number in range(max(len(rows), len(contacts))):
        row = contacts[number] if number < len(contacts) else {"name": "–"}
        for name in CONTACT:
            data[f"{CONTACTS}-{number}-{name}"] = row.get(name, "")
        data[f"{CONTACTS}-{number}-position"] = str(number)
        data[f"{CONTACTS}-{number}-edition"] = str(edition.pk)
        if number < len(rows):
            data[f"{CONTACTS}-{number}-id"] = rows[number]
        if number >= len(contacts):
            data[f"{CONTACTS}-{number}-DELETE"] = "on"


def put_files(data: QueryDict, edition: Edition) -> None:
    """Unchanged; the form leaves files as they are."""
    files = list(edition.files.all())
    _start(data, FILES, len(files), len(files))
    for number, file in enumerate(files):
        for name in (*FILE_TEXTS, "position", "id"):
            data[f"{FILES}-{number}-{name}"] = str(getattr(file, name))
        for name in FILE_FLAGS:
            data[f"{FILES}-{number}-{name}"] = "on" if getattr(file, name) else ""
        data[f"{FILES}-{number}-edition"] = str(edition.pk)


def _start(data: QueryDict, prefix: str, initial: int, total: int) -> None:
    for name in [name for name in data if name.startswith(f"{prefix}-")]:
        del data[name]
    data[f"{prefix}-INITIAL_FORMS"], data[f"{prefix}-TOTAL_FORMS"] = str(initial), str(total)


# The page that asks


@dataclass(frozen=True)
class Conflict:
    name: str
    label: str
    change: comparison.Change


def conflict_page(request: HttpRequest, edition: Edition, two: Two, around: dict[str, Any]) -> HttpResponse:
    """Both versions of each conflicting field, and their differences. The form is included, hidden."""
    last = latest_text(edition)
    posted = [(name, value) for name, values in request.POST.lists() for value in values if carried_along(name)]
    context: dict[str, Any] = {
        **around,
        "title": _("Two people edited this text"),
        "edition": edition,
        "conflicts": [conflict for conflict in conflicts(request, two) if conflict.name != FILES],
        "files_in_conflict": FILES in two.merge.conflicts,
        "uploads": bool(request.FILES),
        "somebody": last.entry.by if last else None,
        "joined": [_label(name) for name in two.merge.theirs],
        "posted": posted,
    }
    return TemplateResponse(request, "admin/releases/edition/conflict.html", context)


def carried_along(name: str) -> bool:
    return name != "csrfmiddlewaretoken" and not name.startswith(("_", TAKE))


def conflicts(request: HttpRequest, two: Two) -> list[Conflict]:
    vocabularies = vocabularies_of(request)
    known = {
        change.name: change
        for change in comparison.whole(reading_of(two.theirs, vocabularies), reading_of(two.mine, vocabularies))
    }
    found = []
    for name in two.merge.conflicts:
        change = known.get(name) or comparison.plain(name, str(two.theirs.get(name, "")), str(two.mine.get(name, "")))
        found.append(Conflict(name, _label(name), change))
    return found


def _label(name: str) -> str:
    """The field's label in the form."""
    label = {CONTACTS: _("Media contacts"), FILES: _("Files")}.get(name)
    return str(label or getattr(Edition._meta.get_field(name), "verbose_name", name)).capitalize()


# Applying the choice


def take_theirs(request: HttpRequest, edition: Edition) -> None:
    """For fields where the other person's version was chosen, take the version shown on that page."""
    names = [name for name in FIELDS if request.POST.get(f"{TAKE}{name}") == "theirs"]
    shown = edition.saved_texts.filter(pk=number_in(request.POST.get("version")) or 0).first() if names else None
    if shown is None:
        return
    data = request.POST.copy()
    theirs = _comparable(shown.content, shown.notes)
    for name in names:
        if name == CONTACTS:
            put_contacts(data, theirs[CONTACTS], edition)
        else:
            put(data, name, theirs)
    request.POST = data  # type: ignore[assignment]  # see above


def keep_aside(request: HttpRequest, edition: Edition, form_class: type[EditionForm]) -> HttpResponse | None:
    posted = Posted(form_class, request, edition)
    if not posted.is_valid:
        return None
    editor = editor_of(request)
    content = content_of(edition) | posted.content()
    steps.keep_aside(edition, editor, content)
    remember_saved(editor, edition, request)
    messages.success(
        request,
        _("Your text was set aside. You can compare and restore it from the record; the edition itself is unchanged."),
    )
    return redirect(reverse("admin:releases_edition_change", args=[edition.pk]))


def said(two: Two, edition: Edition) -> str:
    last = latest_text(edition)
    by = last.entry.by if last else None
    return _("%(name)s saved this text while you were writing. Your changes were merged with theirs: %(fields)s.") % {
        "name": (by.get_full_name() or by.get_username()) if by else _("Someone"),
        "fields": ", ".join(_label(name) for name in two.merge.theirs) or _("they changed nothing shown here"),
    }


def latest_text(edition: Edition) -> SavedText | None:
    return edition.saved_texts.filter(pk=version_of(edition)).select_related("entry__by").first()
