"""The page of figures: exact, as the lists count, and of nothing that is not public."""

import csv
import datetime
from collections import Counter

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from releases import steps
from releases.admin.figures import Figure, Figures
from releases.counting import changes, searches, times
from releases.counting.listed import Listed
from releases.counting.span import Span, last_twelve_months
from releases.models import Edition, RecordEntry, UnansweredSearch
from releases.site.listing import Listing
from releases.tests.making import (
    approved,
    corrected,
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_structure,
    make_user,
)
from taxonomy import guards
from taxonomy.snapshot import current

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/releases/edition/figures/"
ALL_OF_IT = Span(datetime.date(1999, 1, 1), datetime.date(2001, 12, 31), "all")


@pytest.fixture
def world():
    """Releases of three years, in two languages, with terms above each other, beside what is not public."""
    elections, media = make_field("Elections"), make_field("Media")
    observation = make_field("Observation", parent=elections)
    malta, mission = make_country("Malta"), make_structure("Mission")
    for year in range(1999, 2002):
        for month in (1, 2, 12):
            terms = {
                "fields_of_work": [observation if month == 1 else media],
                "countries": [malta] if year < 2001 else [],
            }
            sources = [mission] if month == 2 else []
            made = make_live_edition(date=datetime.date(year, month, 28), sources=sources, **terms)
            if month == 12:
                make_live_edition(date=datetime.date(year, month, 31), language="fr", release=made.release, **terms)
    for hidden in (make_edition, make_scheduled_edition):
        hidden(date=datetime.date(2000, 1, 5), fields_of_work=[media])
    limited = make_edition(date=datetime.date(2000, 1, 6), fields_of_work=[media])
    steps.limit_access(limited, make_user(), [make_user()])
    steps.withdraw(make_live_edition(date=datetime.date(2000, 1, 7)), make_user(), "It was wrong.")
    return current()


def in_list(query: str, vocabularies) -> int:
    return Listing(QueryDict(query), vocabularies).page.paginator.count


@pytest.mark.parametrize("language", ["all", "en", "fr"])
def test_figures_agree_with_the_lists(world, language):
    span = Span(ALL_OF_IT.first, ALL_OF_IT.last, language)
    listed = Listed(span, world)
    days = list(Edition.objects.listed().values_list("date", "language"))
    of_language = [day for day, code in days if language in ("all", code)]

    months = list(listed.by_time(years=False).values())
    assert months == [
        Counter((day.year, day.month) for day in of_language)[year, month]
        for year in range(1999, 2002)
        for month in range(1, 13)
    ]
    assert sum(months) == listed.count == len(of_language) == in_list(f"language={language}", world)
    years = listed.by_time(years=True)
    assert years == {
        str(year): in_list(f"language={language}&from={year}-01-01&to={year}-12-31", world)
        for year in range(1999, 2002)
    }
    for facet, vocabulary in {
        "field": world.fields_of_work,
        "country": world.countries,
        "source": world.structures,
    }.items():
        names = {getattr(term, "source_label", term.label): term.slug for term in vocabulary}
        counted = listed.by_term(facet)
        assert counted == {name: in_list(f"language={language}&{facet}={names[name]}", world) for name in counted}
        assert all(counted.values())
    assert listed.by_language({"en": "English", "fr": "French", "de": "German"}) == {
        "English": 9,
        "French": 3,
        "German": 0,
    }


def test_nothing_that_is_not_public_is_counted(world):
    before = {figure.name: figure.data for figure in figures_of(ALL_OF_IT)}

    make_edition(date=datetime.date(2001, 5, 5), fields_of_work=list(world.fields_of_work)[:1])
    make_scheduled_edition(date=datetime.date(2001, 5, 5), countries=list(world.countries)[:1])
    steps.limit_access(make_edition(date=datetime.date(2001, 5, 5)), make_user(), [make_user()])

    assert {figure.name: figure.data for figure in figures_of(ALL_OF_IT)} == before


