"""Carries out a lawful erasure: the words leave every table, the index, the files and the caches; digests and chains stay.

Everything is computed first, put on the record, and only then written, all in one transaction. `releases.record.verification` finds in
`Erased` why a text no longer has the digest that was sealed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as label

from releases.files import store
from releases.language.redaction import MARK, Words
from releases.language.slugs import slug_for
from releases.language.text_key import text_key
from releases.models import (
    Comment,
    Edition,
    EditionPiece,
    Erased,
    Erasure,
    HubRequest,
    HubTopic,
    ImportedName,
    Journalist,
    LegacyAddress,
    Outlet,
    Reader,
    RecordEntry,
    RoomTerms,
    SavedText,
    Subscription,
    SubscriptionRequest,
    UnansweredSearch,
    User,
)
from releases.models.carried import CARRIED, FILES, CarriedTerms
from releases.models.clock import Now, database_time
from releases.models.index import PublicChange
from releases.models.record import ERASED
from releases.reading import wording
from releases.record import canonical, chain
from releases.record.contents import content_of
from releases.record.erased import digest_of_rows
from releases.search import index
from releases.steps.taking import StepRefused
from releases.tagging import learned
from taxonomy.folding import fold
from taxonomy.models import RECORDED, VocabularyEntry
from taxonomy.revision import Revision

# Known by the words, and nothing or something else without them: a search for no words finds everything. These go as a whole.
KNOWN_BY: dict[type[models.Model], str] = {
    UnansweredSearch: "words",
    Subscription: "query",
    SubscriptionRequest: "query",
    HubTopic: "address",
    HubRequest: "topic",
    ImportedName: "folded",
}
# Rewritten by hand below, or holding no words of texts; the rest is searched column by column.
HANDLED = (
    *(model.__name__ for model in KNOWN_BY),
    "Edition",
    "EditionPiece",
    "SavedText",
    "RecordEntry",
    "Comment",
    "Erasure",
    "Erased",
    "LegacyAddress",
    "User",
    "EmailAddress",
    "SocialAccount",
    "AccountEvent",
    "Reader",
    "HubSubscription",
    "Journalist",
    "Outlet",
    "RoomTerms",
    "RoomEntry",
    "Permission",
    "ContentType",
    "Session",
)
BATCH = 500
SHORTEST = 3
# What no program here can reach.
INSTRUCTIONS = (
    label("Backups: delete those made before the erasure, or erase again after each restore from one of them."),
    label("PostgreSQL keeps overwritten rows until VACUUM FULL, and its archived log for as long as you keep that."),
    label("Copies elsewhere: exports, mail already sent, caches in front of the site, search engines, agencies."),
    label("What was learned for suggesting terms was deleted: run manage.py learn_tags again."),
    label("Uploaded archives of imports, in MEDIA_ROOT/imports."),
)


@dataclass
class Found:
    """What will change, row by row; `digests` are those before and after, by kind and key."""

    editions: dict[int, tuple[Edition, dict[str, Any]]] = field(default_factory=dict)
    carried: list[tuple[models.Model, dict[str, Any]]] = field(default_factory=list)
    texts: list[tuple[SavedText, dict[str, Any]]] = field(default_factory=list)
    entries: list[tuple[RecordEntry, dict[str, Any]]] = field(default_factory=list)
    comments: list[tuple[Comment, dict[str, Any]]] = field(default_factory=list)
    elsewhere: list[tuple[models.Model, dict[str, Any]]] = field(default_factory=list)
    files: list[models.Model] = field(default_factory=list)
    as_a_whole: list[models.Model] = field(default_factory=list)

    def places(self) -> int:
        rows = (
            self.editions, self.carried, self.texts, self.entries, self.comments, self.elsewhere, self.files, self.as_a_whole,
        )  # fmt: skip
        return sum(map(len, rows))


def against(words: list[str], reason: str, files: list[str]) -> list[str]:
    """What speaks against proposing it, in sentences."""
    found = []
    if not files and not words:
        found.append(_("Name at least one word or one file."))
    if any(len(word.strip()) < SHORTEST for word in words):
        found.append(_("A word must have at least three letters; a shorter one would take away too much."))
    if words and Words(words).are_in(reason):
        found.append(_("The reason is public, and must not contain the words to erase."))
    if not reason.strip():
        found.append(_("Give the reason that readers will see."))
    return found


def propose(by: User, words: list[str], reason: str, files: list[str] | None = None) -> Erasure:
    files = [digest.strip().lower() for digest in files or []]
    if reasons := against(words, reason, files):
        raise StepRefused(reasons)
    return Erasure.objects.create(proposed_by=by, words=words, files=files, reason=reason.strip())


def decline(erasure: Erasure, by: User) -> None:
    with transaction.atomic():
        _lock(erasure)
        _settle(erasure, by, Erasure.State.DECLINED)


def carry_out(erasure: Erasure, by: User) -> int:
    """As the second person. Returns how many rows lost words."""
    if by.pk == erasure.proposed_by_id:
        raise StepRefused([_("Another person than the one who proposed it must carry out an erasure.")])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")  # what is overwritten is gone from the file as well
    with transaction.atomic():
        _lock(erasure)
        found = find(erasure)
        Erasure.objects.filter(pk=erasure.pk).update(state=Erasure.State.CONFIRMED, settled_by=by)
        touched = _put_on_record(erasure, found, by)
        _write(erasure, found)
        index.enter_again(touched)
        wording.keep(Edition.objects.filter(pk__in=touched))
        PublicChange.objects.filter(edition_id__in=touched, ends=False, at__lte=Now()).update(
            at=Now(), written_at=Now()
        )
        _settle(erasure, by, Erasure.State.DONE, places=found.places())
        transaction.on_commit(lambda: _after(found))
    return found.places()


def find(erasure: Erasure) -> Found:
    """Every row that holds any of the words, or is one of the files."""
    words = Words(erasure.words) if erasure.words else None
    found = Found()
    if words:
        for edition in Edition.objects.order_by("pk").iterator(BATCH):
            if values := _changed(edition, words):
                found.editions[edition.pk] = edition, _derived(edition, values)
        for part in CARRIED.values():
            if not isinstance(part, CarriedTerms):
                found.carried += _rows(part.model, words)
        found.texts = [(row, values) for row, values in _rows(SavedText, words)]  # type: ignore[misc]
        found.entries = [(row, values) for row, values in _rows(RecordEntry, words)]  # type: ignore[misc]
        found.comments = [(row, values) for row, values in _rows(Comment, words)]  # type: ignore[misc]
        for model in _elsewhere():
            found.elsewhere += _rows(model, words)
        found.elsewhere += [*_addresses(words), *_sessions(words)]
        found.as_a_whole = list(_known_by(erasure.words))
    found.files = list(FILES.model._default_manager.filter(digest__in=erasure.files))
    return found


def remaining(erasure_words: list[str]) -> list[str]:
    """Where the words still stand and this may not touch: accounts and vocabularies, which have their own ways of changing, and
    logs, which have none.
    """
    words = Words(erasure_words)
    models_left: list[type[models.Model]] = [
        User, Reader, Journalist, Outlet, RoomTerms, *RECORDED, VocabularyEntry,
    ]  # fmt: skip
    return sorted({str(model._meta.verbose_name) for model in models_left if next(_rows(model, words), None)})


def _rows(model: type[models.Model], words: Words) -> Iterator[tuple[models.Model, dict[str, Any]]]:
    for row in model._base_manager.order_by("pk").iterator(BATCH):
        if values := _changed(row, words):
            yield row, values


def _changed(row: models.Model, words: Words) -> dict[str, Any]:
    """The columns that hold the words, without them."""
    texts = (models.CharField, models.TextField, models.JSONField)
    found = {}
    for field_ in row._meta.concrete_fields:
        value = getattr(row, field_.attname)
        if isinstance(field_, texts) and not field_.primary_key and words.are_in(value):
            found[field_.attname] = _fitting(field_, words.erased(value), row.pk)
    return found


def _fitting(column: models.Field[Any, Any], erased: Any, key: Any) -> Any:
    """The mark may be longer than what it stands for, and two names that must differ may have differed in the words alone."""
    if not isinstance(erased, str):
        return erased
    ending = f" ({key})" if column.unique else ""
    return erased[: column.max_length - len(ending)] + ending if column.max_length else erased + ending


def _derived(edition: Edition, values: dict[str, Any]) -> dict[str, Any]:
    """The columns that follow from the text."""
    says = {name: values.get(name, getattr(edition, name)) for name in ("headline", "lead", "body")}
    values["slug"] = slug_for(says["headline"].replace(MARK, "")) or "release"
    return values | {"text_key": text_key(says["headline"], says["lead"], says["body"])}


def _elsewhere() -> list[type[models.Model]]:
    """Every other table that holds text, of whatever app."""
    carried = {part.model for part in CARRIED.values()}
    left = (*carried, *RECORDED, VocabularyEntry)
    return [
        model
        for model in apps.get_models()
        if model not in left and model.__name__ not in HANDLED and model._meta.managed
    ]


def _addresses(words: Words) -> list[tuple[models.Model, dict[str, Any]]]:
    """Legacy addresses that spell the words out no longer lead anywhere."""
    rows = (row for row in LegacyAddress.objects.iterator(BATCH) if words.are_in(row.path))
    return [(row, {"path": f"erased-{row.pk}"}) for row in rows]


def _known_by(words: list[str]) -> Iterator[models.Model]:
    """Many are kept without case and accents, and two of them may not become one."""
    known = Words([*words, *map(fold, words)])
    for model, column in KNOWN_BY.items():
        for row in model._base_manager.order_by("pk").iterator(BATCH):
            if known.are_in(getattr(row, column)):
                yield row


def _sessions(words: Words) -> Iterator[tuple[models.Model, dict[str, Any]]]:
    """What somebody typed and could not save yet waits there, encoded."""
    for row in Session.objects.order_by("pk").iterator(BATCH):
        if words.are_in(said := row.get_decoded()):
            yield row, {"session_data": SessionStore().encode(words.erased(said))}


# The record


def _put_on_record(erasure: Erasure, found: Found, by: User) -> list[int]:
    """An entry for each release, and under it the digests of each row. Returns the editions whose text changes."""
    rows: dict[int, list[Erased]] = {}
    touched = dict(found.editions)
    owners = {row.edition_id for row, _values in found.carried} | {row.edition_id for row in found.files}  # type: ignore[attr-defined]
    touched |= {edition.pk: (edition, {}) for edition in Edition.objects.filter(pk__in=owners - set(touched))}
    for pk, (edition, values) in sorted(touched.items()):
        after = _content_after(edition, values, found)
        rows.setdefault(edition.release_id, []).append(
            _row("edition", pk, canonical.digest(content_of(edition)), after)
        )
    for text, values in found.texts:
        after = canonical.digest(values.get("content", text.content))
        release = text.entry.release_id
        rows.setdefault(release, []).append(_row("saved_text", text.pk, canonical.digest(text.content), after))
    for entry, values in found.entries:
        before = chain.hash_of(entry)
        for name, value in values.items():
            setattr(entry, name, value)
        rows.setdefault(entry.release_id, []).append(_row("entry", entry.pk, before, chain.hash_of(entry)))
    for comment, values in found.comments:
        said = comment.content()
        row = _row("comment", comment.pk, canonical.digest(said), canonical.digest(said | values))
        rows.setdefault(comment.entry.release_id, []).append(row)
    for release, erased in sorted(rows.items()):
        line = chain.append(_entry(erasure, release, erased, by))
        for row in erased:
            row.erasure, row.entry = erasure, line
    Erased.objects.bulk_create([row for erased in rows.values() for row in erased])
    return sorted(touched)


def _entry(erasure: Erasure, release: int, erased: list[Erased], by: User) -> RecordEntry:
    edition = Edition.objects.filter(release=release).order_by("-pk")[0]
    return RecordEntry(
        edition=edition,
        step=ERASED,
        by=by,
        state_before=edition.state,
        state_after=edition.state,
        digest_after=digest_of_rows(erased),
        remark=erasure.reason,
    )


def _row(kind: str, key: int, before: str, after: str) -> Erased:
    return Erased(kind=kind, row=key, digest_before=before, digest_after=after)


def _content_after(edition: Edition, values: dict[str, Any], found: Found) -> str:
    """The digest of the edition as it will be: of a copy that is written and rolled back would need open guards, so in memory."""
    content = content_of(edition)
    content |= {name: canonical.plain(value) for name, value in values.items() if name in content}
    changes = {(type(row), row.pk): row_values for row, row_values in found.carried}
    erased_files = {row.pk for row in found.files}
    for part in CARRIED.values():
        if isinstance(part, CarriedTerms):
            continue
        for said, row in zip(content[part.name], part.rows([edition.pk]), strict=True):
            said |= changes.get((type(row), row.pk), {})
            if part is FILES and row.pk in erased_files:
                said["size"] = 0
    return canonical.digest(content)


# Writing


def _write(erasure: Erasure, found: Found) -> None:
    for pk, (_edition, values) in found.editions.items():
        Edition.objects.filter(pk=pk).update(**values)
    for row, values in (*found.carried, *found.texts, *found.entries, *found.comments, *found.elsewhere):
        type(row)._base_manager.filter(pk=row.pk).update(**values)
    FILES.model._default_manager.filter(pk__in=[row.pk for row in found.files]).update(size=0)
    for row in found.as_a_whole:
        row.delete()
    shown = Erased.objects.filter(erasure=erasure, kind=Erased.Kind.EDITION).values("row")
    Edition.objects.filter(pk__in=shown).update(erasure_note=erasure.reason)
    _render_again()


def _render_again() -> None:
    """What was rendered goes. A reader may be keeping a piece of the old text at this moment: the new token, which is part of
    every piece's version, keeps it from ever being used.
    """
    EditionPiece.objects.all().delete()
    Revision.objects.update_or_create(pk=1, defaults={"token": uuid4().hex})


def _lock(erasure: Erasure) -> None:
    erasure.refresh_from_db(from_queryset=Erasure.objects.select_for_update())
    if erasure.state != Erasure.State.PROPOSED:
        raise StepRefused([_("This erasure is settled.")])


def _settle(erasure: Erasure, by: User, state: str, places: int = 0) -> None:
    Erasure.objects.filter(pk=erasure.pk).update(
        state=state, settled_by=by, settled_at=database_time(), words=[], places=places
    )
    erasure.refresh_from_db()


def _after(found: Found) -> None:
    """Bytes, caches, and what the database keeps of past changes."""
    for row in found.files:
        for stored in row.stored():  # type: ignore[attr-defined]
            store.path_of(stored.digest).unlink(missing_ok=True)
    cache.clear()
    learned.forget()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
