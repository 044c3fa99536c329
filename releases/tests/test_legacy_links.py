"""Links between imported texts lead to the releases, whichever was imported first."""

import pytest

from releases.importing.legacy_links import leading_home
from releases.models import LegacyAddress
from releases.tests.importing import make_record, run, write
from releases.tests.making import make_live_edition, make_scheduled_edition

pytestmark = pytest.mark.django_db


def known(edition, path="/item/9", host="former.example"):
    LegacyAddress.objects.create(path=path, host=host, release=edition.release, language=edition.language)
    return edition


@pytest.mark.parametrize(
    "href",
    ["/item/9", "/item/9/", "https://former.example/item/9", "http://www.former.example/item/9/", "/item/9?"],
)
def test_link_to_a_former_address_leads_to_the_release(href):
    edition = known(make_live_edition())

    assert leading_home(f'<p><a href="{href}">there</a></p>') == (
        f'<p><a href="{edition.get_absolute_url()}">there</a></p>'
    )


def test_fragment_and_node_in_a_language_are_understood():
    edition = known(make_live_edition(), path="/node/4711")

    assert leading_home('<a href="/fr/node/4711#two">') == f'<a href="{edition.get_absolute_url()}#two">'


@pytest.mark.parametrize("href", ["https://elsewhere.example/item/9", "/item/10", "mailto:desk@osce.example", "item/9", "http://[", "#top"])  # fmt: skip
def test_any_other_link_stays_as_it_is(href):
    known(make_live_edition())

    assert leading_home(f'<a href="{href}">') == f'<a href="{href}">'


def test_release_that_is_not_public_yet_is_not_named():
    known(make_scheduled_edition())

    assert leading_home('<a href="/item/9">') == '<a href="/item/9">'


def test_link_to_a_text_that_came_later_leads_to_it_on_the_page(tmp_path, client):
    first = make_record(body='<p>See <a href="https://former.example/item/2">the other</a>.</p>', url="https://former.example/item/1")  # fmt: skip
    run(write(tmp_path / "first.jsonl", first))
    run(write(tmp_path / "second.jsonl", make_record(id="two", title="Another", url="https://former.example/item/2")))

    page = client.get("/item/1", follow=True)

    assert page.status_code == 200
    address = client.get("/item/2").url
    assert f'See <a href="{address}">the other</a>' in page.content.decode().replace(' rel="noopener noreferrer"', "")


def test_text_without_links_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert leading_home("<p>None</p>") == "<p>None</p>"
