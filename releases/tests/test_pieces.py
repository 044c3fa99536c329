"""Cached fragments of pages, and questions to an instance that the queryset also answers."""

import datetime
import re

import pytest
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from releases import steps
from releases.models import Edition, EditionPiece
from releases.models.clock import database_time
from releases.models.edition import readable
from releases.site import pieces
from releases.site.cards import Wanted, cards, places
from releases.site.listing import Option, Period
from releases.site.options import bars, checkboxes
from releases.tests.making import (
    make_edition,
    make_live_edition,
    make_scheduled_edition,
    make_structure,
    make_user,
)
from taxonomy import snapshot

pytestmark = pytest.mark.django_db

HOSTILE = '"><script>alert(1)</script>&'


def card_of(edition: Edition, **how: bool) -> str:
    """The card as a list shows it now."""
    first, second = (places([Wanted([edition.pk], **how)], snapshot.current())[0] for _ in range(2))  # type: ignore[arg-type]  # one switch alone
    assert first == second, "made now and kept"
    (shown,) = second
    return str(shown)


def test_card_follows_the_language_of_the_page_and_what_is_shown_of_it():
    edition = make_live_edition()

    english, short = card_of(edition), card_of(edition, headline_only=True)
    with translation.override("de"):
        german = card_of(edition)

    assert "3 May 1999" in english
    assert "3. Mai 1999" in german
    assert edition.lead in english
    assert edition.lead not in short


def test_card_shows_the_name_that_its_source_has_now():
    source = make_structure("Mission to Moldova")
    edition = make_live_edition(sources=[source])
    assert "Mission to Moldova" in card_of(edition)

    source.source_name = "Mission to Chisinau"
    source.save()

    assert "Mission to Chisinau" in card_of(edition)


def test_headline_in_a_card_is_inert():
    shown = card_of(make_live_edition(headline=HOSTILE, lead=HOSTILE))

    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 2


def test_values_of_a_filter_are_inert_and_say_which_are_chosen():
    shown = checkboxes("field", [Option(HOSTILE, HOSTILE, 7, chosen=True, depth=1), Option("b", "B", 0, chosen=False)])

    assert "<script" not in shown
    assert re.findall(r'value="([^"]*)"( checked)?', shown) == [
        ("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;", " checked"),
        ("b", ""),
    ]
    assert re.findall(r'<span class="number">(\d+)</span>', shown) == ["7", "0"]


def test_years_are_inert_and_say_which_is_chosen():
    shown = bars([[Period(HOSTILE, "from=2001-01-01&to=2001-12-31", 7, chosen=True, share=50)]])

    assert "<script" not in shown
    assert 'href="?from=2001-01-01&amp;to=2001-12-31" aria-current="true"' in shown
    assert 'width="50"' in shown


def test_card_of_a_text_that_is_not_listed_is_not_given_although_it_is_kept():
    edition, scheduled = make_live_edition(headline="Gone"), make_scheduled_edition()
    assert card_of(edition)

    steps.withdraw(edition, make_user(), "Called off.")

    assert EditionPiece.objects.filter(edition=edition).exists()
    assert cards([edition.pk, scheduled.pk], snapshot.current()) == []
    assert not EditionPiece.objects.filter(edition=scheduled).exists()


def test_questions_to_an_instance_agree_with_the_queryset():
    now, editor = database_time(), make_user()
    withdrawn, removed, corrected = make_live_edition(), make_live_edition(), make_live_edition()
    steps.withdraw(withdrawn, editor, "Called off.")
    steps.remove(removed, editor, "It named persons.")
    make_live_edition(live_from=now - datetime.timedelta(days=9), live_until=now - datetime.timedelta(days=8))
    make_scheduled_edition(), make_edition()
    for moment in (now - datetime.timedelta(days=8, hours=12), database_time(), now + datetime.timedelta(days=1)):
        everything = list(Edition.objects.order_by("pk"))
        assert {e.pk for e in everything if e.is_live(moment)} == set(
            Edition.objects.live(moment).values_list("pk", flat=True)
        )
        assert {e.pk for e in everything if e.is_listed(moment)} == set(
            Edition.objects.listed(moment).values_list("pk", flat=True)
        )
    for release in {withdrawn.release, removed.release, corrected.release}:
        released = Edition.objects.released().filter(release=release).order_by("number")
        assert readable(released, database_time()) == list(released.readable())


def test_templates_are_read_without_their_indentation():
    source = get_template("release.html").template.source  # type: ignore[attr-defined]  # Django's own templates have one

    assert not re.search(r"\n[ \t]+<", source)
    assert "\n\n" not in source


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows how large its tables are")
def test_texts_named_by_ids_are_looked_up_by_them_whatever_the_statistics_say():
    """With those of a small table, SQLite read everything that is public to find twenty texts."""
    asked = {
        "ids": [make_live_edition().pk, *range(1_000_001, 1_000_020)],
        "kinds": ["card h2"],
        "language": "en",
        "version": "none",
    }
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("UPDATE sqlite_stat1 SET stat = '20 20' WHERE tbl = 'releases_edition' AND idx IS NOT NULL")
        cursor.execute("ANALYZE sqlite_master")  # reads them anew
    with CaptureQueriesContext(connection) as queries:
        assert pieces.KEPT.rows(**asked)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
        plan = [step for *_, step in cursor.fetchall()]

    assert plan[0] == "SEARCH releases_edition USING INTEGER PRIMARY KEY (rowid=?)"
