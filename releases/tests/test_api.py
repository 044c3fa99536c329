"""The API as its users meet it: what the document says is what is served, errors name what is wrong, and lists can be walked."""

import base64
import datetime
import html
import re
from typing import Any

import jsonschema
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from releases import steps
from releases.models import Edition
from releases.site.api import operations
from releases.site.api.document import document
from releases.tests.files import PDF
from releases.tests.making import (
    approved,
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

HOUR = datetime.timedelta(hours=1)
API = "/api/v1"


def get(path: str, client: Client | None = None, **headers: str):
    """The answer, once it was seen to be what the document promises."""
    path = path.removeprefix(settings.SITE_URL)
    response = (client or Client()).get(path, headers=headers)
    operation = operation_of(path)
    if operation is not None:
        promised = operation["responses"][str(response.status_code)]
        ((media_type, content),) = promised["content"].items()
        assert response["Content-Type"] == media_type
        valid(response.json(), content["schema"])
    assert response["Access-Control-Allow-Origin"] == "*"
    return response


def operation_of(path: str) -> dict[str, Any] | None:
    """What the document says of an address; the first that fits."""
    for template, methods in document(snapshot.current())["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[-a-z0-9]+", template), path.partition("?")[0]):
            return methods["get"]
    return None


def valid(content: Any, schema: dict[str, Any]) -> None:
    root = "urn:document"
    registry: Any = Registry().with_resource(root, DRAFT202012.create_resource(document(snapshot.current())))
    pointed = {"$ref": f"{root}{schema['$ref']}"} if "$ref" in schema else schema
    formats = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(pointed, registry=registry, format_checker=formats).validate(content)


def faults(path: str) -> list[str]:
    response = get(path)
    assert response.status_code == 400
    return [fault["parameter"] for fault in response.json()["errors"]]


@pytest.fixture
def edition() -> Edition:
    return make_live_edition(
        headline="Council meets", date=datetime.date(1999, 5, 3), places=["VIENNA"], files=[("agenda.pdf", PDF)],
        sources=[make_structure("Permanent Council")], fields_of_work=[make_field("Elections")], countries=[make_country("Ukraine")],
        contacts=[{"name": "Media desk", "email": "press@newsroom.example"}],
    )  # fmt: skip


@pytest.fixture
def corrected(edition) -> Edition:
    """The second edition of the same text."""
    correction = steps.start_next(edition, make_user(), kind="correction", change_note="A figure was wrong.")
    Edition.objects.filter(pk=correction.pk).update(headline="Council met")
    correction.refresh_from_db()
    steps.release_now(approved(correction), make_user())
    return correction


# A release


def test_text_has_everything_that_its_page_has(edition):
    found = get(f"{API}/releases/{edition.release_id}/en/").json()

    assert found["headline"] == "Council meets"
    assert found["body_text"] == "CHISINAU, 3 May 1999 – The office opened on Monday."
    assert (found["sources"], found["fields_of_work"], found["countries"]) == (
        ["permanent-council"], ["elections"], ["ukraine"],
    )  # fmt: skip
    assert found["contacts"] == [{"name": "Media desk", "role": "", "email": "press@newsroom.example", "phone": ""}]
    (file,) = found["files"]
    assert Client().get(file["url"].removeprefix(settings.SITE_URL)).status_code == 200
    assert found["url"] == settings.SITE_URL + edition.get_absolute_url()


def test_release_names_its_texts_and_each_names_the_others(edition):
    make_live_edition(headline="Le Conseil se réunit", language="fr", release=edition.release)
    make_edition(headline="Der Rat tagt", language="de", release=edition.release)

    texts = get(f"{API}/releases/{edition.release_id}/").json()["texts"]
    assert [text["language"] for text in texts] == ["en", "fr"]
    (other,) = get(texts[0]["api_url"]).json()["translations"]
    assert get(other["api_url"]).json()["headline"] == "Le Conseil se réunit"


def test_text_as_of_an_instant_is_the_one_that_was_public_then(corrected):
    address = f"{API}/releases/{corrected.release_id}/en/"
    before, now = (corrected.live_from - HOUR / 2).isoformat(), corrected.live_from.isoformat()

    assert get(address).json()["headline"] == "Council met"
    assert get(f"{address}?at={now}").json()["headline"] == "Council met"
    assert get(f"{address}?at={before}").json()["headline"] == "Council meets"
    assert get(f"{address}?at={(corrected.live_from + 100 * HOUR).isoformat()}").json()["headline"] == "Council met"
    assert get(f"{address}?at=1990-01-01T00:00:00Z").status_code == 404


def test_history_tells_every_edition(corrected):
    editions = get(f"{API}/releases/{corrected.release_id}/en/history/").json()["editions"]

    assert [(text["edition"], text["headline"]) for text in editions] == [(1, "Council meets"), (2, "Council met")]


