"""Whoever subscribes to a feed by WebSub is sent it when it changes, and our hub can be turned against nobody."""

import datetime
import hashlib
import hmac
import ipaddress
import json
import socket
import time
from concurrent.futures import wait

import feedparser
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from releases import steps
from releases.models import HubRequest, HubSubscription, HubTopic
from releases.site.hub import connections
from releases.site.hub.requests import MOST_OF_A_HOST, MOST_TRIES
from releases.site.hub.work import GIVE_UP_AFTER, Hub
from releases.tests.callbacks import Callbacks, callbacks
from releases.tests.making import approved, make_edition, make_live_edition, make_scheduled_edition, make_user

pytestmark = pytest.mark.django_db
ATOM = f"{settings.SITE_URL}/releases/feed/atom/"
LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def subscriber(settings):
    settings.WEBSUB_NETWORKS = LOOPBACK
    with callbacks() as found:
        yield found


@pytest.fixture
def hub():
    found = Hub()
    yield found
    found.stop()


def turn(hub: Hub) -> None:
    """One turn of the worker, and what came of it. SQLite's clock has milliseconds."""
    time.sleep(0.005)
    hub.turn()
    hub.finish()


def ask(subscriber: Callbacks, path: str = "/willing", **given: str) -> int:
    form = {"mode": "subscribe", "topic": ATOM, "callback": subscriber.address + path} | given
    return Client().post("/websub", {f"hub.{name}": value for name, value in form.items()}).status_code


def subscribed(subscriber: Callbacks, hub: Hub, path: str = "/willing", **given: str) -> HubSubscription:
    assert ask(subscriber, path, **given) == 202
    turn(hub)
    return HubSubscription.objects.get(callback=subscriber.address + path)


def again(hub: Hub) -> None:
    """After any pause."""
    HubSubscription.objects.update(due_at=timezone.now() - DAY)
    HubRequest.objects.update(due_at=timezone.now() - DAY)
    turn(hub)


# Subscribing


def test_callback_is_asked_whether_it_wants_to_before_anything_is_sent(subscriber, hub):
    assert ask(subscriber, "/willing?token=1", lease_seconds="7200") == 202
    assert not HubSubscription.objects.exists()
    turn(hub)

    (asked,) = subscriber.verifications("/willing")
    assert asked.query["token"] == "1"
    assert (asked.query["hub.mode"], asked.query["hub.topic"]) == ("subscribe", ATOM)
    assert asked.query["hub.lease_seconds"] == "7200"
    assert len(asked.query["hub.challenge"]) > 30
    assert HubSubscription.objects.count() == 1
    assert not HubRequest.objects.exists()


def test_nobody_subscribes_somebody_else(subscriber, hub):
    assert ask(subscriber, "/unwilling") == 202
    turn(hub)
    make_live_edition()
    turn(hub)
    again(hub)

    assert not HubSubscription.objects.exists()
    assert [each.method for each in subscriber.received] == ["GET"]


def test_who_does_not_confirm_is_asked_a_few_times_in_an_hour(subscriber, hub):
    for _ in range(MOST_TRIES):
        ask(subscriber, "/unwilling")
        turn(hub)

    assert ask(subscriber, "/unwilling") == 429
    assert len(subscriber.verifications("/unwilling")) <= MOST_TRIES


def test_one_host_is_not_called_for_a_hundred_strangers(subscriber, hub):
    answers = [ask(subscriber, f"/unwilling?{number}") for number in range(100)]

    assert answers == [202] * MOST_OF_A_HOST + [429] * (100 - MOST_OF_A_HOST)


def test_end_of_a_subscription_is_confirmed_too(subscriber, hub):
    subscribed(subscriber, hub)
    assert ask(subscriber, mode="unsubscribe") == 202
    assert HubSubscription.objects.exists()
    turn(hub)

    assert not HubSubscription.objects.exists()
    turn(hub)
    assert not HubTopic.objects.exists()


