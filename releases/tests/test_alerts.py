"""Readers follow lists by e-mail: they are told of what the public can see, once, and nobody learns who they are."""

import datetime
import re
import time

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from releases import steps
from releases.alerts import asking, queueing, sending
from releases.alerts.tokens import link_to
from releases.models import Alert, Edition, Reader, Subscription, SubscriptionRequest
from releases.models.alerts import MOST_BOUNCES
from releases.tests.making import (
    approved,
    make_country,
    make_edition,
    make_live_edition,
    make_scheduled_edition,
    make_user,
)

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://[^/\s]+(/\S+/(confirm|leave|manage)/\S+)")


@pytest.fixture(autouse=True)
def readers_are_told_from_now_on():
    queueing.look()


def subscribe(address="reader@example.org", query="language=en", rhythm="at_once", language="en") -> Subscription:
    reader, _new = Reader.objects.get_or_create(address=address)
    return Subscription.objects.create(
        reader=reader,
        query=query,
        rhythm=rhythm,
        language=language,
        confirmed_at=timezone.now() - datetime.timedelta(days=1),
    )


def tell() -> list:
    """What a look and the sending after it put into mailboxes."""
    mail.outbox.clear()
    time.sleep(0.01)  # what happened in the current millisecond is not settled on SQLite
    queueing.look()
    sending.send(10)
    return list(mail.outbox)


def release_now(**overrides) -> Edition:
    edition = approved(make_edition(**overrides))
    steps.release_now(edition, make_user())
    return edition


def test_follower_gets_the_release_once():
    subscribe()
    edition = release_now(headline="Mission opens an office")

    letters = tell()

    assert [letter.to for letter in letters] == [["reader@example.org"]]
    assert letters[0].subject == "Mission opens an office"
    assert f"/releases/{edition.release_id}/" in letters[0].body
    assert tell() == []
    steps.release_now(approved(steps.start_next(edition, make_user(), kind="minor")), make_user())
    assert tell() == []


@pytest.mark.promise(15)
def test_scheduled_release_is_told_after_its_hour_and_not_before():
    subscribe()
    at = timezone.now() + datetime.timedelta(seconds=1.5)
    make_scheduled_edition(at=at)

    assert tell() == []
    time.sleep(max(0, (at - timezone.now()).total_seconds()) + 0.05)
    assert len(tell()) == 1


def test_only_lists_that_show_the_release_are_told():
    moldova = make_country(name="Moldova")
    subscribe("moldova@example.org", f"country={moldova.slug}&language=en")
    subscribe("office@example.org", "q=office&language=en")
    subscribe("zebra@example.org", "q=zebra&language=en")
    subscribe("russian@example.org", "language=ru")
    subscribe("all@example.org", "language=all")
    release_now(countries=[moldova])

    assert sorted(letter.to[0] for letter in tell()) == ["all@example.org", "moldova@example.org", "office@example.org"]


def test_reader_of_two_lists_gets_one_letter():
    subscribe(query="language=en")
    subscribe(query="language=all")
    release_now()

    assert len(tell()) == 1


def test_correction_and_withdrawal_reach_whoever_got_the_release():
    moldova = make_country(name="Moldova")
    subscribe("moldova@example.org", f"country={moldova.slug}&language=en")
    edition = release_now(countries=[moldova])
    tell()
    subscribe("later@example.org", f"country={moldova.slug}&language=en")
    Subscription.objects.filter(reader__address="later@example.org").update(confirmed_at=timezone.now())
    correction = steps.start_next(edition, make_user(), kind="correction", change_note="A figure was wrong.")
    correction.countries.clear()
    steps.release_now(approved(correction), make_user())

    corrected = tell()
    steps.withdraw(correction, make_user(), "The meeting was put off.")
    withdrawn = tell()

    assert [(letter.to, letter.subject) for letter in corrected] == [
        (["moldova@example.org"], "Correction: Mission opens an office")
    ]
    assert "A figure was wrong." in corrected[0].body
    assert [(letter.to, letter.subject) for letter in withdrawn] == [
        (["moldova@example.org"], "Withdrawn: Mission opens an office")
    ]
    assert "The meeting was put off." in withdrawn[0].body


