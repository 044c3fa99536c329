"""Comparing any two texts of a release, and restoring an earlier one."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from releases import steps
from releases.models import Edition, User
from releases.review import comparison
from releases.tests.making import make_country, make_edition, make_live_edition, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return make_user(username="anna", first_name="Anna", last_name="Adler")


@pytest.fixture
def newsroom(anna) -> Client:
    client = Client()
    client.force_login(anna)
    return client


def saved_twice(anna: User) -> Edition:
    """A draft with two saved texts."""
    edition = make_edition(headline="Council meets", body="<p>The Council met in Vienna.</p>")
    steps.record_save(edition, anna, created=True)
    edition.headline, edition.body = "Council met", "<p>The Council met in Prague.</p>"
    edition.save()
    steps.record_save(edition, anna, created=False)
    return edition


def compare(client: Client, edition: Edition, **query: str) -> Any:
    return client.get(reverse("admin:releases_edition_compare", args=[edition.pk]), query)


def keys(edition: Edition) -> list[str]:
    return [f"saved-{pk}" for pk in edition.saved_texts.values_list("pk", flat=True)]


def restore_url(edition: Edition, saved: int) -> str:
    return reverse("admin:releases_edition_restore", args=[edition.pk, saved])


def test_words_are_marked_for_the_eye_and_for_the_ear(newsroom, anna):
    edition = saved_twice(anna)
    first, second = keys(edition)

    page = compare(newsroom, edition, before=first, after=second).content.decode()

    assert '<del><span class="unseen">deleted: </span>Vienna.</del>' in page
    assert '<ins><span class="unseen">inserted: </span>Prague.</ins>' in page


def test_texts_stand_side_by_side_with_what_came_on_one_side_and_what_went_on_the_other(newsroom, anna):
    edition = saved_twice(anna)
    first, second = keys(edition)

    response = compare(newsroom, edition, before=first, after=second, view="side")

    (row,) = next(change for change in response.context["changes"] if change.name == "body").rows
    assert "<ins>" not in row.before
    assert "<del>" in row.before
    assert "<del>" not in row.after
    assert '<table class="side-by-side">' in response.content.decode()


def test_terms_dates_and_contacts_that_changed_are_listed_and_what_stayed_is_not(newsroom):
    moldova, georgia = make_country("Moldova"), make_country("Georgia")
    live = make_live_edition(countries=[moldova], contacts=[{"name": "Press office"}])
    draft = make_edition(
        release=live.release,
        number=2,
        kind="update",
        countries=[georgia],
        contacts=[{"name": "Press office", "phone": "+43 1"}],
    )

    found = compare(newsroom, draft, before=f"edition-{live.pk}", after=f"edition-{draft.pk}").context["changes"]

    assert [change.name for change in found] == ["countries", "contacts"]
    assert [row.before + "|" + row.after for row in found[0].rows] == [
        '<del><span class="unseen">deleted: </span>Moldova</del>|',
        '|<ins><span class="unseen">inserted: </span>Georgia</ins>',
    ]


def test_without_a_choice_a_text_is_compared_with_the_last_that_said_something_else(newsroom, anna):
    edition = saved_twice(anna)

    response = compare(newsroom, edition)

    assert response.context["after"].key == f"edition-{edition.pk}"
    assert response.context["before"].key == keys(edition)[0]


def test_text_of_another_release_is_not_found(newsroom, anna):
    mine, other = saved_twice(anna), saved_twice(anna)

    assert compare(newsroom, mine, before=keys(other)[0]).status_code == 404
    assert compare(newsroom, mine, before=f"edition-{other.pk}").status_code == 404
    assert newsroom.post(restore_url(mine, other.saved_texts.all()[0].pk)).status_code == 404


def test_earlier_text_is_restored_and_the_later_one_kept(newsroom, anna):
    edition = saved_twice(anna)

    newsroom.post(restore_url(edition, edition.saved_texts.all()[0].pk))

    edition.refresh_from_db()
    assert edition.headline == "Council meets"
    assert [text.content["headline"] for text in edition.saved_texts.all()] == [
        "Council meets",
        "Council met",
        "Council meets",
    ]


def test_nothing_is_restored_by_looking_or_in_a_text_that_is_no_draft(newsroom, anna):
    edition = saved_twice(anna)
    saved = edition.saved_texts.all()[0].pk
    assert newsroom.get(restore_url(edition, saved)).status_code == 403

    steps.submit(edition, anna)
    assert newsroom.post(restore_url(edition, saved)).status_code == 403

    edition.refresh_from_db()
    assert edition.headline == "Council met"


def test_whoever_may_only_look_compares_and_does_not_restore(anna):
    viewer = make_user(is_superuser=False)
    viewer.user_permissions.set(Permission.objects.filter(codename__in=["view_edition", "see_every_edition"]))
    client = Client()
    client.force_login(viewer)
    edition = saved_twice(anna)

    response = compare(client, edition)

    assert response.status_code == 200
    assert response.context["restorable"] == []
    assert client.post(restore_url(edition, edition.saved_texts.all()[0].pk)).status_code == 403


def test_hostile_text_is_inert_in_a_comparison(newsroom, anna):
    edition = make_edition(headline="<img src=x onerror=x()>", lead="<b>Lead</b>")
    steps.record_save(edition, anna, created=True)
    edition.headline, edition.lead = "<script>x()</script>", "<i>Lead</i>"
    edition.save()
    steps.record_save(edition, anna, created=False)

    page = compare(newsroom, edition, before=keys(edition)[0]).content.decode()

    assert "<script>x()" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;x()" in page


def test_paragraph_is_matched_with_the_one_that_it_became():
    old = ["The Council met in Vienna on Monday.", "It heard three reports."]
    new = ["A new paragraph stands first.", "The Council met in Vienna on Tuesday.", "It heard three reports."]

    rows = list(comparison._rows(comparison.ComparedPart("body", "Text", old, new)))

    assert [bool(row.before) for row in rows] == [False, True, True]
    assert rows[1].before.endswith("Monday.</del>")
    assert rows[2].same


HOSTILE = "<script>x()</script>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{HOSTILE} one", f"{HOSTILE} two"),
        (f"one {HOSTILE}", "one"),
        ("one", f"one {HOSTILE}"),
        (HOSTILE, HOSTILE),
        (f"{HOSTILE} " * comparison.MOST_WORDS, "one"),
    ],
    ids=["stays", "goes", "comes", "is the same", "is too long to compare"],
)
def test_words_are_text_in_a_comparison_whether_they_stay_go_or_come(before, after):
    for only in ("", "ins", "del"):
        shown = comparison.words(before, after, only)
        assert "<script" not in shown
    assert "&lt;script&gt;" in comparison.words(before, after)


def test_paragraph_that_stayed_is_text_in_all_its_views():
    row = comparison.plain("Note", f"one\n{HOSTILE}", f"two\n{HOSTILE}").rows[-1]

    assert row.same
    assert {row.before, row.after, row.both} == {"&lt;script&gt;x()&lt;/script&gt;"}


def test_terms_contacts_and_files_are_text_in_a_comparison(newsroom, anna):
    edition = make_edition(headline="One", contacts=[{"name": HOSTILE}], keywords=[HOSTILE], places=[HOSTILE])
    steps.record_save(edition, anna, created=True)
    edition.headline, edition.keywords, edition.places = "Two", [], []
    edition.save()
    edition.contacts.all().delete()
    steps.record_save(edition, anna, created=False)
    first, second = keys(edition)

    for view in ("words", "side"):
        page = compare(newsroom, edition, before=first, after=second, view=view).content.decode()
        assert HOSTILE not in page
        assert "&lt;script&gt;x()" in page


def marks(shown: str) -> tuple[int, int]:
    return shown.count("<del>"), shown.count("<ins>")


def test_of_a_long_paragraph_only_the_word_that_changed_is_marked_up_to_four_thousand_pieces():
    assert comparison.MOST_WORDS == 4000
    same = "word " * 500

    shown = comparison.words(f"{same}one {same}", f"{same}two {same}")

    assert marks(shown) == (1, 1)
    assert "</span>one" in shown
    assert "</span>two" in shown


def rows(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """The rows of two texts given by their paragraphs, without markup."""
    found = comparison.plain("Note", "\n".join(before), "\n".join(after)).rows
    return [(strip_tags(row.before), strip_tags(row.after)) for row in found if not row.same]


def test_paragraphs_are_matched_by_likeness_where_others_stand_before_them():
    old = ["The Council met in Vienna on Monday.", "It spoke of elections in all States."]
    new = [
        "A new beginning of another kind.",
        "The Council met in Prague on Monday.",
        "It spoke of budgets in all States.",
    ]

    assert [bool(before) and bool(after) for before, after in rows(old, new)] == [False, True, True]


def test_paragraphs_with_less_than_two_fifths_in_common_are_two():
    assert len(rows(["one two three four five six"], ["one two thr fou fiv si"])) == 2
    assert len(rows(["one two three four five six"], ["one two three fou fiv si"])) == 1


def test_forty_paragraphs_are_matched_by_likeness_and_more_in_their_order():
    old = [f"Paragraph {number} of the old text {number}." for number in range(40)]
    new = ["Something quite different, said first.", *(line.replace("old", "new") for line in old[:39])]

    by_likeness, in_order = rows(old, new), rows([*old, "last old line"], [*new, "last new line"])

    assert by_likeness[0][0] == ""
    assert all(before and after for before, after in in_order)