def figures_of(span: Span) -> list[Figure]:
    return list(Figures(span, RequestFactory().get("/")))


def test_changes_are_counted_by_the_month_in_which_they_came():
    editor = make_user()
    now = timezone.now()
    first = make_live_edition(live_from=now - datetime.timedelta(days=1))
    corrected(first, editor, lead="Two offices opened.")
    corrected(make_live_edition(live_from=now - datetime.timedelta(days=1)), editor, lead="Three.")
    steps.withdraw(make_live_edition(live_from=now - datetime.timedelta(days=1)), editor, "It was wrong.")
    steps.start_next(make_live_edition(), editor, kind="correction", change_note="Not yet.")
    span = last_twelve_months(timezone.localdate(), "all")

    counted = changes.changes(span)

    assert {kind: sum(by_month.values()) for kind, by_month in counted.items()} == {
        "correction": 2, "update": 0, "withdrawn": 1, "removed": 0,
    }  # fmt: skip
    assert list(counted["correction"].values())[-1] == 2
    assert len(counted["correction"]) == 12
    assert changes.changes(Span(span.first, span.last, "fr"))["correction"][list(counted["correction"])[-1]] == 0


def test_change_belongs_to_the_month_of_the_organisation():
    """At half past eleven in the evening of 31 January, UTC, it is February in Vienna."""
    begins = datetime.datetime(2001, 1, 31, 23, 30, tzinfo=datetime.UTC)
    make_live_edition(kind="update", number=2, change_note="New figures.", live_from=begins)

    counted = changes.changes(ALL_OF_IT)["update"]

    assert [month for month, number in counted.items() if number] == ["February 2001"]


def draft_of(hours: float, **overrides) -> None:
    """Live since an hour ago, so many hours after its first draft."""
    live_from = timezone.now() - datetime.timedelta(hours=1)
    edition = make_edition(**overrides)
    entry = steps.record_save(edition, make_user(), created=True)
    steps.place_on_record(edition, live_from, None)
    RecordEntry.objects.filter(pk=entry.pk).update(at=live_from - datetime.timedelta(hours=hours))


def test_quartiles_are_values_at_their_ranks():
    guards.remove(connection, guards.registry["releases"]())  # the record cannot be given another past otherwise
    for hours in (1, 2, 3, 4, 5, 6, 7, 100):
        draft_of(hours)
    for hours in (10, 20):
        draft_of(hours, type="news")
    make_live_edition()  # imported: nobody wrote it here
    span = last_twelve_months(timezone.localdate(), "all")

    found = {
        kind: (count, tuple(round(each / 3600) for each in of)) for kind, (count, of) in times.quartiles(span).items()
    }

    assert found == {"": (10, (3, 5, 10)), "press-release": (8, (2, 4, 6)), "news": (2, (10, 10, 20))}
    assert times.quartiles(Span(span.first, span.last, "fr")) == {}


def test_text_that_was_released_at_once_took_no_time():
    edition = make_edition()
    steps.record_save(edition, make_user(), created=True)
    steps.release_now(approved(edition), make_user())

    (figure,) = (each for each in figures_of(last_twelve_months(timezone.localdate(), "all")) if each.name == "times")

    assert not figure.empty
    assert figure.rows == [("All types (1)", ["0", "0", "0"]), ("Press release (1)", ["0", "0", "0"])]
    assert 'role="img"' in figure.chart


def test_translations_are_behind_when_their_source_changed():
    editor = make_user()
    source = make_live_edition(live_from=timezone.now() - datetime.timedelta(days=1))
    make_live_edition(release=source.release, language="fr", translated_from=source)
    make_live_edition(language="fr", translated_from=make_live_edition())
    assert changes.translations_behind() == {}

    corrected(source, editor, lead="Two offices opened.")

    assert changes.translations_behind() == {"fr": 1}


