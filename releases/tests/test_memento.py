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
from releases.site import memento
from releases.tests.making import make_field, make_live_edition, make_user
from taxonomy.models import VocabularyEntry
from taxonomy.tests.making import change_term

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
@pytest.mark.parametrize("gate", ["page", "apart"])
def test_time_gate_leads_to_the_text_that_was_public_then(client, texts, gate, hours, expected):
    original = get(client, texts[-1].get_absolute_url())
    page, apart = links(original["Link"])["timegate"]
    answer = get(client, {"page": page, "apart": apart}[gate]["href"], at=timezone.now() - hours * HOUR)
    text_then = get(client, answer["Location"])

    assert answer.status_code == 302
    assert "accept-datetime" in answer["Vary"].lower()
    assert f"<h1>{expected}</h1>" in text_then.content.decode()
    edition = next(text for text in texts if text.headline == expected)
    assert parse_http_date(text_then["Memento-Datetime"]) == int(edition.live_from.timestamp())
    assert "Accept-Datetime" not in text_then.get("Vary", "")
    assert (
        links(text_then["Link"])["original"][0]["href"] == links(answer["Link"])["original"][0]["href"] == page["href"]
    )


@pytest.mark.parametrize(
    "address", ["releases/{}/", "releases/{}/former-headline/", "{}/releases/{}/three/", "http:/{}/releases/{}/three/"]
)
def test_time_gate_apart_takes_every_address_of_the_release(client, texts, address):
    """Whole or not, with a former headline, and as a proxy leaves it that makes one slash of two."""
    site, number = settings.SITE_URL, texts[0].release_id
    host = (site.removeprefix("http://") if address.startswith("http:/{") else site,) if address.count("{}") > 1 else ()
    answer = get(client, "/timegate/" + address.format(*host, number), at=timezone.now() - 2 * HOUR)

    assert (answer.status_code, answer["Location"]) == (302, memento.address_of(texts[1]))


def test_time_gate_apart_is_in_the_language_of_the_address(client, texts):
    russian = make_live_edition(release=texts[0].release, language="ru", headline="Один")

    answer = get(client, f"/timegate/ru/releases/{russian.release_id}/x/", at=timezone.now())
    assert answer["Location"] == memento.address_of(russian)
    assert get(client, f"/timegate/fr/releases/{russian.release_id}/x/").status_code == 404


def test_time_gate_apart_without_a_time_leads_to_the_text_of_now(client, texts):
    assert get(client, f"/timegate/releases/{texts[0].release_id}/")["Location"] == memento.address_of(texts[2])


@pytest.mark.parametrize("address", ["https://elsewhere.example/releases/{}/", "releases/", "robots.txt", "x", "//"])
def test_time_gate_apart_knows_no_other_address(client, texts, address):
    assert get(client, "/timegate/" + address.format(texts[0].release_id)).status_code == 404


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
        f"/timegate/releases/{texts[0].release_id}/",
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


# Names of terms have their times


@pytest.fixture
def renamed() -> tuple[Edition, datetime.datetime]:
    """A release of two hours ago whose field of work was renamed since; and an instant before that."""
    field = make_field("Reporters")
    edition = make_live_edition(fields_of_work=[field], live_from=timezone.now() - 2 * HOUR)
    change_term(field, name="Freedom of the media", slug="media")
    change_term(field, merged_into=make_field("Human rights"))
    return edition, VocabularyEntry.objects.earliest("position").at


def article(client, address: str) -> str:
    page = client.get(address).content.decode()
    return page[page.index("<article") : page.index("</article>")]


@pytest.mark.promise(70)
def test_page_of_the_past_bears_the_names_of_its_time_and_the_current_page_those_of_today(client, renamed):
    edition, _ = renamed

    then = article(client, memento.address_of(edition))

    assert ("Reporters" in then, "Human rights" in then, "Freedom" in then) == (True, False, False)
    assert "bear the names that they had at this time" in then
    assert "Human rights" in article(client, edition.get_absolute_url())
    assert "Reporters" not in article(client, edition.get_absolute_url())


def test_page_of_the_past_stays_the_same_to_the_byte_when_terms_change_and_change_back(client, renamed):
    edition, _ = renamed
    address = memento.address_of(edition)
    field = edition.fields_of_work.get()
    pages = [article(client, address)]
    for change in (
        {"merged_into": None},
        {"name": "Voting"},
        {"name": "Reporters", "slug": "reporters"},
        {"position": 99},
    ):
        change_term(field, **change)
        pages.append(article(client, address))

    assert len(set(pages)) == 1


def test_page_shows_the_names_of_its_day_where_the_setting_says_so(client, renamed, settings):
    edition, _ = renamed
    settings.NAMES_OF_THE_DAY = ["fields-of-work"]

    assert "Reporters" in article(client, edition.get_absolute_url())


def test_history_says_whose_names_it_shows(client, renamed):
    edition, _ = renamed

    page = client.get(f"/releases/{edition.release_id}/history/").content.decode()

    assert "by today’s names; each edition, opened as it stood, by the names of its time" in page
