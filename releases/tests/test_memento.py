"""A Memento client (RFC 7089) gets from a release to any past text using nothing but the responses."""

import datetime
import re
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from releases import steps
from releases.models import Edition
from releases.tests.making import make_live_edition, make_user

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def texts() -> list[Edition]:
    """Three editions, public since five, three and one hours ago."""
    now = timezone.now().replace(microsecond=0)
    first = make_live_edition(headline="One", live_from=now - 5 * HOUR, live_until=now - 3 * HOUR)
    values: dict[str, Any] = {"release": first.release, "kind": "update", "change_note": "New facts."}
    second = make_live_edition(**values, number=2, headline="Two", live_from=now - 3 * HOUR, live_until=now - HOUR)
    third = make_live_edition(**values, number=3, headline="Three", live_from=now - HOUR)
    return [first, second, third]


def get(client, address: str, at: datetime.datetime | None = None):
    """Request a full URL, as a client finds it in a response."""
    headers = {"Accept-Datetime": http_date(at.timestamp())} if at else {}
    return client.get(address.removeprefix(settings.SITE_URL), headers=headers)


def links(value: str) -> dict[str, list[dict[str, str]]]:
    """The links of a header or a time map, by relation."""
    found: dict[str, list[dict[str, str]]] = {}
    for target, parameters in re.findall(r"<([^>]*)>((?:\s*;\s*\w+=\"[^\"]*\")*)", value):
        link = {"href": target, **dict(re.findall(r"(\w+)=\"([^\"]*)\"", parameters))}
        for relation in link["rel"].split():
            found.setdefault(relation, []).append(link)
    return found


@pytest.mark.parametrize(
    ("hours", "expected"), [(6, "One"), (5, "One"), (4, "One"), (2, "Two"), (0.5, "Three"), (-9, "Three")]
)
def test_time_gate_leads_to_the_text_that_was_public_then(client, texts, hours, expected):
    original = get(client, texts[-1].get_absolute_url())
    (gate,) = links(original["Link"])["timegate"]
    answer = get(client, gate["href"], at=timezone.now() - hours * HOUR)
    memento = get(client, answer["Location"])

    assert answer.status_code == 302
    assert "accept-datetime" in answer["Vary"].lower()
    assert f"<h1>{expected}</h1>" in memento.content.decode()
    edition = next(text for text in texts if text.headline == expected)
    assert parse_http_date(memento["Memento-Datetime"]) == int(edition.live_from.timestamp())
    assert "Accept-Datetime" not in memento.get("Vary", "")
    assert links(memento["Link"])["original"][0]["href"] == gate["href"]


def test_time_map_names_every_text_with_its_time(client, texts):
    (timemap,) = links(get(client, texts[-1].get_absolute_url())["Link"])["timemap"]
    answer = get(client, timemap["href"])
    named = links(answer.content.decode())

    assert answer["Content-Type"].startswith("application/link-format")
    assert timemap["type"] == "application/link-format"
    assert [parse_http_date(link["datetime"]) for link in named["memento"]] == [
        int(text.live_from.timestamp()) for text in texts
    ]
    assert named["first"] == named["memento"][:1]
    assert named["last"] == named["memento"][-1:]
    assert named["self"][0]["href"] == timemap["href"]
    for link, text in zip(named["memento"], texts, strict=True):
        page = get(client, link["href"])
        assert f"<h1>{text.headline}</h1>" in page.content.decode()
        assert page["Memento-Datetime"] == link["datetime"]


def test_page_that_is_not_current_says_so_and_is_not_for_search_engines(client, texts):
    page = get(
        client, get(client, texts[-1].get_absolute_url(), at=timezone.now() - 4 * HOUR)["Location"]
    ).content.decode()

    assert "This is not the current text" in page
    assert '<meta name="robots" content="noindex">' in page
    assert f'<link rel="canonical" href="{settings.SITE_URL}{texts[-1].get_absolute_url()}">' in page


def test_removed_text_is_available_at_no_time(client, texts):
    steps.remove(texts[-1], make_user(), "It named persons who must be protected.")
    page = texts[-1].get_absolute_url()

    for path in (
        page,
        f"/releases/{texts[0].release_id}/timemap/",
        f"/releases/{texts[0].release_id}/at/{timezone.localdate()}/",
    ):
        for at in (None, timezone.now() - 4 * HOUR):
            answer = get(client, path, at=at)
            assert answer.status_code == 410
            assert "Link" not in answer


def test_day_means_its_end_in_the_organisations_zone(client):
    since = datetime.datetime(1999, 5, 3, 21, 30, tzinfo=datetime.UTC)  # 23:30 in Vienna
    edition = make_live_edition(headline="Late", live_from=since)

    assert client.get(f"/releases/{edition.release_id}/at/1999-05-03/").status_code == 200
    assert client.get(f"/releases/{edition.release_id}/at/1999-05-02/").status_code == 404


@pytest.mark.parametrize("value", ["yesterday", "2004-01-21", "Mon, 99 Foo 2004 00:00:00 GMT", "\x00", "9" * 400])
def test_invalid_http_date_is_a_bad_request(client, texts, value):
    assert client.get(texts[-1].get_absolute_url(), headers={"Accept-Datetime": value}).status_code == 400
