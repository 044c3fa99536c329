"""Browsers report what our policy forbade. Anybody can send such a report, and it tells of no page that not everybody may see."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from releases.models import CspReport
from releases.site.content_policy.reports import Report, store
from releases.site.content_policy.views import LARGEST, MOST
from releases.tests.making import make_edition, make_live_edition, make_scheduled_edition, make_user

pytestmark = pytest.mark.django_db
OLD, NEW = "application/csp-report", "application/reports+json"
SITE = "http://testserver"


def send(*bodies: dict, media_type: str = OLD, address: str = "192.0.2.1") -> None:
    told: object = (
        {"csp-report": bodies[0]} if media_type == OLD else [{"type": "csp-violation", "body": b} for b in bodies]
    )
    response = Client(REMOTE_ADDR=address).post("/csp-reports", json.dumps(told), content_type=media_type)
    assert (response.status_code, response.content, response.cookies) == (204, b"", {})


def old(page: str = "/releases/", **more: str) -> dict:
    return {"document-uri": SITE + page, "violated-directive": "script-src 'self'", "blocked-uri": "inline"} | more


def new(page: str = "/releases/", **more: str) -> dict:
    return {"documentURL": SITE + page, "effectiveDirective": "script-src-elem", "blockedURL": "inline"} | more


def stored() -> list[tuple]:
    return list(CspReport.objects.order_by("pk").values_list("directive", "blocked", "page", "count"))


def test_every_page_names_the_endpoint(client):
    for path in ("/", "/releases/", "/admin/account/login/", "/nothing-here/"):
        response = client.get(path)
        assert response["Reporting-Endpoints"] == 'csp="/csp-reports"'
        assert "report-uri /csp-reports" in response["Content-Security-Policy"]
        assert "report-to csp" in response["Content-Security-Policy"]


@pytest.mark.promise(41)
def test_reports_of_both_formats_are_counted_by_kind():
    send(old())
    send(old())
    send(new(), new("/ru/releases/?q=words"), media_type=NEW)

    assert stored() == [
        ("script-src", "inline", "/releases/", 2),
        ("script-src-elem", "inline", "/releases/", 1),
        ("script-src-elem", "inline", "/ru/releases/", 1),
    ]


def test_only_the_origin_of_what_was_blocked_is_kept():
    send(old(**{"blocked-uri": "https://tracker.example:8443/about/a/reader?id=7"}))
    send(old(**{"blocked-uri": "data:text/html,words"}))

    assert [row[1] for row in stored()] == ["https://tracker.example", "data"]


@pytest.mark.parametrize(
    "body",
    [
        old(**{"blocked-uri": "chrome-extension://abc/script.js"}),
        old(**{"blocked-uri": "moz-extension://abc/script.js"}),
        old(**{"document-uri": "https://elsewhere.example/releases/"}),
        old(**{"document-uri": "about:srcdoc"}),
        old(**{"document-uri": "http://[bad"}),
        old(**{"violated-directive": "<script>"}),
        {},
    ],
)
def test_reports_that_are_not_about_our_pages_are_dropped(body):
    send(body)

    assert stored() == []


@pytest.mark.promise(1, 16)
def test_report_names_no_page_that_not_everybody_may_see():
    live, draft, due = make_live_edition(), make_edition(headline="Hidden words"), make_scheduled_edition()
    paths = [
        live.get_absolute_url(),
        f"/releases/{live.release_id}/other-words/",
        draft.get_absolute_url(),
        due.get_absolute_url(),
        f"/releases/{draft.release_id}/",
        f"/releases/{live.release_id}/at/2099-01-01/",
        "/preview/secret-token/",
        "/alerts/manage/secret-token/",
        f"/admin/releases/edition/{draft.pk}/change/",
        "/hidden-words/of/a/visitor/",
    ]

    for path in paths:
        send(old(path))

    assert [row[2] for row in stored()] == [
        live.get_absolute_url(),
        "/releases/<number:number>/<headline:slug>/",
        "/releases/<number:number>/",
        "/releases/<number:number>/at/<moment:moment>/",
        "/preview/<str:token>/",
        "/alerts/manage/<str:token>/",
        "/admin/releases/edition/<path:object_id>/change/",
        "?",
    ]
    assert not re.search("secret|hidden|other-words", str(stored()))


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"{", OLD),
        (b"[" * 10_000, OLD),
        (b"[1, null, {}]", NEW),
        (b'{"csp-report": 7}', OLD),
        (b"\xff\xfe", NEW),
        (b'"text"', NEW),
        (json.dumps({"csp-report": old()}).encode(), "text/plain"),
        (json.dumps({"csp-report": old() | {"script-sample": "x" * LARGEST}}).encode(), OLD),
        (b"", OLD),
    ],
)
def test_what_is_no_report_gets_the_same_answer_and_is_dropped(content, media_type):
    response = Client().post("/csp-reports", content, content_type=media_type)

    assert response.status_code == 204
    assert stored() == []


def test_one_network_cannot_fill_the_table():
    for number in range(MOST + 5):
        send(old(**{"blocked-uri": f"https://{number}.example"}))

    assert CspReport.objects.count() == MOST


def test_all_networks_together_cannot_either_and_what_is_known_is_still_counted():
    for number in [*range(10), 1]:
        store(Report("script-src", f"https://{number}.example", "/"), most=3)

    assert [(row[1], row[3]) for row in stored()] == [
        ("https://0.example", 1),
        ("https://1.example", 2),
        ("https://2.example", 1),
    ]


def test_administrator_sees_them_grouped_and_others_do_not():
    send(old())
    send(old())
    page = reverse("admin:releases_cspreport_changelist")

    for role, status in (("Administrator", 200), ("Publisher", 403)):
        client = Client()
        client.force_login(make_user(roles=[role]))
        answer = client.get(page)
        assert answer.status_code == status
        if status == 200:
            assert re.search(r'field-count">2<', answer.content.decode())
            assert client.post(page).status_code != 500


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        *(
            (path, True)
            for path in ("/", "/releases/", "/verify/", "/admin/account/login/", "/admin/", "/admin/letters/")
        ),
        *((f"/admin/releases/edition/{name}/", True) for name in ("calendar", "keys", "template", "copy", "document")),
        ("/admin/releases/edition/add/", False),
        ("/admin/releases/release/", False),
    ],
)
def test_trusted_types_are_required_where_no_jquery_runs(path, asked):
    client = Client()
    client.force_login(make_user())

    policy = client.get(path)["Content-Security-Policy"]

    assert ("require-trusted-types-for 'script'" in policy) is asked
    assert ("trusted-types newsroom" in policy) is asked


def test_so_are_they_on_the_pages_of_a_text_but_not_where_it_is_written():
    client, draft = Client(), make_edition()
    client.force_login(make_user())

    required = {
        name
        for name in ("change", "step/submit", "compare", "links", "clearance", "print", "replace")
        if "require-trusted-types-for"
        in client.get(f"/admin/releases/edition/{draft.pk}/{name}/")["Content-Security-Policy"]
    }

    assert required == {"step/submit", "compare", "links", "clearance", "print", "replace"}
