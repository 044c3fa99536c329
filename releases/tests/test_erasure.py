"""Lawful erasure: the words are nowhere, the digests and chains hold, two people did it, and nothing else may."""

import datetime
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from releases import steps
from releases.accounts.kept_answers import KEPT
from releases.alerts import queueing, sending
from releases.files import store
from releases.language.redaction import MARK, Words
from releases.models import (
    Edition,
    EditionFile,
    EditionWording,
    Erased,
    Erasure,
    HubTopic,
    ImportedName,
    ImportRun,
    LegacyAddress,
    Reader,
    RecordEntry,
    SavedText,
    Subscription,
    UnansweredSearch,
)
from releases.models.clock import database_time
from releases.models.index import PublicChange
from releases.reading.editions import Reading, parts_of
from releases.record.verification import RecordBroken, verify
from releases.site import memento
from releases.steps import erasing
from releases.steps.taking import StepRefused
from releases.tests.files import picture
from releases.tests.making import approved, make_edition, make_live_edition, make_scheduled_edition, make_user
from releases.tests.room import make_journalist, make_terms
from taxonomy import guards, snapshot

NAME = "Ilona Wexberg"
SPELLINGS = ("Wexberg", "wexberg", "Вексберг", "veksberg", "WEXBERG")
REASON = "By order of the Regional Court of 3 May 2026."


