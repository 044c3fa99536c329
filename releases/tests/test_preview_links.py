"""A preview link shows one text to one outsider: nothing else, only for a time, and to nobody without the link."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from releases import steps
from releases.models import Edition, PreviewLink, PreviewOpening, User
from releases.models.record import RecordEntry
from releases.tests.desk import page_in
from releases.tests.making import make_edition, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return make_user(username="anna")


@pytest.fixture
def draft(anna) -> Edition:
    edition = make_edition(headline="Council meets", contacts=[{"name": "Press office"}])
    steps.record_save(edition, anna, created=True)
    return edition


def newsroom(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def give(user: User, edition: Edition, recipient: str = "Ms Expert, University") -> PreviewLink:
    links = reverse("admin:releases_edition_links", args=[edition.pk])
    newsroom(user).post(links, {"recipient": recipient, "days": "7"})
    return PreviewLink.objects.get(recipient=recipient)


def is_dead(link: PreviewLink) -> bool:
    """Whether both page and comment answer like an address that never existed. The 404 page repeats its own address."""
    address, made_up = link.get_absolute_url(), "/preview/made-up/"
    expected = Client().get(made_up).content.decode()
    answers = [Client().get(address), Client().post(address, {"comment": "Hello."})]
    return all(
        answer.status_code == 404 and answer.content.decode().replace(address, made_up) == expected
        for answer in answers
    )


def test_link_shows_the_text_on_the_public_page_to_somebody_without_an_account(anna, draft):
    link = give(anna, draft)

    response = Client().get(link.get_absolute_url())

    assert "<h1>Council meets</h1>" in page_in(response)
    assert "Press office" in page_in(response)
    assert "For Ms Expert, University only" in response.content.decode()


@pytest.mark.promise(10)
def test_page_is_kept_by_no_cache_no_search_engine_and_told_to_no_other_site(anna, draft):
    response = Client().get(give(anna, draft).get_absolute_url())

    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


@pytest.mark.promise(10)
def test_link_shows_the_text_that_it_was_given_for_and_not_what_was_written_later(anna, draft):
    link = give(anna, draft)
    draft.headline = "Secret turn"
    draft.save()
    steps.record_save(draft, anna, created=False)

    page = page_in(Client().get(link.get_absolute_url()))

    assert "Council meets" in page
    assert "Secret turn" not in page


@pytest.mark.promise(10)
def test_link_shows_no_other_text_that_is_not_public(anna, draft):
    hidden = make_edition(headline="Hidden draft", release=draft.release, language="fr")

    assert hidden.headline not in Client().get(give(anna, draft).get_absolute_url()).content.decode()


@pytest.mark.promise(38)
def test_each_opening_is_logged(anna, draft):
    link = give(anna, draft)

    for _ in range(2):
        Client().get(link.get_absolute_url())

    assert PreviewOpening.objects.filter(link=link).count() == 2
    assert "2 times" in newsroom(anna).get(reverse("admin:releases_edition_links", args=[draft.pk])).content.decode()


def test_giving_and_revoking_stand_in_the_record(anna, draft):
    link = give(anna, draft)
    newsroom(anna).post(reverse("admin:releases_edition_revoke_link", args=[draft.pk, link.pk]))

    remarks = list(RecordEntry.objects.filter(edition=draft, by=anna).values_list("remark", flat=True))
    assert remarks[1].startswith("A preview link was created for Ms Expert, University, valid until ")
    assert remarks[2] == "The preview link for Ms Expert, University was revoked."


def test_comment_from_outside_lands_in_the_record_under_the_name_of_the_recipient(anna, draft):
    link = give(anna, draft)

    response = Client(enforce_csrf_checks=True).post(
        link.get_absolute_url(), {"comment": "It was Monday."}, follow=True
    )

    entry = RecordEntry.objects.filter(edition=draft).order_by("pk").last()
    assert entry is not None
    assert (entry.step, entry.by, entry.remark) == ("comment", None, "Ms Expert, University: It was Monday.")
    assert "Your comment has been sent to the newsroom" in response.content.decode()
    page = newsroom(anna).get(reverse("admin:releases_edition_change", args=[draft.pk])).content.decode()
    assert "It was Monday." in page


def revoke(link: PreviewLink, anna: User) -> None:
    newsroom(anna).post(reverse("admin:releases_edition_revoke_link", args=[link.text.edition_id, link.pk]))


def expire(link: PreviewLink, anna: User) -> None:
    PreviewLink.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))


def discard(link: PreviewLink, anna: User) -> None:
    steps.discard(link.text.edition, anna)


def publish(link: PreviewLink, anna: User) -> None:
    edition = link.text.edition
    steps.submit(edition, anna)
    steps.approve(edition, make_user())
    steps.release_now(edition, make_user())


def leave(link: PreviewLink, anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(is_active=False)


@pytest.mark.parametrize("end", [revoke, expire, discard, publish, leave])
@pytest.mark.promise(10)
def test_link_is_dead_once(anna, draft, end):
    link = give(anna, draft)
    assert not is_dead(link)

    end(link, anna)

    assert is_dead(link)


def test_link_lives_on_while_the_text_waits_for_its_hour(anna, draft):
    link = give(anna, draft)
    steps.submit(draft, anna)
    steps.approve(draft, make_user())
    steps.schedule(draft, make_user(), timezone.now() + datetime.timedelta(hours=1))

    assert not is_dead(link)


@pytest.mark.promise(10)
def test_forged_token_opens_nothing(anna, draft):
    token = give(anna, draft).get_absolute_url().split("/")[2]
    key, signature = token.split(":")

    for forged in (key, f"{key}:", f"{key}:{signature[:-1]}", f"{int(key) + 1}:{signature}", f"0{key}:{signature}"):
        assert Client().get(f"/preview/{forged}/").status_code == 404


def test_hostile_name_and_comment_are_inert(anna, draft):
    hostile = "<script>x()</script>"
    link = give(anna, draft, recipient=hostile)
    Client().post(link.get_absolute_url(), {"comment": hostile})

    pages = [
        Client().get(link.get_absolute_url()),
        newsroom(anna).get(reverse("admin:releases_edition_links", args=[draft.pk])),
        newsroom(anna).get(reverse("admin:releases_edition_change", args=[draft.pk])),
    ]

    assert all(hostile not in page.content.decode() for page in pages)


@pytest.mark.parametrize("comment", ["", " ", "x" * 5001])
def test_comment_that_is_empty_or_too_long_is_not_kept(anna, draft, comment):
    link = give(anna, draft)

    assert Client().post(link.get_absolute_url(), {"comment": comment}).status_code == 200
    assert not RecordEntry.objects.filter(step="comment").exists()


def test_no_link_is_given_for_what_is_public_or_by_whoever_does_not_see_the_text(anna, draft):
    url = reverse("admin:releases_edition_links", args=[draft.pk])
    data: dict[str, Any] = {"recipient": "Somebody", "days": "7"}
    viewer = make_user(is_superuser=False)

    assert newsroom(viewer).post(url, data).status_code == 404
    steps.submit(draft, anna)
    steps.approve(draft, make_user())
    steps.release_now(draft, make_user())
    assert newsroom(anna).post(url, data).status_code == 403
    assert not PreviewLink.objects.exists()


def test_link_of_another_edition_is_not_revoked_through_this_one(anna, draft):
    link = give(anna, draft)
    other = make_edition()

    response = newsroom(anna).post(reverse("admin:releases_edition_revoke_link", args=[other.pk, link.pk]))

    assert response.status_code == 404
    assert not is_dead(link)


@pytest.mark.parametrize(("days", "given"), [("0", False), ("1", True), ("30", True), ("31", False), ("-1", False)])
def test_preview_link_lasts_a_month_at_most(anna, draft, days, given):
    newsroom(anna).post(
        reverse("admin:releases_edition_links", args=[draft.pk]), {"recipient": "Ms Expert", "days": days}
    )

    assert PreviewLink.objects.exists() is given
    if given:
        left = PreviewLink.objects.get().expires_at - timezone.now()
        assert round(left / datetime.timedelta(days=1), 2) == int(days)


def test_fifty_comments_come_through_one_link_and_no_more(anna, draft):
    """The holder of a link must not be able to flood the record, which nobody can clear."""
    link, other = give(anna, draft), give(anna, draft, recipient="Mr Other")
    stranger = Client()

    for number in range(51):
        assert stranger.post(link.get_absolute_url(), {"comment": f"Comment {number}"}).status_code == 302
    stranger.post(other.get_absolute_url(), {"comment": "One more."})

    remarks = RecordEntry.objects.filter(step="comment").order_by("pk").values_list("remark", flat=True)
    assert list(remarks) == [
        *(f"Ms Expert, University: Comment {number}" for number in range(50)),
        "Mr Other: One more.",
    ]


def test_comment_of_five_thousand_characters_is_kept(anna, draft):
    link = give(anna, draft)

    Client().post(link.get_absolute_url(), {"comment": "x" * 5000})

    assert RecordEntry.objects.filter(step="comment").count() == 1


def test_comment_is_not_logged_as_an_opening_and_its_response_is_not_cached(anna, draft):
    link = give(anna, draft)

    answers = [Client().post(link.get_absolute_url(), {"comment": comment}) for comment in ("Yes.", "")]

    assert not PreviewOpening.objects.exists()
    for answer in answers:
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
