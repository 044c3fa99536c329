"""Kinds of holes from the advisories of Django and Wagtail, tried on our own addresses. The table is in docs/security.md."""

import ast
import json
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from releases.language.slugs import slug_for
from releases.models import Edition, User
from releases.reading.text import plain_text
from releases.search.words import searchable
from releases.site.senders import parsed
from releases.tests.making import make_country, make_edition, make_field, make_live_edition, make_user
from releases.tests.signing_in import PASSWORD, elsewhere, make_person, sign_in
from taxonomy import richtext

ELSEWHERE = ["//evil.example/", "https://evil.example/", "/\\evil.example/", "\\\\evil.example", "https:evil.example"]
ELSEWHERE += ["///evil.example", " //evil.example", "javascript:alert(1)", "http:///evil.example", "/%09/evil.example"]
LONG = 200_000  # characters, more than any field of the site takes
SECURITY = Path(settings.BASE_DIR) / "docs" / "security.md"


def leads_away(response) -> bool:
    location = response.headers.get("Location", "")
    parts = urlsplit(location.replace("\\", "/").strip())
    return parts.scheme not in ("", "http", "https") or parts.netloc not in ("", "testserver", "127.0.0.1:8000")


# Open redirects


@pytest.mark.django_db
@pytest.mark.parametrize("target", ELSEWHERE)
def test_sign_in_leads_to_no_other_site(target):
    make_person(username="anna")

    response = sign_in(elsewhere(), "anna", next=target)

    assert response.status_code == 302
    assert not leads_away(response), response["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["//evil.example/releases", "//evil.example/%2e%2e/fr", "/\\evil.example/releases"])
def test_address_that_looks_like_another_site_leads_to_none(client, path):
    for start in (path, f"/fr{path}", f"/timegate{path}", f"/admin{path}", path + "/"):
        assert not leads_away(client.generic("GET", start)), start


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["%0d%0aSet-Cookie:%20a=b", "%0aX-Forged:%20yes", "%E5%98%8A%E5%98%8DX-Forged:yes"])
def test_no_line_is_added_to_the_headers_of_an_answer(client, code):
    edition = make_live_edition()
    paths = (f"/releases/{edition.release_id}/{code}/", f"/releases/{code}/", f"/timegate/releases/{code}", f"/{code}")

    for response in (client.get(path) for path in (*paths, f"/releases/?q={code}&page={code}")):
        assert not {"X-Forged", "Set-Cookie"} & set(response.headers)
        assert all("\n" not in value and "\r" not in value for value in response.headers.values())
        assert not response.cookies


# Names that reach SQL


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["_connector", "_negated", "headline__startswith", "release__editions__state", "x.y", 'a"b']
)
def test_no_name_of_a_parameter_reaches_a_query(client, name):
    shown = make_live_edition()
    make_edition(headline="Hidden")
    for path in ("/releases/", "/api/v1/releases/", "/releases/feed/atom/"):
        plain, asked = client.get(path), client.get(path, {name: "OR 1=1) --"})

        assert asked.status_code in (200, 400)
        assert b"Hidden" not in asked.content
        assert asked.status_code == 400 or (shown.headline.encode() in asked.content) == (
            shown.headline.encode() in plain.content
        )


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["_connector", "release__number__gt", "limited__exact", "by__password__startswith"])
def test_lists_of_the_newsroom_are_asked_only_what_they_offer(name):
    client = Client()
    client.force_login(make_user(roles=["Administrator"]))

    for path in ("releases_release_changelist", "releases_user_changelist", "releases_accountevent_changelist"):
        response = client.get(reverse(f"admin:{path}"), {name: "1"})

        assert response.status_code in (302, 400), (path, response.status_code)


def test_no_query_of_ours_takes_its_names_from_a_request():
    """Dictionaries that become the names of columns, aliases or lookups must be ours."""
    risky = {"annotate", "alias", "aggregate", "extra", "values", "values_list", "order_by", "filter", "exclude"}
    found = [
        f"{path.relative_to(settings.BASE_DIR)}:{call.lineno}"
        for path in Path(settings.BASE_DIR, "releases").rglob("*.py")
        if "tests" not in path.parts
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in risky
        for argument in [*(key.value for key in call.keywords if key.arg is None), *call.args]
        if re.search(r"request|\bGET\b|\bPOST\b|query_params", ast.unparse(argument))
        and not isinstance(argument, ast.Call)
    ]

    assert found == []


# Work that grows faster than its input


def cleaned_and_read(html: str) -> str:
    return plain_text(richtext.clean(html))