def everything_stored() -> Iterator[str]:
    """Every row of every table, and on SQLite every byte of the file as well."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if connection.vendor == "postgresql":
                cursor.execute(f'SELECT t::text FROM "{table}" t')
            else:
                cursor.execute(f'SELECT * FROM "{table}"')
            yield from (str(row) for row in cursor.fetchall())
    if connection.vendor == "sqlite":
        yield connection.connection.serialize().decode("utf-8", "replace")
    yield from (path.read_bytes().decode("utf-8", "replace") for path in store.kept())


def found_in(stored: Iterator[str]) -> set[str]:
    decoded = [text + text.encode("ascii", "replace").decode() for text in stored]
    escaped = {word: word.encode("ascii", "backslashreplace").decode() for word in SPELLINGS}
    return {word for word in SPELLINGS for text in decoded if word in text or escaped[word] in text}


@pytest.fixture
def named(db) -> Edition:
    """A release that names a person everywhere, was corrected and is public; another draft that names them too."""
    author = make_user()
    edition = make_edition(
        headline=f"{NAME} opens an office",
        lead=f"{NAME.upper()} said so.",
        body="<p>Ms. Wexberg spoke. Said <em>Ilona\u00a0Wexberg</em>: Вексберг.</p>",
        places=["Wexberg"],
        keywords=["Wexberg, Ilona"],
        contacts=[{"name": NAME, "email": "ilona@wexberg.example"}],
        files=[("wexberg.txt", b"Statement of Ilona Wexberg")],
    )
    EditionFile.objects.update(title=f"Statement of {NAME}")
    steps.record_save(edition, author, created=True)
    steps.submit(edition, author, "Asked for by Ms. Wexberg.")
    steps.approve(edition, make_user())
    steps.release_now(edition, make_user())
    following = steps.start_next(
        Edition.objects.get(pk=edition.pk), author, kind="correction", change_note="Wexberg was misspelt."
    )
    steps.submit(following, author)
    steps.approve(following, make_user())
    steps.release_now(following, make_user())
    draft = make_edition(headline="Draft on Wexberg", notes="Ask Wexberg.")
    steps.record_save(draft, author, created=True)
    steps.comment_on(draft, author, "Is it Wexberg?", part="headline", quotation="Wexberg", suggestion="Veksberg")
    LegacyAddress.objects.create(path="/news/ilona-wexberg", release=edition.release, language="en")
    ImportRun.objects.create(**{"origin": "wexberg"} if any(f.name == "origin" for f in ImportRun._meta.fields) else {})
    cache.set("card", f"<p>{NAME}</p>")
    return edition


def erase(words: tuple[str, ...] = (NAME, "Wexberg", "Вексберг"), files: list[str] | None = None) -> Erasure:
    erasure = erasing.propose(make_user(), list(words), REASON, files)
    with TestCase.captureOnCommitCallbacks(execute=True):
        erasing.carry_out(erasure, make_user())
    return erasure


def test_words_are_in_no_table_index_file_or_cache_afterwards_and_the_record_holds(named, client):
    assert found_in(everything_stored()) >= {"Wexberg", "wexberg", "Вексберг", "WEXBERG"}
    address = Edition.objects.get(pk=named.pk).get_absolute_url()
    before = [client.get(address).status_code, verify().editions]
    wording, now = EditionWording.objects.get(pk=named.pk), database_time()

    erase(files=[EditionFile.objects.values_list("digest", flat=True)[0]])

    assert found_in(everything_stored()) == set()
    assert cache.get("card") is None
    assert verify().editions == before[1]
    assert not EditionFile.objects.exclude(size=0).exists()
    # Nobody can look for them by a copy, and whoever harvests hears of it.
    assert EditionWording.objects.get(pk=named.pk).headline != wording.headline
    assert PublicChange.objects.get(edition_id=named.pk, ends=False).at >= now


def test_letter_that_waits_is_sent_without_the_words(db):
    """Alerts hold no text: the letter is composed from the edition when it is sent."""
    queueing.look()
    edition = make_edition(headline=f"{NAME} opens an office", lead="Ms. Wexberg spoke.")
    reader = Reader.objects.create(address="reader@example.org")
    wish = {"query": "language=en", "language": "en", "confirmed_at": timezone.now() - datetime.timedelta(days=1)}
    Subscription.objects.create(reader=reader, **wish)
    steps.release_now(approved(edition), make_user())
    due = make_scheduled_edition(headline=f"{NAME} returns")
    time.sleep(0.01)  # what happened in the current millisecond is not settled on SQLite
    assert queueing.look() == 1

    erase()
    sending.send(10)

    assert PublicChange.objects.get(edition_id=due.pk).at == due.live_from  # what is due is told at its hour
    (letter,) = mail.outbox
    assert "opens an office" in str(letter.subject)
    sent = message_from_bytes(letter.message().as_bytes(), policy=policy.default)
    parts = [str(part.get_content()) for part in sent.walk() if not part.is_multipart()]
    assert len(parts) == 2
    assert found_in(iter([str(letter.subject), *parts])) == set()


def test_searches_for_the_words_are_forgotten(db):
    """They are kept without case and accents, so two of one day may differ in the words to erase alone."""
    day = timezone.localdate()
    for words in ("jose munoz", "дмитрии кораблев", "office of munoz", "office of dmitrii", "munozes"):
        UnansweredSearch.objects.create(day=day, language="en", words=words, count=3)

    # One is followed in two spellings, which would become one; without its words it would find everything.
    reader = Reader.objects.create(address="munoz@press.example")
    for followed in ("q=mu%C3%B1oz", "q=munoz", "q=munozes"):
        Subscription.objects.create(reader=reader, query=f"{followed}&language=en", language="en")
    HubTopic.objects.create(address="http://127.0.0.1:8000/releases/feed/atom/?q=munoz", looked_at=timezone.now())
    for folded in ("mission of munoz", "mission of dmitrii"):
        ImportedName.objects.create(origin="former", folded=folded, name=folded.title(), by=make_user())

    assert erase(("José Muñoz", "Muñoz", "Дмитрий", "Dmitrii", "Munoz")).places == 9

    assert [row.words for row in UnansweredSearch.objects.all()] == ["munozes"]
    assert [row.query for row in reader.subscriptions.all()] == ["q=munozes&language=en"]
    assert not HubTopic.objects.exists()
    assert not ImportedName.objects.exists()
    assert Reader.objects.get().address == "munoz@press.example"
    assert "reader" in erasing.remaining(["Munoz"])


def test_what_somebody_typed_and_could_not_save_yet_loses_the_words_too(db, client):
    """A session keeps it until the person has proved again who they are."""
    client.force_login(make_user())
    session = client.session
    session[KEPT] = {"page": "/", "said": {"remark": [f"Ask {NAME}."]}}
    session.save()

    erase()

    assert client.session[KEPT]["said"] == {"remark": [f"Ask {MARK}."]}
    assert client.get("/admin/").status_code == 200


def test_names_in_the_room_stand_in_the_way_of_no_erasure_and_are_told_of(named):
    """Its terms and its log cannot be changed; its accounts have their own page."""
    terms = make_terms(f"Ask {NAME}.")
    make_journalist(name=NAME)

    erase()

    assert verify().editions
    terms.refresh_from_db()
    assert NAME in terms.texts["en"]
    assert erasing.remaining([NAME]) == ["journalist", "terms of the room"]


def test_page_says_that_and_why_words_were_removed(named, client):
    erase()
    live = Edition.objects.live().get()

    for address in (
        live.get_absolute_url(),
        f"/releases/{live.release_id}/history/",
        f"/releases/{live.release_id}/at/{timezone.localdate()}/",
    ):
        page = client.get(address).content.decode()
        assert ("Words were removed from this text" in page, REASON in page, MARK in page) == (True, True, True), (
            address
        )
    history = client.get(f"/releases/{live.release_id}/history/").content.decode()
    assert "except that words were removed where it says so" in history
    assert client.get("/releases/", {"q": "wexberg"}).content.decode().count('class="card') == 0
    assert client.get("/releases/", {"q": "office"}).content.decode().count('class="headline"') == 1


def test_next_text_goes_on_saying_so(named):
    erase()

    following = steps.start_next(Edition.objects.live().get(), make_user())

    assert following.erasure_note == REASON


def test_erased_file_answers_410(named, client):
    file = EditionFile.objects.filter(edition=Edition.objects.live().get()).get()
    address = file.address(named.release_id)
    assert client.get(address).status_code == 200

    erase(words=(), files=[file.digest])

    assert client.get(address).status_code == 410
    assert not store.path_of(file.digest).exists()
    call_command("verify_record", stdout=StringIO())
    call_command("verify_files", stdout=StringIO(), stderr=StringIO())


def test_erased_picture_and_its_copies_are_gone_now_and_then_whoever_uploads_it_again(db, client):
    edition = make_live_edition(files=[("wexberg.jpg", picture(size=(600, 400)))])
    file = edition.files.get()
    reading = Reading(edition, snapshot.current(), parts_of([edition]).get(edition.pk))
    shown = [*reading.shown_files, *memento.files_of(reading)]
    addresses = {address for each in shown for address in (each.address, *(copy for _bytes, copy in each.copies))}
    assert {client.get(address).status_code for address in addresses} == {200}

    erase(words=(), files=[file.digest])
    make_edition(files=[("wexberg.jpg", picture(size=(600, 400)))])

    assert store.path_of(file.digest).exists(), "a draft has it again"
    assert len(addresses) == 8
    assert {client.get(address).status_code for address in addresses} == {410}


def test_digests_stay_and_lead_from_the_seal_to_what_is_left(named):
    seals = dict(Edition.objects.values_list("pk", "seal"))
    digests = dict(SavedText.objects.values_list("pk", "digest"))
    hashes = dict(RecordEntry.objects.values_list("pk", "hash"))

    erase()

    assert dict(Edition.objects.values_list("pk", "seal")) == seals
    assert dict(SavedText.objects.values_list("pk", "digest")) == digests
    assert {pk: hash_ for pk, hash_ in RecordEntry.objects.values_list("pk", "hash") if pk in hashes} == hashes
    assert set(Erased.objects.values_list("kind", flat=True)) == {"edition", "saved_text", "entry", "comment"}
    assert Erased.objects.get(kind="edition", row=named.pk).digest_before == seals[named.pk]


def test_second_erasure_of_the_same_text_holds_as_well(named):
    erase(words=("Вексберг",))
    erase(words=("Wexberg",), files=[EditionFile.objects.values_list("digest", flat=True)[0]])

    assert found_in(everything_stored()) == set()
    verify()


# Two people, and no other way


def test_one_person_cannot_do_it_alone_and_nobody_twice(named):
    anna, ben = make_user(), make_user()
    erasure = erasing.propose(anna, [NAME], REASON)

    with pytest.raises(StepRefused):
        erasing.carry_out(erasure, anna)
    erasing.carry_out(erasure, ben)
    with pytest.raises(StepRefused):
        erasing.carry_out(erasure, ben)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.create(proposed_by=anna, settled_by=anna, state="confirmed", reason="x")


def test_words_are_forgotten_when_it_is_declined(named):
    erasure = erasing.propose(make_user(), [NAME], REASON)

    erasing.decline(erasure, make_user())

    assert (erasure.words, erasure.state) == ([], "declined")
    assert NAME in Edition.objects.get(pk=named.pk).headline


@pytest.mark.parametrize(("words", "reason"), [([], REASON), (["ab"], REASON), ([NAME], ""), (["Court"], REASON)])
def test_proposal_that_cannot_be_meant_is_refused(db, words, reason):
    with pytest.raises(StepRefused):
        erasing.propose(make_user(), words, reason)


def refused(change: Any) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


def test_database_opens_for_nothing_else(named):
    """Neither a proposal, nor one that is settled, nor one for another row lets a change through."""
    proposed = erasing.propose(make_user(), ["Somebody"], REASON)
    entry = RecordEntry.objects.earliest("pk")
    Erased.objects.create(
        erasure=proposed, entry=entry, kind="edition", row=named.pk, digest_before="a", digest_after="b"
    )
    attempts = {
        "text": lambda: Edition.objects.filter(pk=named.pk).update(headline="x"),
        "contact": lambda: named.contacts.update(name="x"),
        "saved": lambda: SavedText.objects.update(content={}),
        "entry": lambda: RecordEntry.objects.update(remark="x"),
        "erased": lambda: Erased.objects.update(digest_before="x"),
        "reopened": lambda: Erasure.objects.filter(pk=proposed.pk).update(state="done"),
        "deleted": lambda: Erasure.objects.all().delete(),
        "begun": lambda: Erasure.objects.create(
            proposed_by=make_user(), settled_by=make_user(), state="confirmed", reason="x"
        ),
    }

    assert {name: refused(attempt) for name, attempt in attempts.items()} == dict.fromkeys(attempts, True)


def test_open_erasure_opens_the_rows_it_names_and_no_other(named):
    erasure = erasing.propose(make_user(), ["Somebody"], REASON)
    Erasure.objects.filter(pk=erasure.pk).update(state="confirmed", settled_by=make_user())
    entry, (first, second) = RecordEntry.objects.earliest("pk"), Edition.objects.filter(state="released")
    Erased.objects.create(
        erasure=erasure, entry=entry, kind="edition", row=first.pk, digest_before="a", digest_after="b"
    )

    assert [
        refused(lambda edition=edition: Edition.objects.filter(pk=edition.pk).update(headline="x"))
        for edition in (first, second)
    ] == [False, True]
    with pytest.raises(RecordBroken):
        verify()


def test_verification_finds_an_erasure_that_was_made_up(named):
    erase()
    guards.remove(connection, guards.registry["releases"]())
    Edition.objects.filter(pk=named.pk).update(headline="Something else")

    with pytest.raises(RecordBroken, match="not the one that was sealed"):
        verify()


def test_verification_finds_rows_of_an_erasure_that_were_changed(named):
    erase()
    guards.remove(connection, guards.registry["releases"]())
    Erased.objects.filter(pk=Erased.objects.latest("pk").pk).update(digest_after="0" * 64)

    with pytest.raises(RecordBroken, match="what was erased then is not what the record says"):
        verify()


# The newsroom


def test_two_publishers_do_it_in_the_newsroom(named, client):
    anna, ben = make_user(roles=["Publisher"]), make_user(roles=["Publisher"])
    client.force_login(anna)
    client.post(reverse("admin:releases_erasure_add"), {"words": f"{NAME}\nWexberg", "files": "", "reason": REASON})
    page = reverse("admin:releases_erasure_change", args=[Erasure.objects.get().pk])
    client.post(page, {"carry_out": "x"})
    assert Erasure.objects.get().state == "proposed"

    client.force_login(ben)
    assert "What would change" in client.get(page).content.decode()
    client.post(page, {"carry_out": "x"})

    assert Erasure.objects.get().state == "done"
    assert "Wexberg" not in Edition.objects.live().get().body
    assert "VACUUM FULL" in client.get(page).content.decode()


def test_nobody_else_may(named, client):
    erasure = erasing.propose(make_user(), [NAME], REASON)
    page = reverse("admin:releases_erasure_change", args=[erasure.pk])
    for role in ("Author", "Editor", "Taxonomist", "Administrator"):
        client.force_login(make_user(roles=[role]))
        assert client.get(page).status_code in (302, 403)
        client.post(page, {"carry_out": "x"})
    erasure.refresh_from_db()

    assert erasure.state == "proposed"


@pytest.mark.parametrize(
    "text",
    [
        "Jo Doe",
        "jo doe",
        "JO\u00a0DOE",
        "Jo\nDoe",
        "Jo D\u00adoe",
        "/jo-doe/",
        "jo_doe",
        "Jo&nbsp;Doe",
        "Jo%20Doe",
        "(Jo Doe)",
    ],
)
def test_words_are_found_in_every_spelling(text):
    assert MARK in Words(["Jo Doe"]).erased(text)


@pytest.mark.parametrize("text", ["Joe Doe", "Jo Doern", "Banjo Doe", "release", "Jo, Doe"])
def test_other_words_stay(text):
    assert Words(["Jo Doe"]).erased(text) == text


def test_words_in_nested_values_go_too():
    assert Words(["secret"]).erased({"a": ["Secret.", 7, None], "secret": {"b": "no"}}) == {
        "a": [f"{MARK}.", 7, None],
        MARK: {"b": "no"},
    }


def test_copy_as_a_new_release_says_nothing_of_it(named):
    erase()

    copy = steps.copy_as_new(Edition.objects.live().get(), make_user())

    assert (copy.erasure_note, MARK in copy.body) == ("", True)
