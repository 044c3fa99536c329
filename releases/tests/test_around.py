"""What surrounds a release: related releases with the reason, and the next newer and older one."""

import datetime
import re
from typing import Any

import pytest

from releases import steps
from releases.models import Edition
from releases.site.beside import RELATED
from releases.site.surroundings import Around
from releases.tests.making import (
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_structure,
    make_user,
)
from taxonomy import snapshot

pytestmark = pytest.mark.django_db


def around(edition: Edition) -> Around:
    return Around(edition, snapshot.current())


def related(edition: Edition) -> list[tuple[str, list[str]]]:
    return [(link.headline, list(link.shared)) for link in around(edition).beside.related]


def on(day: int, headline: str = "", **terms: Any) -> Edition:
    return make_live_edition(headline=headline or f"May {day}", date=datetime.date(1999, 5, day), **terms)


def test_related_releases_share_the_most_and_say_what():
    elections, media, moldova, council = (
        make_field("Elections"),
        make_field("Media"),
        make_country("Moldova"),
        make_structure("Council"),
    )
    edition = on(9, fields_of_work=[elections, media], countries=[moldova], sources=[council])
    on(1, "Three in common", fields_of_work=[media, elections], countries=[moldova])
    on(5, "One in common, older", sources=[council])
    on(6, "One in common, newer", sources=[council])
    on(8, "Nothing in common", countries=[make_country("Malta")])

    assert related(edition) == [
        ("Three in common", ["Elections", "Media", "Moldova"]),
        ("One in common, newer", ["Council"]),
        ("One in common, older", ["Council"]),
    ]


def test_no_more_than_a_few_are_shown():
    field = make_field("Elections")
    edition = on(1, fields_of_work=[field])
    for day in range(2, 2 + RELATED + 3):
        on(day, fields_of_work=[field])

    assert len(around(edition).beside.related) == RELATED


@pytest.mark.promise(2)
def test_nothing_that_readers_may_not_see_is_related():
    terms: dict[str, Any] = {"fields_of_work": [make_field("Elections")]}
    edition = on(1, **terms)
    make_edition(**terms), make_scheduled_edition(**terms)
    on(2, "Français", language="fr", **terms)
    steps.withdraw(on(3, **terms), make_user(), "It was put off.")
    steps.remove(on(4, **terms), make_user(), "It named persons.")

    assert related(edition) == []


def test_neighbours_are_the_next_newer_and_the_next_older_release(client):
    field = make_field("Elections")
    on(1, fields_of_work=[field])
    older, edition, newer = on(2), on(3, fields_of_work=[field]), on(4)
    on(5)

    beside = around(edition).beside

    assert beside.newer
    assert beside.older
    assert (beside.newer.address, beside.older.address) == (newer.get_absolute_url(), older.get_absolute_url())
    page = client.get(edition.get_absolute_url()).content.decode()
    assert f'<a href="{older.get_absolute_url()}">' in page


def test_release_is_linked_from_every_list_by_its_one_address(client):
    field = make_field("Elections")
    edition = on(1, fields_of_work=[field])

    for path in ("/releases/?field=elections", field.get_absolute_url(), "/"):
        links = re.findall(rf'href="([^"]*/releases/{edition.release_id}/[^"]*)"', client.get(path).content.decode())
        assert set(links) == {edition.get_absolute_url()}, path


def test_alternates_are_the_languages_that_can_be_read():
    edition = make_live_edition()
    make_live_edition(language="fr", headline="Le Conseil", release=edition.release)
    make_edition(language="ru", headline="Совет", release=edition.release)
    steps.remove(make_live_edition(language="de", headline="Der Rat", release=edition.release), make_user(), "Irrtum.")

    assert around(edition).alternates == [
        ("en", edition.get_absolute_url()),
        ("fr", f"/fr/releases/{edition.release_id}/le-conseil/"),
    ]