@pytest.mark.parametrize(
    "text",
    [
        "</p>" * (LONG // 4),
        "<p" * (LONG // 2),
        "&amp;" * (LONG // 5),
        "<<!" * (LONG // 3),
        "\ufdfa" * (LONG // 18),
        "<p>" * (LONG // 3),
        "ǆ" * LONG,
        "a." * (LONG // 2),
        "<!--" * (LONG // 4),
        " \u200b" * (LONG // 2),
    ],
    ids=["ends", "beginnings", "entities", "brackets", "ligatures", "nested", "digraphs", "dots", "comments", "spaces"],
)
@pytest.mark.promise(45)
def test_long_input_costs_what_it_weighs(text):
    for work in (cleaned_and_read, slug_for, searchable):
        begun = time.process_time()
        work(text)
        assert time.process_time() - begun < 5, work  # what grows with the square takes minutes


def test_endless_address_is_no_address_at_once():
    begun = time.process_time()

    assert parsed(":" * LONG) is None
    assert parsed("1." * LONG) is None
    assert time.process_time() - begun < 1


@pytest.mark.django_db
@pytest.mark.promise(43)
def test_form_of_thousands_of_fields_or_files_is_refused_before_it_is_read():
    address = reverse("account_login")
    many = "&".join(f"f{number}=1" for number in range(5000))
    parts = "".join(f'--b\r\nContent-Disposition: form-data; name="f"; filename="{n}"\r\n\r\nx\r\n' for n in range(500))

    form = Client().post(address, many, content_type="application/x-www-form-urlencoded")
    files = Client().post(address, f"{parts}--b--\r\n", content_type="multipart/form-data; boundary=b")

    assert (form.status_code, files.status_code) == (400, 400)


# Lines in logs

FORMATTERS: Any = settings.LOGGING["formatters"]
Lines = import_string(FORMATTERS["lines"]["class"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "formatter",
    [
        Lines(FORMATTERS["lines"]["format"]),
        import_string(FORMATTERS["json"]["()"])(),
    ],
)
@pytest.mark.promise(16)
def test_request_adds_one_line_to_the_log_whatever_its_path(client, caplog, formatter):
    client.get("/nothing%0a2026-11-28 ERROR forged: line%0d%1b[31m/")

    (record,) = [each for each in caplog.records if each.name == "django.request"]
    line = formatter.format(record)
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    assert formatter.__class__ is Lines or json.loads(line)


# What the newsroom shows and takes


@pytest.mark.django_db
def test_forged_rows_in_a_list_of_the_newsroom_create_nothing():
    client = Client()
    client.force_login(make_user(roles=["Taxonomist"]))
    country, before = make_country(), User.objects.count()
    forged = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "Atlantis", "form-0-slug": "atlantis"}
    for name in ("taxonomy_country_changelist", "releases_user_changelist", "releases_release_changelist"):
        client.post(reverse(f"admin:{name}"), forged | {"_save": "Save", "form-1-id": country.pk})

    assert not type(country).objects.filter(slug="atlantis").exists()
    assert (User.objects.count(), Edition.objects.count()) == (before, 0)


@pytest.mark.django_db
def test_no_page_of_the_newsroom_shows_a_hash_of_a_password():
    client, anna = Client(), make_person(username="anna")
    client.force_login(make_user())

    for name, arguments in (("change", [anna.pk]), ("history", [anna.pk]), ("changelist", [])):
        page = client.get(reverse(f"admin:releases_user_{name}", args=arguments)).content.decode()
        assert anna.password.rsplit("$", 1)[1] not in page
        assert PASSWORD not in page


@pytest.mark.django_db
def test_names_of_terms_and_people_are_inert_in_the_newsroom():
    script = "<script>alert(1)</script>"
    boss = make_user(username="boss", first_name=script, last_name='"><img src=x onerror=alert(1)>')
    make_field(name=script)
    client = Client()
    client.force_login(boss)

    for name in ("index", "taxonomy_fieldofwork_changelist", "releases_user_changelist", "releases_edition_add"):
        page = client.get(reverse(f"admin:{name}")).content.decode()
        assert script not in page
        assert "<img src=x" not in page


# The table


def test_table_of_kinds_names_tests_that_exist():
    kinds = SECURITY.read_text().partition("## Known kinds of holes")[2].partition("## Promises")[0]
    named = re.findall(r"`(test_\w+)(?:: (\w+))?`", kinds)
    tests = {
        path.stem: path.read_text()
        for app in ("releases", "taxonomy", "osce_cms")
        for path in Path(settings.BASE_DIR, app).rglob("test_*.py")
    }

    assert len(named) > 20
    assert [
        pair for pair in named if pair[0] not in tests or (pair[1] and f"def test_{pair[1]}(" not in tests[pair[0]])
    ] == []