def test_letter_about_a_removed_text_tells_none_of_it():
    subscribe()
    edition = release_now(headline="Named person", lead="Secret lead")
    tell()
    steps.remove(edition, make_user(), "It named persons.")

    (letter,) = tell()

    told = str(letter.message())
    assert letter.subject == f"Removed: Release {edition.release_id}"
    assert "Named person" not in told
    assert "Secret lead" not in told
    assert "It named persons." in letter.body


def test_text_withdrawn_before_its_letter_went_out_is_not_sent_at_all():
    subscribe()
    edition = release_now()
    queue_only()
    steps.withdraw(edition, make_user(), "The meeting was put off.")

    assert tell() == []
    assert Alert.objects.get().not_sent == queueing.NO_LONGER_CURRENT


@pytest.mark.promise(72)
def test_text_corrected_before_its_letter_went_out_is_sent_as_corrected():
    subscribe()
    edition = release_now()
    queue_only()
    correction = steps.start_next(edition, make_user(), kind="correction", change_note="A figure was wrong.")
    steps.release_now(approved(correction), make_user())

    assert [letter.subject for letter in tell()] == ["Correction: Mission opens an office"]


def queue_only() -> None:
    time.sleep(0.01)
    assert queueing.look() == 1


def test_what_is_entered_in_the_archive_is_no_news():
    subscribe()
    Subscription.objects.update(confirmed_at=timezone.now() - datetime.timedelta(days=500))
    make_live_edition(live_from=timezone.now() - datetime.timedelta(days=400))

    assert tell() == []


def test_list_that_can_no_longer_be_read_sends_nothing():
    subscribe(query="field=gone&language=en")
    release_now()

    assert tell() == []


def test_daily_letter_gathers_the_day():
    subscribe(rhythm="daily")
    subscribe("other@example.org", query="q=first&language=en", rhythm="daily")
    release_now(headline="First")
    release_now(headline="Second")

    assert tell() == []
    assert {alert.due_at for alert in Alert.objects.all()} == {queueing.next_morning(timezone.now())}
    Alert.objects.update(due_at=timezone.now())
    letter, other = sorted(tell(), key=lambda letter: len(letter.body), reverse=True)

    assert (letter.to, other.to, other.subject) == (["reader@example.org"], ["other@example.org"], "First")
    assert letter.subject.endswith("2 releases")
    assert letter.body.index("First") < letter.body.index("Second")


def test_next_morning_is_by_the_clock_of_the_organisation_across_the_end_of_summer_time():
    vienna = timezone.get_default_timezone()
    evening = datetime.datetime(2026, 10, 24, 18, 0, tzinfo=vienna)

    assert queueing.next_morning(evening) == datetime.datetime(2026, 10, 25, 7, 0, tzinfo=vienna)
    assert queueing.next_morning(evening).astimezone(datetime.UTC).hour == 6


# Subscribing


def ask(client: Client, address="reader@example.org", query="", **overrides):
    values = {"address": address, "rhythm": "at_once", "language": "fr", "query": query, **overrides}
    return client.post("/alerts/", values)


def path_in(letter, name: str) -> str:
    return next(found[0] for found in LINK.findall(letter.body) if found[1] == name)


def test_reader_subscribes_confirms_changes_and_leaves(client):
    assert ask(client, query="q=office").status_code == 200
    assert not Reader.objects.exists()
    (letter,) = tell()
    confirm = path_in(letter, "confirm")
    assert client.get(confirm).status_code == 200
    assert not Reader.objects.exists()

    assert client.post(confirm).status_code == 200
    subscription = Subscription.objects.get()
    assert (subscription.query, subscription.language, subscription.rhythm) == ("q=office&language=en", "fr", "at_once")
    release_now()
    (alert,) = tell()
    manage = path_in(alert, "manage")
    changed = {f"{subscription.pk}-rhythm": "daily", f"{subscription.pk}-language": "de", "save": "yes"}
    assert client.post(manage, changed).status_code == 302
    subscription.refresh_from_db()
    assert (subscription.language, subscription.rhythm) == ("de", "daily")

    assert client.post(manage, {"leave_all": "yes"}).status_code == 200
    assert not Reader.objects.exists()
    assert client.get(manage).status_code == 404


