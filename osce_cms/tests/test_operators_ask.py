"""What operators and auditors ask for: security.txt, headers, silent logs."""

import datetime
import logging

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from osce_cms import environment
from releases import steps
from releases.accounts import links, system_checks
from releases.models import PreviewLink
from releases.site.security_txt import expires_in_time
from releases.tests.making import make_edition, make_live_edition, make_user
from releases.tests.signing_in import PASSWORD, make_person, sign_in

pytestmark = pytest.mark.django_db

NEXT_YEAR = timezone.now() + datetime.timedelta(days=300)
GIVEN = {"SECURITY_CONTACT": ["mailto:security@example.org"], "SECURITY_EXPIRES": NEXT_YEAR}


@pytest.mark.promise(65)
def test_security_txt_is_valid_and_there_is_none_without_a_contact(client):
    address = "/.well-known/security.txt"

    with override_settings(**GIVEN, SITE_URL="https://www.example.org"):
        response = client.get(address)
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == f"https://www.example.org{address}"
    left = datetime.datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert datetime.timedelta() < left < datetime.timedelta(days=366)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("days", "told"), [(60, []), (20, ["releases.W021"]), (-1, ["releases.W021"])])
def test_operator_is_warned_a_month_before_security_txt_expires(days, told):
    with override_settings(**GIVEN | {"SECURITY_EXPIRES": timezone.now() + datetime.timedelta(days=days)}):
        assert [each.id for each in expires_in_time(None)] == told


def test_contact_without_a_day_is_an_error_and_nothing_at_all_is_none():
    with override_settings(**GIVEN | {"SECURITY_EXPIRES": None}):
        assert [each.id for each in expires_in_time(None)] == ["releases.E021"]
    assert expires_in_time(None) == []


@pytest.mark.parametrize("wrong", ["security@example.org", "https://example.org/\nContact: mailto:eve@example.org"])
def test_contact_that_is_no_address_stops_the_start(wrong):
    with pytest.raises(ValueError, match="address|line"):
        environment.addresses(wrong)


def test_password_alone_is_warned_of_on_deployment():
    with override_settings(SECOND_FACTOR="off"):
        assert [each.id for each in system_checks.second_factor_is_asked_for(None)] == ["releases.W020"]
    with override_settings(SECOND_FACTOR="roles"):
        assert system_checks.second_factor_is_asked_for(None) == []


def test_proxy_that_is_not_known_is_warned_of_on_deployment():
    behind = {"SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https")}
    with override_settings(**behind, TRUSTED_PROXIES=[]):
        assert [each.id for each in system_checks.proxies_are_known(None)] == ["releases.W022"]
    with override_settings(**behind, TRUSTED_PROXIES=environment.networks("127.0.0.1")):
        assert system_checks.proxies_are_known(None) == []
    assert system_checks.proxies_are_known(None) == []


@pytest.mark.parametrize("path", ["/", "/nothing-here/", "/admin/account/login/"])
def test_pages_give_up_the_powers_of_a_browser_that_they_never_use(client, path):
    policy = client.get(path)["Permissions-Policy"]

    assert "camera=()" in policy
    assert "geolocation=()" in policy
    assert "publickey-credentials-get=(self)" in policy


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "elsewhere.example"},
        {"X-Original-URL": "/admin/"},
        {"X-Rewrite-URL": "/admin/"},
        {"X-HTTP-Method-Override": "POST"},
        {"X-Forwarded-Port": "8443"},
        {"Forwarded": "host=elsewhere.example"},
        {"Accept": "application/json"},
    ],
    ids=lambda headers: next(iter(headers)),
)
@pytest.mark.promise(27)
def test_unkeyed_headers_change_no_public_answer(headers):
    address = make_live_edition().get_absolute_url()

    plain, with_it = Client().get(address), Client().get(address, headers=headers)

    assert (with_it.status_code, with_it.content) == (plain.status_code, plain.content)


@pytest.mark.promise(16)
def test_logs_hold_no_unpublished_word_password_or_token(caplog):
    """A draft, a wrong and a right password, a preview link and an invitation go by, and refused and broken requests too."""
    caplog.set_level(logging.DEBUG)
    anna = make_person(username="anna", email="anna@example.org")
    draft = make_edition(headline="Canaryheadline", body="<p>Canarybody</p>")
    steps.record_save(draft, anna, created=True)
    link = PreviewLink.objects.create(
        text=draft.saved_texts.get(), recipient="A lawyer", created_by=anna, expires_at=NEXT_YEAR
    )
    invitation = links.token_for(links.INVITATION, anna)
    client = Client()

    sign_in(client, anna, "Canarypassword")
    sign_in(client, anna)
    for path in (
        link.get_absolute_url(),
        reverse("account-link", args=[invitation]),
        reverse("admin:releases_edition_change", args=[draft.pk]),
        reverse("admin:releases_edition_delete", args=[draft.pk]),
        f"/releases/{draft.release_id}/",
        "/nothing-here/",
    ):
        client.get(path)
    client.force_login(make_user(roles=["Taxonomist"]))
    client.post(reverse("admin:releases_edition_step", args=[draft.pk, "submit"]), {"remark": "Canaryremark"})

    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    told = [each for each in ("Canary", PASSWORD, link.get_absolute_url().split("/")[2], invitation) if each in logged]
    assert told == []
    assert "django.request" in {record.name for record in caplog.records}
    assert settings.SECRET_KEY not in logged
