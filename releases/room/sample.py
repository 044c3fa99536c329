"""A journalist for trying out the room, to whom what is due is opened."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from releases.models import Edition, Journalist, Opening, Outlet, RoomTerms, User
from releases.models.clock import Now
from releases.room.opening import open_to

EMAIL = "journalist@press.example"
TERMS = "Until the hour that stands above a text, you tell nobody of it and publish none of it. Each reading is logged."


@dataclass(frozen=True)
class Sample:
    email: str
    password: str
    openings: list[Opening]


def furnish(by: User) -> Sample | None:
    """None if nothing is due, or if the room is in use already."""
    due = list(Edition.objects.released().filter(live_from__gt=Now()).order_by("pk"))
    if not due or RoomTerms.current() or Journalist.objects.exists():
        return None
    RoomTerms.objects.create(texts={"en": TERMS}, published_by=by)
    password = secrets.token_urlsafe(12)
    outlet, _ = Outlet.objects.get_or_create(name="Daily Example")
    reader = Journalist.objects.create(
        name="Sample Journalist", outlet=outlet, email=EMAIL, password=make_password(password), invited_by=by
    )
    return Sample(EMAIL, password, [made for edition in due for made in open_to(edition, [reader], by)])