def test_withdrawn_text_is_withheld_and_a_removed_one_is_gone_with_its_explanation(edition):
    steps.withdraw(edition, make_user(), "The meeting was put off.")
    withdrawn = get(f"{API}/releases/{edition.release_id}/en/").json()
    assert (withdrawn["status"], withdrawn["change_note"]) == ("withheld", "The meeting was put off.")

    steps.remove(Edition.objects.live().get(), make_user(), "It named persons.")
    for address in ("", "en/", "en/history/"):
        gone = get(f"{API}/releases/{edition.release_id}/{address}")
        assert (gone.status_code, gone.json()["detail"]) == (410, "It named persons.")


def test_removed_release_leads_to_what_replaces_it_if_that_can_be_read(edition):
    replacement = make_scheduled_edition()
    steps.remove(edition, make_user(), "It named persons.", replaced_by=replacement.release)
    assert "replaced_by" not in get(f"{API}/releases/{edition.release_id}/en/").json()

    steps.unschedule(replacement, make_user())
    steps.release_now(replacement, make_user())
    other = get(f"{API}/releases/{edition.release_id}/en/").json()["replaced_by"]
    assert get(other).json()["release"] == replacement.release_id


# Lists


def walk(address: str) -> list[int]:
    """The releases of a list from answer to answer, by `next` and by `Link` alike."""
    numbers: list[int] = []
    following: str | None = address
    while following:
        response = get(following)
        numbers += [item["release"] for item in response.json()["items"]]
        following = response.json()["next"]
        assert (f'<{following}>; rel="next"' in response["Link"]) == bool(following)
    return numbers


def test_list_can_be_walked_and_what_comes_meanwhile_moves_nothing():
    editions = [make_live_edition(date=datetime.date(1999, 5, day)) for day in (1, 2, 2, 3, 9)]
    newest_first = [
        edition.release_id for edition in sorted(editions, key=lambda e: (e.date, e.release_id), reverse=True)
    ]
    first = get(f"{API}/releases/?limit=2").json()
    make_live_edition(date=datetime.date(1999, 5, 8))

    assert first["count"] == 5
    assert [item["release"] for item in first["items"]] + walk(first["next"]) == newest_first


def test_list_takes_the_filters_of_the_pages(edition):
    make_live_edition(language="fr", type="news", date=datetime.date(2001, 1, 1))

    for query in (
        "field=elections",
        "country=ukraine",
        "source=permanent-council",
        "type=press-release",
        "language=en",
        "to=2000-12-31",
        "q=council",
    ):
        assert walk(f"{API}/releases/?{query}") == [edition.release_id], query
    assert len(walk(f"{API}/releases/")) == 2, "every language"


@pytest.mark.promise(47)
def test_more_than_the_limit_is_the_limit_and_says_so():
    make_live_edition()

    for asked, given in (("1", 1), ("100", 100), ("101", 100), ("999999999", 100)):
        assert get(f"{API}/releases/?limit={asked}").json()["limit"] == given


def test_cursor_of_one_list_means_nothing_in_another():
    for _ in range(3):
        make_live_edition()
    cursor = re.search(r"cursor=([^&]+)", get(f"{API}/releases/?limit=1&language=en").json()["next"])
    assert cursor is not None

    assert get(f"{API}/releases/?limit=2&language=en&cursor={cursor[1]}").status_code == 200
    for query in ("language=fr", "language=en&type=news", "language=all"):
        assert faults(f"{API}/releases/?{query}&cursor={cursor[1]}") == ["cursor"]
    for made_up in (cursor[1][:-3], "x", "W10", "bnVsbA", "é", "W1tbW1tbW1tbW1tb"):
        assert faults(f"{API}/releases/?cursor={made_up}") == faults(f"{API}/changes/?cursor={made_up}") == ["cursor"]
    assert faults(f"{API}/changes/?cursor={cursor[1]}") == ["cursor"]
    for instant in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00"):
        made_up = base64.urlsafe_b64encode(f'["changes","{instant}",1,true]'.encode()).decode()
        assert faults(f"{API}/changes/?cursor={made_up}") == ["cursor"]


@pytest.mark.parametrize(
    ("query", "at_fault"),
    [
        ("colour=red", ["colour"]), ("page=2", ["page"]), ("field=made-up", ["field"]), ("type=poem", ["type"]),
        ("language=la", ["language"]), ("from=2004-02-30", ["from"]), ("from=20040203", ["from"]), ("limit=0", ["limit"]),
        ("limit=-1", ["limit"]), ("limit=two", ["limit"]), ("limit=%D9%A3", ["limit"]), ("limit=1&limit=2", ["limit"]),
        ("q=%00", ["q"]), ("from=x&to=y&q=" + "x" * 5000, ["q", "from", "to"]),
    ],
)  # fmt: skip
def test_unknown_filter_or_value_is_a_problem_that_names_it(query, at_fault):
    assert faults(f"{API}/releases/?{query}") == at_fault


