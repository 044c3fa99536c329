"""Journalists, and how they come into the room."""

import secrets
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from releases.models import Edition, Journalist, Opening, Outlet, RoomEntry, RoomSession, RoomTerms, User
from releases.models.room import digest_of_terms
from releases.room import opening, sessions
from releases.tests.making import make_user

PASSWORD = "a long password for readers"
TERMS = "Publish nothing before the hour."
_numbers = count(1)


def make_terms(text: str = TERMS, **others: str) -> RoomTerms:
    return RoomTerms.objects.create(texts={"en": text, **others}, published_by=make_user())


def make_journalist(**overrides: Any) -> Journalist:
    """Admitted, with a password, of an outlet of their own by default."""
    number = next(_numbers)
    outlet = overrides.pop("outlet", f"Daily {number}")
    values = {
        "name": f"Reader {number}",
        "email": f"reader{number}@press.example",
        "outlet": Outlet.objects.get_or_create(name=outlet)[0],
        "invited_by": make_user(),
    }
    return Journalist.objects.create(password=make_password(PASSWORD), **values | overrides)


def opened_to(journalist: Journalist, edition: Edition, by: User | None = None) -> Opening:
    if RoomTerms.current() is None:
        make_terms()
    (made,) = opening.open_to(edition, [journalist], by or make_user())
    return made


def sign_in(client: Client, journalist: Journalist, password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("room-sign-in"), {"email": journalist.email, "password": password, **more})


def accept(client: Client) -> Any:
    terms = RoomTerms.objects.latest("pk")
    shown = {"accept": "on", "version": terms.pk, "digest": digest_of_terms(terms.texts["en"])}
    return client.post(reverse("room-terms"), shown)


def inside(journalist: Journalist, address: str = "127.0.0.1") -> Client:
    """A browser of somebody who signed in, which hashing would make slow in each test, and accepted the terms."""
    if RoomTerms.current() is None:
        make_terms()
    client = Client(REMOTE_ADDR=address)
    secret = secrets.token_urlsafe()
    RoomSession.objects.create(journalist=journalist, digest=sessions.digest(secret))
    client.cookies[sessions.COOKIE] = secret
    if RoomEntry.acceptance(journalist, RoomTerms.objects.latest("pk")) is None:
        accept(client)
    return client


def address_of(made: Opening) -> str:
    return reverse("room-text", args=[made.key])


def log_of(journalist: Journalist | None) -> list[str]:
    """Kinds, oldest first."""
    return list(RoomEntry.objects.filter(journalist=journalist).order_by("pk").values_list("kind", flat=True))