def test_searches_are_summed_over_the_period():
    for day, words, language, count in [
        (datetime.date(2001, 1, 1), "kosovo", "en", 3), (datetime.date(2001, 1, 2), "kosovo", "en", 4),
        (datetime.date(2001, 1, 2), "kosovo", "fr", 5), (datetime.date(2001, 1, 2), "ballots", "en", 9),
        (datetime.date(2005, 1, 2), "later", "en", 9), (ALL_OF_IT.first - datetime.timedelta(1), "earlier", "en", 9),
        (datetime.date(2001, 1, 3), "arms", "fr", 9),
    ]:  # fmt: skip
        UnansweredSearch.objects.create(day=day, words=words, language=language, count=count)

    assert [*searches.unanswered(ALL_OF_IT).items()] == [("kosovo", 12), ("arms", 9), ("ballots", 9)]
    assert searches.unanswered(Span(ALL_OF_IT.first, ALL_OF_IT.last, "en")) == {"ballots": 9, "kosovo": 7}


# The page


@pytest.fixture
def head_of_press() -> Client:
    client = Client()
    client.force_login(make_user(roles=["Publisher"]))
    return client


def test_page_shows_every_figure_and_each_as_a_file(world, head_of_press):
    query = "?first=1999-01-01&last=2001-12-31&language=all"
    html = head_of_press.get(ADDRESS + query).content.decode()

    assert html.count('role="img"') == 6
    assert html.count("There is nothing to count.") == 4  # nobody drafted, changed, translated or searched here then
    assert "12 releases in this period" in html
    answer = head_of_press.get(f"{ADDRESS}{query}&csv=years")
    assert answer["Content-Disposition"] == 'attachment; filename="years-1999-01-01-2001-12-31-all.csv"'
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert rows == [["Year", "Releases"], *([str(year), "4"] for year in range(1999, 2002))]
    assert head_of_press.get(f"{ADDRESS}{query}&csv=nothing").status_code == 404


def test_every_year_is_drawn_however_many_there_are(world):
    """Bars are cut off after some rows, which would be the newest years."""
    span = Span(datetime.date(1975, 1, 1), datetime.date(2026, 12, 31), "all")

    years = Figures(span, RequestFactory().get("/")).years()

    assert years.left_out == 0
    assert ">1975</text>" in years.chart
    assert years.chart.count("<line ") > len(years.rows) == 52


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("first=2003-01-01&last=2002-01-01", "The period ends before it begins."),
        ("first=yesterday", "Enter a valid date."),
        ("language=xx", "Select a valid choice."),
        ("first=0001-01-01", "Years lie between 1900 and 2200."),
        ("last=9999-12-31", "Years lie between 1900 and 2200."),
        ("first=", "This field is required."),
    ],
)
def test_period_without_sense_is_refused_with_a_sentence(head_of_press, query, sentence):
    answer = head_of_press.get(f"{ADDRESS}?{query}&csv=years")

    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_the_usual_period_is_the_last_twelve_months():
    span = last_twelve_months(datetime.date(2026, 11, 28), "all")

    assert (span.first, span.last) == (datetime.date(2025, 12, 1), datetime.date(2026, 11, 28))
    assert last_twelve_months(datetime.date(2026, 12, 31), "all").first == datetime.date(2026, 1, 1)


def test_only_whoever_has_the_permission_sees_figures(client):
    client.force_login(make_user(roles=["Editor"]))

    assert client.get(ADDRESS).status_code == 403
    assert reverse("admin:releases_edition_figures") not in client.get("/admin/").content.decode()


def test_page_takes_as_many_queries_whatever_is_in_it(world, head_of_press, django_assert_max_num_queries):
    """Person and permissions, the mark of the register, one each of times, changes, translations and searches."""
    query = "?first=1999-01-01&last=2001-12-31&language=all"
    head_of_press.get(ADDRESS + query)

    with django_assert_max_num_queries(12):
        head_of_press.get(ADDRESS + query)