def test_lease_ends_unless_it_is_renewed(subscriber, hub):
    subscription = subscribed(subscriber, hub, lease_seconds="1")
    assert subscription.expires_at - timezone.now() > datetime.timedelta(minutes=59)  # the shortest

    HubSubscription.objects.update(expires_at=timezone.now() - DAY)
    make_live_edition()
    turn(hub)
    assert subscriber.deliveries("/willing") == []
    assert not HubSubscription.objects.exists()


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"mode": "publish"}, "hub.mode"), ({"topic": ""}, "hub.topic"), ({"topic": "https://elsewhere.example/releases/feed/atom/"}, "hub.topic"),
        ({"topic": f"{settings.SITE_URL}/releases/"}, "hub.topic"), ({"topic": f"{ATOM}?field=made-up"}, "field"), ({"topic": f"{ATOM}?made=up"}, "made"),
        ({"callback": ""}, "hub.callback"), ({"callback": "ftp://news.example/"}, "hub.callback"), ({"callback": "http://news.example:25/"}, "hub.callback"),
        ({"callback": "http://user@news.example/"}, "hub.callback"), ({"callback": "http://news.example/ HTTP/1.1\r\nX: y"}, "hub.callback"),
        ({"callback": "http://169.254.169.254/"}, "hub.callback"), ({"callback": "http://[::ffff:10.0.0.1]/"}, "hub.callback"),
        ({"callback": f"http://news.example/{'x' * 3000}"}, "hub.callback"), ({"callback": "http://news.example/\x00"}, "hub.callback"),
        ({"callback": "http://[::1"}, "hub.callback"), ({"secret": "x" * 200}, "hub.secret"), ({"lease_seconds": "soon"}, "hub.lease_seconds"),
    ],
)  # fmt: skip
def test_bad_request_is_refused_by_name(given, named):
    form = {"mode": "subscribe", "topic": ATOM, "callback": "https://news.example/"} | given
    answer = Client().post("/websub", {f"hub.{name}": value for name, value in form.items()})

    assert answer.status_code == 400
    assert named in answer.content.decode()
    assert not HubRequest.objects.exists()


# Delivering


def test_release_correction_and_withdrawal_are_sent_signed_as_the_feed_has_them(subscriber, hub):
    subscribed(subscriber, hub, secret="between us")
    edition = make_live_edition(headline="Council meets")
    turn(hub)
    correction = steps.start_next(edition, make_user(), kind="correction", change_note="A figure was wrong.")
    steps.release_now(approved(correction), make_user())
    turn(hub)
    steps.withdraw(correction, make_user(), "The meeting was put off.")
    turn(hub)
    turn(hub)

    sent = subscriber.deliveries("/willing")
    assert [len(feedparser.parse(each.body).entries) for each in sent] == [1, 1, 0]
    for each in sent:
        assert each.headers["Content-Type"].startswith("application/atom+xml")
        assert each.headers["Link"] == f'<{settings.SITE_URL}/websub>; rel="hub", <{ATOM}>; rel="self"'
        assert (
            each.headers["X-Hub-Signature"]
            == "sha256=" + hmac.new(b"between us", each.body, hashlib.sha256).hexdigest()
        )
    assert sent[-1].body == Client().get("/releases/feed/atom/").content


@pytest.mark.promise(15)
def test_nothing_is_sent_before_its_hour_nor_about_another_list(subscriber, hub):
    subscribed(subscriber, hub)
    subscribed(subscriber, hub, "/russian", topic=f"{settings.SITE_URL}/ru/releases/feed/json/?type=speech")
    make_scheduled_edition(), approved(make_edition())
    turn(hub)
    assert not [each for each in subscriber.received if each.method == "POST"]

    make_live_edition(language="ru", type="speech", headline="Речь")
    turn(hub)
    (sent,) = [each for each in subscriber.received if each.method == "POST"]
    assert (sent.path, json.loads(sent.body)["items"][0]["title"]) == ("/russian", "Речь")


def test_callback_that_never_answers_holds_up_nobody(subscriber, hub):
    for number in range(6):
        subscribed(subscriber, hub, f"/hanging?{number}")
    subscribed(subscriber, hub)
    with callbacks("127.0.0.2") as other:
        subscribed(other, hub)
        make_live_edition()
        time.sleep(0.005)
        started = time.monotonic()
        while not other.deliveries("/willing"):
            hub.turn()
            assert time.monotonic() - started < 5
            time.sleep(0.05)
        assert len(subscriber.deliveries("/hanging")) == 4  # of one host, so many at once
    subscriber.closed.set()
    hub.finish()


