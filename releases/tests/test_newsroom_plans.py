"""No page of the newsroom reads a whole table that grows with the archive."""

import datetime
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import connection
from django.test import Client
from django.urls import reverse

from releases import steps
from releases.models import AccountEvent, Edition, LegacyAddress, Provenance, Release, User
from releases.tests.making import make_edition, make_live_edition, make_scheduled_edition, make_user
from releases.tests.plans import whole_tables_read

pytestmark = pytest.mark.django_db

BIG = {
    f"releases_{name}"
    for name in (
        "edition", "release", "recordentry", "savedtext", "provenance", "legacyaddress", "editionsource", "editionfieldofwork",
        "editioncountry", "editionmeeting", "editionfile", "contact", "letter", "comment", "searchentry", "publicchange", "listingmark",
        "accountevent", "editionpiece", "previewlink", "previewopening", "editionwording",
    )
}  # fmt: skip
# The list reads every released text once in each process, and the last entry of each the first time it is sorted by it. In a
# test, which is one transaction, it reads them each time.
ONCE = {
    ("releases_edition", "string_agg" if connection.vendor == "postgresql" else "group_concat"),
    ("releases_recordentry", "string_agg" if connection.vendor == "postgresql" else "group_concat"),
}
# A search among openings joins the edition of each. Where SQLite remembers the sizes of another test's tables, it begins with the
# editions, of which a test has a handful.
ONCE.add(("releases_edition", 'FROM "releases_opening"'))
MORE_THAN_A_PAGE = 101


@pytest.fixture
def editor() -> User:
    return make_user()


@pytest.fixture
def newsroom(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def whole(client: Client, pages: Iterator[str]) -> dict[tuple[str, str], str]:
    """The tables that pages read as a whole, with the statement, and the first such page."""
    found: dict[tuple[str, str], str] = {}
    for page in pages:
        with whole_tables_read(BIG) as read:
            assert client.get(page).status_code in (200, 302), page
        for table, statement in read:
            if not any(table == once and how in statement for once, how in ONCE):
                found.setdefault((table, statement), page)
    return found


def lists(client: Client) -> Iterator[str]:
    """Every list of the newsroom, under each of its filters and searched; the large ones in each of their orders."""
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        yield address
        response = client.get(address)
        changelist = response.context.get("cl") if response.context else None
        if changelist:
            yield from (address + query for query in variations(changelist))


def variations(changelist: ChangeList) -> Iterator[str]:
    for spec in changelist.filter_specs:
        yield str(list(spec.choices(changelist))[-1]["query_string"])
    if changelist.model._meta.db_table in BIG:
        yield from (f"?o={number}" for number in range(len(changelist.list_display)))
    if changelist.search_fields:
        yield "?q=words"


def test_lists_read_no_whole_table(newsroom, editor):
    steps.record_save(make_edition(), editor, created=True)
    release = make_live_edition().release
    origins = range(MORE_THAN_A_PAGE)
    Provenance.objects.bulk_create(
        Provenance(origin="a", identifier=str(number), release=Release.objects.create(), language="en", digest="")
        for number in origins
    )
    LegacyAddress.objects.bulk_create(
        LegacyAddress(path=f"/node/{number}", release=release, language="en") for number in origins
    )
    AccountEvent.objects.bulk_create(AccountEvent(user=editor, kind=AccountEvent.Kind.SIGNED_IN) for _ in origins)

    assert whole(newsroom, lists(newsroom)) == {}


def test_pages_about_texts_read_no_whole_table(newsroom, editor):
    draft, live = make_edition(), make_live_edition()
    steps.record_save(draft, editor, created=True)
    make_scheduled_edition()
    until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
    steps.ask_clearance(draft, editor, people=[make_user()], due_at=until, silence="objection")
    steps.comment_on(draft, editor, "Which one?", part="body", quotation="office")

    assert whole(newsroom, pages_about(draft, live)) == {}


def pages_about(draft: Edition, live: Edition) -> Iterator[str]:
    yield reverse("admin:index")
    for span in ("", "?span=week"):
        yield reverse("admin:releases_edition_calendar") + span
    yield reverse("admin:releases_edition_add")
    for edition in (draft, live):
        for page in ("change", "compare", "links", "print"):
            yield reverse(f"admin:releases_edition_{page}", args=[edition.pk])
    yield reverse("admin:releases_edition_asking", args=[draft.pk])
    for edition, step in ((draft, "submit"), (draft, "discard"), (live, "withdraw"), (live, "start_next")):
        yield reverse("admin:releases_edition_step", args=[edition.pk, step])
