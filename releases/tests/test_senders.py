"""A visitor's address is what our own proxies saw, whatever else stands in a header."""

from ipaddress import ip_network

import pytest
from django.test import Client, RequestFactory

from releases.accounts import guessing
from releases.alerts import asking
from releases.models import AccountEvent
from releases.site.senders import address_of, network_of
from releases.tests.signing_in import is_in, make_person, sign_in

OURS = [ip_network("10.0.0.0/24"), ip_network("fd00::/64")]
LONG = ",".join(["198.51.100.1"] * 5000)


@pytest.fixture
def proxies(settings):
    settings.TRUSTED_PROXIES = OURS


def asked(remote, forwarded=None):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("192.0.2.7", None, "192.0.2.7"),
        ("192.0.2.7", "203.0.113.5", "192.0.2.7"),
        ("10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "6.6.6.6,203.0.113.5,10.0.0.2", "203.0.113.5"),
        ("10.0.0.1", "10.0.0.9, 203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.5, ' OR 1=1", "10.0.0.1"),
        ("10.0.0.1", f"{LONG},203.0.113.5", "203.0.113.5"),
        ("::ffff:10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("::ffff:192.0.2.7", "203.0.113.5", "192.0.2.7"),
        ("fd00::1", "2001:db8::5", "2001:db8::5"),
        ("", "203.0.113.5", None),
        ("unix:", "203.0.113.5", None),
    ],
)
@pytest.mark.promise(49)
def test_address_is_the_nearest_that_no_proxy_of_ours_has(proxies, remote, forwarded, address):
    assert address_of(asked(remote, forwarded)) == address


def test_without_a_proxy_no_header_is_believed():
    assert address_of(asked("127.0.0.1", "203.0.113.5")) == "127.0.0.1"


@pytest.mark.parametrize(
    ("remote", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "unknown"),
    ],
)
def test_visitor_is_counted_by_what_they_cannot_change(remote, network):
    assert network_of(asked(remote)) == network


@pytest.mark.django_db
def test_visitors_behind_a_proxy_are_slowed_down_one_by_one(proxies):
    anna = make_person(username="anna")
    for number in range(guessing.FREE):
        sign_in(behind("6.6.6.6, 203.0.113.5"), f"n{number}", "wrong")
    guesser, other = behind("7.7.7.7, 203.0.113.5"), behind("203.0.113.6")

    sign_in(guesser, anna)
    sign_in(other, anna)

    assert (is_in(guesser), is_in(other)) == (False, True)
    assert AccountEvent.objects.filter(user=anna).latest("pk").address == "203.0.113.6"


@pytest.mark.django_db
def test_alerts_are_limited_for_each_visitor_behind_a_proxy(proxies):
    wish = {"language": "en", "rhythm": "at_once"}
    said = [
        behind(f"6.6.6.{number}, 203.0.113.5").post("/alerts/", wish | {"address": f"a{number}@example.org"})
        for number in range(asking.MOST_PER_NETWORK + 1)
    ]

    assert said[-1].status_code == 429
    assert behind("203.0.113.6").post("/alerts/", wish | {"address": "b@example.org"}).status_code == 200


def behind(forwarded):
    return Client(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