def test_mailbox_ends_it_with_one_click(client):
    subscribe()
    release_now()
    (letter,) = tell()
    headers = letter.message()
    address = headers["List-Unsubscribe"].strip("<>")

    for _twice in range(2):
        response = client.post(address, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not Subscription.objects.exists()


def test_reader_who_left_gets_nothing_that_is_still_waiting(client):
    subscription = subscribe()
    subscribe(query="q=zebra&language=en")
    release_now()
    queue_only()
    asking.leave(Subscription.objects.filter(pk=subscription.pk))

    assert tell() == []


def test_nothing_tells_whether_an_address_is_known(client):
    subscribe("known@example.org")

    answers = [ask(client, address).content for address in ("known@example.org", "other@example.org")]

    assert answers[0].replace(b"known@", b"other@") == answers[1]
    assert sorted(letter.to[0] for letter in tell()) == ["known@example.org", "other@example.org"]


def test_a_hundred_requests_for_an_address_are_limited_without_telling():
    answers = [ask(Client(REMOTE_ADDR=f"198.51.100.{number}"), "victim@example.org") for number in range(100)]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len(tell()) == asking.MOST_PER_ADDRESS


def test_a_hundred_requests_from_one_network_are_limited():
    client = Client(REMOTE_ADDR="2001:db8::1")
    neighbour = Client(REMOTE_ADDR="2001:db8:0:1::1")

    answers = [ask(client, f"reader{number}@example.org").status_code for number in range(100)]

    assert answers == [200] * asking.MOST_PER_NETWORK + [429] * (100 - asking.MOST_PER_NETWORK)
    assert ask(neighbour).status_code == 200
    assert len(tell()) == asking.MOST_PER_NETWORK + 1


def test_unknown_filter_value_is_named(client):
    response = client.get("/alerts/?field=nothing")

    assert response.status_code == 400
    assert "nothing" in response.content.decode()
    assert ask(client, query="field=nothing").status_code == 400


def test_forged_and_expired_links_lead_nowhere(client):
    subscription = subscribe()
    request = SubscriptionRequest.objects.create(
        address="a@example.org", query="language=en", language="en", network="n"
    )
    paths = [link_to(row, "en").removeprefix("http://127.0.0.1:8000") for row in (request, subscription)]

    assert [client.get(path).status_code for path in paths] == [200, 200]
    assert client.get(paths[0].replace("confirm", "manage")).status_code == 404
    assert client.post(paths[1][:-2] + "x/").status_code == 404
    assert Subscription.objects.exists()


@pytest.mark.parametrize("name", ["confirm", "leave", "manage"])
def test_personal_pages_are_kept_nowhere(client, name):
    subscription = subscribe()
    request = SubscriptionRequest.objects.create(
        address="a@example.org", query="language=en", language="en", network="n"
    )
    row = {"confirm": request, "leave": subscription, "manage": subscription.reader}[name]

    response = client.get(link_to(row, "en").removeprefix("http://127.0.0.1:8000"))

    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies


# Addresses that do not work


def test_address_rests_after_three_bounces_and_wakes_when_its_owner_confirms():
    subscription = subscribe()
    for _time in range(MOST_BOUNCES):
        subscription.reader.note_bounce()
    release_now()

    assert tell() == []
    request = SubscriptionRequest.objects.create(
        address="reader@example.org", query="language=en", language="en", rhythm="at_once", network="n"
    )
    asking.confirm(request)
    release_now(headline="Another")
    assert [letter.subject for letter in tell()] == ["Another"]