# Changes


def changes(address: str) -> tuple[list[tuple[str, int]], str]:
    """What has happened to which release, and where to go on."""
    found, more = [], True
    while more:
        answer = get(address).json()
        found += [(item["action"], item["text"]["release"]) for item in answer["items"]]
        address, more = answer["next"], answer["more"]
    return found, address


@pytest.mark.django_db(transaction=True)
def test_copy_that_is_kept_up_to_date_learns_of_every_change_once():
    edition = make_live_edition()
    make_scheduled_edition(), make_edition()
    found, later = changes(f"{API}/changes/?limit=1")
    assert found == [("released", edition.release_id)]

    correction = steps.start_next(edition, make_user(), kind="correction", change_note="A figure was wrong.")
    steps.release_now(approved(correction), make_user())
    steps.withdraw(correction, make_user(), "The meeting was put off.")
    found, later = changes(later)
    assert found == [("corrected", edition.release_id), ("withdrawn", edition.release_id)]

    steps.remove(Edition.objects.live().get(), make_user(), "It named persons.")
    imported = make_live_edition(live_from=datetime.datetime(1999, 5, 3, tzinfo=datetime.UTC))
    found, later = changes(later)
    assert found == [("removed", edition.release_id), ("released", imported.release_id)]
    assert changes(later) == ([], later)


@pytest.mark.django_db(transaction=True)
def test_changes_begin_where_they_are_asked_to():
    first = make_live_edition(language="fr")
    between = timezone.now()
    second = make_live_edition()

    assert changes(f"{API}/changes/")[0] == [("released", first.release_id), ("released", second.release_id)]
    assert changes(f"{API}/changes/?since={between.isoformat()}")[0] == [("released", second.release_id)]
    assert changes(f"{API}/changes/?language=fr&limit=1")[0] == [("released", first.release_id)]


# Vocabularies


def test_terms_come_with_their_former_names():
    country = make_country("Czechia")
    country.former_names.create(name="Czech Republic", language="en", until=2016)

    (found,) = get(f"{API}/terms/countries/").json()["terms"]
    assert found["names"]["en"] == "Czechia"
    assert found["former_names"] == [
        {"name": "Czech Republic", "language": "en", "slug": "czech-republic", "until": 2016}
    ]
    assert get(f"{API}/terms/colours/").status_code == 404


def test_languages_are_counted(edition):
    counts = {item["code"]: item["releases"] for item in get(f"{API}/languages/").json()["languages"]}

    assert counts == {code: int(code == "en") for code, _name in settings.LANGUAGES}


# How it answers


@pytest.mark.parametrize("operation", operations.OPERATIONS, ids=lambda operation: operation.name)
def test_operation_is_served_at_its_address_and_examples_are_valid(operation, edition):
    examples = {parameter.name: parameter.example for parameter in operation.path_parameters}
    path = operation.path.format(**{**examples, "number": edition.release_id} if examples else {})
    response = get(path)

    assert response.status_code == 200
    assert response["ETag"]
    assert response["Cache-Control"].startswith(("public", "no-cache"))
    assert Client().get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("", 200), ("*/*", 200), ("application/json", 200), ("application/*;q=0.5, text/html", 200), ("text/html", 406),
        ("application/xml, image/*", 406), ("application/json;q=0", 406), ("text/html,*/*;q=0.1", 200),
    ],
)  # fmt: skip
def test_other_kinds_of_answer_are_not_to_be_had(accept, status, edition):
    assert get(f"{API}/", Accept=accept).status_code == status


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(method, edition):
    response = getattr(Client(enforce_csrf_checks=True), method)(f"{API}/releases/")

    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_page_of_another_site_may_read(edition):
    asked = Client().options(
        f"{API}/releases/", headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    )

    assert (asked.status_code, asked.content) == (204, b"")
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Set-Cookie" not in asked


@pytest.mark.parametrize(
    "path", ["made-up", "releases/x/", "releases/18/en", f"releases/{'9' * 30}/", "releases/1/xx/"]
)
def test_address_without_anything_is_a_problem_too(path, edition):
    response = Client().get(f"{API}/{path}")

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


# For people


def test_examples_on_the_page_are_answered(edition):
    for code in ("/", "/ru/"):
        page = Client().get(f"{code}api/").content.decode()
        examples = [html.unescape(found) for found in re.findall(r"<code>([^<]+)</code>", page)]
        assert len(examples) == 9
        for example in examples:
            known = example.replace("/18/", f"/{edition.release_id}/").replace("at=2012", "at=2099")
            assert get(known).status_code == 200, example
