"""Which editions of a selection are on a page, and in which order: ties newest first, none twice and none missing."""

import datetime

import pytest
from django.http import QueryDict
from django.utils import timezone

from releases.lists.selection import Asked, Found, Selection
from releases.models import Edition
from releases.site.listing import Listing
from releases.tests.making import make_live_edition
from releases.tests.questions import on_page
from taxonomy import snapshot

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 5, 3)


def equals(number: int, **overrides) -> list[Edition]:
    """Releases that match a query equally well, the newest first."""
    made = [make_live_edition(headline="Council meets", date=DAY, **overrides) for _ in range(number)]
    return made[::-1]


def selection(text: str = "council") -> Selection:
    return Selection(Asked(text, "en"), snapshot.current())


def numbers(editions: list[Edition]) -> list[int]:
    return [edition.pk for edition in editions]


def test_of_releases_that_match_alike_the_newest_come_first_also_where_there_are_many():
    newest_first = numbers(equals(9))

    assert selection().best(0, 9) == newest_first
    assert selection().best(0, 1) == newest_first[:1]
    assert selection().best(1, 2) == newest_first[1:2]


def test_later_day_comes_first_among_those_that_match_alike():
    early, late = (
        make_live_edition(headline="Council meets", date=DAY + datetime.timedelta(days=days)) for days in (0, 1)
    )
    before = make_live_edition(headline="Council meets", date=DAY - datetime.timedelta(days=1))

    assert selection().best(0, 3) == numbers([late, early, before])


def test_better_match_comes_first_however_many_there_are():
    equals(8)
    best = make_live_edition(headline="Council", lead="The Council.", date=DAY - datetime.timedelta(days=1000))

    assert selection().best(0, 1) == [best.pk]


def test_recent_release_comes_before_an_old_one_of_the_same_words():
    old = make_live_edition(headline="Council meets", date=datetime.date(1980, 1, 1))
    new = make_live_edition(headline="Council meets", date=timezone.localdate())
    on_the_subject = make_live_edition(headline="Council council council", date=datetime.date(1980, 1, 1))

    assert selection().best(0, 3) == numbers([on_the_subject, new, old])


def test_recent_release_comes_before_an_old_one_that_matches_a_little_better():
    """A short headline tells more of each of its words than a long one."""
    old = make_live_edition(headline="Council meets", date=datetime.date(1980, 1, 1))
    new = make_live_edition(
        headline="Council meets in Vienna on Monday to look at what came of the summit", date=timezone.localdate()
    )

    assert selection().best(0, 2) == numbers([new, old])


def test_pages_by_relevance_hold_every_release_once():
    newest_first = numbers(equals(9))

    pages = [selection().best(start, start + 2) for start in range(0, 9, 2)]

    assert [number for page in pages for number in page] == newest_first


@pytest.mark.parametrize("language", ["de", "en", "ru"])
def test_list_that_is_anchored_begins_with_the_release_that_it_is_anchored_at(language):
    third, second, first = equals(3, language=language)
    anchor = (second.date, second.release_id)

    everything = Selection(Asked(), snapshot.current())
    anchored = Found(everything, "newest", anchor)

    assert len(anchored) == 2
    assert anchored.numbers(0, 3) == numbers([second, first])
    assert len(Found(everything, "oldest", anchor)) == 3, "what is oldest never moves"
    assert third.pk in Found(everything, "newest").numbers(0, 3)


def test_what_is_released_while_somebody_turns_pages_moves_nothing():
    made = equals(21)
    data = QueryDict(mutable=True)
    data.update({"anchor": Found(Selection(Asked(), snapshot.current()), "newest").anchor_of(made[0].pk), "page": "2"})
    equals(3)

    listing = Listing(data, snapshot.current())

    assert listing.page.paginator.count == 21
    assert on_page(listing) == made[20:]


def test_list_is_newest_first_and_the_other_way_round():
    newest_first = numbers(equals(5))

    assert selection("").newest(0, 5) == newest_first
    assert selection("").newest(1, 3) == newest_first[1:3]
    assert selection("").oldest(0, 5) == newest_first[::-1]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [(None, None, 3), (DAY, None, 2), (None, DAY, 2), (DAY, DAY, 1)],
)
def test_both_days_of_a_period_belong_to_it(first, last, found):
    for days in (-1, 0, 1):
        make_live_edition(date=DAY + datetime.timedelta(days=days))

    assert Selection(Asked(first=first, last=last), snapshot.current()).count == found


def test_language_of_a_release_decides_their_order_where_both_are_listed():
    english = make_live_edition(headline="Council", date=DAY)
    french = make_live_edition(headline="Conseil", date=DAY, release=english.release, language="fr")

    assert Selection(Asked(), snapshot.current()).newest(0, 2) == numbers([english, french])