def test_failing_callback_is_tried_again_later_and_gets_what_the_feed_says_then(subscriber, hub):
    subscriber.statuses["/willing"] = 500
    subscribed(subscriber, hub)
    make_live_edition()
    turn(hub)
    turn(hub)  # not due yet
    assert len(subscriber.deliveries("/willing")) == 1
    assert HubSubscription.objects.get().due_at > timezone.now() + datetime.timedelta(seconds=50)

    make_live_edition()
    subscriber.statuses["/willing"] = 200
    again(hub)
    again(hub)
    first, second = subscriber.deliveries("/willing")
    assert [len(feedparser.parse(each.body).entries) for each in (first, second)] == [1, 2]
    assert HubSubscription.objects.get().failing_since is None


def test_subscription_is_given_up_after_days_and_at_once_if_it_is_gone(subscriber, hub):
    subscriber.statuses |= {"/failing": 503, "/gone": 410}
    subscribed(subscriber, hub, "/failing"), subscribed(subscriber, hub, "/gone")
    make_live_edition()
    turn(hub)
    assert HubSubscription.objects.get().callback.endswith("/failing")

    HubSubscription.objects.update(failing_since=timezone.now() - GIVE_UP_AFTER - DAY)
    again(hub)
    assert not HubSubscription.objects.exists()


def test_what_a_worker_had_in_hand_when_it_was_killed_is_sent_by_the_next(subscriber, hub):
    subscribed(subscriber, hub)
    make_live_edition()
    time.sleep(0.005)
    hub.turn()
    wait(hub._running)  # sent, and never noted
    successor = Hub()
    turn(successor)
    assert len(subscriber.deliveries("/willing")) == 1

    again(successor)
    again(successor)
    first, second = subscriber.deliveries("/willing")
    assert first.body == second.body
    successor.stop()


def test_feeds_name_the_hub():
    make_live_edition()
    for name in ("atom", "rss", "corrections", "json", "ninjs", "newsml"):
        answer = Client().get(f"/releases/feed/{name}/?type=speech&language=all")
        assert f'<{settings.SITE_URL}/websub>; rel="hub"' in answer["Link"]
        assert 'rel="self"' in answer["Link"]
        if name in ("atom", "rss", "corrections"):
            (link,) = [link for link in feedparser.parse(answer.content).feed.links if link.rel == "hub"]
            assert link.href == f"{settings.SITE_URL}/websub"
    assert Client().get("/releases/feed/json/").json()["hubs"] == [
        {"type": "WebSub", "url": f"{settings.SITE_URL}/websub"}
    ]


# Networks


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",  # noqa: S104  # none is bound
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:0:7f00:1::", "192.0.2.1", "198.18.0.1", "not-an-address",
    ],
)  # fmt: skip
def test_no_network_of_ours_is_called(address):
    assert not connections.is_allowed(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "193.0.6.139", "2a00:1450:4001::1"])
def test_public_network_is_called(address):
    assert connections.is_allowed(address)


def test_name_that_leads_to_loopback_is_not_called(hub):
    with callbacks() as found:
        port = found.address.rpartition(":")[2]
        for host in ("localhost", "127.0.0.1"):
            with pytest.raises(connections.CallError):
                connections.ask("GET", f"http://{host}:{port}/willing")
        assert found.received == []


def test_name_cannot_change_its_meaning_after_it_was_checked(subscriber, monkeypatch):
    """A name server that answers once with what is allowed, and from then on with something else."""
    port = int(subscriber.address.rpartition(":")[2])
    answers = iter(["127.0.0.1", "10.0.0.1", "10.0.0.1"])

    def resolved(host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    connections.ask("GET", f"http://changing.example:{port}/willing")
    with pytest.raises(connections.CallError):
        connections.ask("GET", f"http://changing.example:{port}/willing")

    assert len(subscriber.received) == 1
    assert subscriber.received[0].headers["Host"] == f"changing.example:{port}"


def test_redirect_is_not_followed(subscriber, hub):
    assert ask(subscriber, "/redirecting") == 202
    turn(hub)

    assert [each.path for each in subscriber.received] == ["/redirecting"]
    assert not HubSubscription.objects.exists()


def test_answer_that_trickles_is_cut_off(subscriber):
    started = time.monotonic()
    with pytest.raises(connections.CallError):
        connections.ask("GET", f"{subscriber.address}/trickling", within=0.3)

    assert time.monotonic() - started < 2
