"""Facet counts: each number equals the length of its list."""

import datetime
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from releases.site.filters import query_string
from releases.site.listing import Listing
from releases.tests.making import make_country, make_edition, make_field, make_live_edition, make_structure
from taxonomy import snapshot
from taxonomy.models import FieldOfWork
from taxonomy.tests.making import change_term

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def archive(kept_for_the_file, django_db_blocker) -> None:
    """Forty-eight releases over every combination of a few terms, types and years, some in two languages."""
    with django_db_blocker.unblock():
        fill()


def fill() -> None:
    media = make_field("Media")
    laws, pluralism = make_field("Media laws", parent=media), make_field("Media pluralism", parent=media)
    fields = [[media], [laws], [laws, pluralism], [make_field("Elections"), laws]]
    countries = [[make_country("Moldova")], [make_country("Georgia"), make_country("Malta")], []]
    sources = [[make_structure("Secretariat")], [make_structure("Permanent Council")]]
    for number, combination in enumerate(product(fields, countries, sources, ("news", "speech"))):
        values: dict[str, Any] = dict(zip(("fields_of_work", "countries", "sources", "type"), combination, strict=True))
        values["date"] = datetime.date(2000 + number % 3, 1 + number % 12, 1)
        edition = make_live_edition(headline=f"Council {number}", **values)
        if number % 4 == 0:
            make_live_edition(headline=f"Conseil {number}", language="fr", release=edition.release, **values)
        make_edition(headline=f"Hidden {number}", **values)


def listing(query: str) -> Listing:
    return Listing(QueryDict(query), snapshot.current())


def number_listed(query: str) -> int:
    return listing(query).page.paginator.count


@pytest.mark.parametrize(
    "query",
    [
        "",
        "field=media",
        "field=media-laws&country=georgia",
        "source=secretariat&type=news&from=2001-01-01&to=2001-12-31",
        "q=council+1",
        "language=all&country=malta&country=moldova",
        "language=fr",
        "type=press-release",
    ],
)
def test_each_number_is_what_its_list_holds(archive, query):
    shown = listing(query)
    options = [(group.name, option) for group in shown.groups for option in group.options]
    options += [("language", option) for option in shown.languages]

    found = {(name, option.value): option.count for name, option in options}

    expected = {(name, value): number_listed(query_string(QueryDict(query), {name: [value]})) for name, value in found}
    assert found == expected
    for period in (*shown.years, *shown.months):
        assert period.count == number_listed(period.query), period.label


def test_values_that_would_show_nothing_are_left_out_unless_chosen(archive):
    types = next(group for group in listing("type=story").groups if group.name == "type")

    assert [(option.value, option.chosen) for option in types.options] == [
        ("news", False),
        ("story", True),
        ("speech", False),
    ]


def test_release_that_carries_two_terms_below_one_counts_once(archive):
    fields = next(group for group in listing("").groups if group.name == "field")

    assert {option.value: (option.count, option.depth) for option in fields.options} == {
        "media": (48, 0),
        "media-laws": (36, 1),
        "media-pluralism": (12, 1),
        "elections": (12, 0),
    }


def test_merged_term_counts_for_the_one_it_went_into(archive):
    elections = FieldOfWork.objects.get(slug="elections")
    change_term(FieldOfWork.objects.get(slug="media-pluralism"), merged_into=elections)
    fields = next(group for group in listing("").groups if group.name == "field")

    assert {option.value: option.count for option in fields.options}["elections"] == 24
    assert number_listed("field=media-pluralism") == 24


def test_months_are_offered_for_the_year_that_was_chosen(archive):
    assert listing("").months == []
    shown = listing(urlencode({"from": "2001-01-01", "to": "2001-12-31"}))

    assert [str(period.label) for period in shown.months] == ["February", "May", "August", "November"]
    assert [period.label for period in shown.years] == ["2002", "2001", "2000"]
