"""People mentioned in a comment, as in “@anna, is this right?”: only those who may see the edition are found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from releases.models import Edition, User

HANDLE = re.compile(r"(?<![\w@.])@([\w.@+-]+)")
MOST_MENTIONED = 20
MOST_OFFERED = 10


@dataclass(frozen=True)
class Mentions:
    people: list[User]
    unknown: list[str]


def mentions_in(said: str, edition: Edition) -> Mentions:
    people: dict[int, User] = {}
    unknown = []
    for handle in list(dict.fromkeys(HANDLE.findall(said)))[:MOST_MENTIONED]:
        person = _person(handle, edition)
        if person:
            people[person.pk] = person
        else:
            unknown.append(handle.rstrip(".+-@"))
    return Mentions(list(people.values()), unknown)


def people_for(edition: Edition, letters: str) -> list[User]:
    """Some of those who may see it, by the beginning of one of their names."""
    begins = Q(username__istartswith=letters) | Q(first_name__istartswith=letters) | Q(last_name__istartswith=letters)
    return list(_seeing(edition, User.objects.filter(begins).order_by("last_name", "username")))


def _person(handle: str, edition: Edition) -> User | None:
    """A full stop at the end may belong to the name or to the sentence."""
    for name in (handle, handle.rstrip(".+-@")):
        if len(found := list(_seeing(edition, User.objects.filter(username__iexact=name)))) == 1:
            return found[0]
    return None


def _seeing(edition: Edition, people: QuerySet[User]) -> Iterator[User]:
    count = 0
    for person in people.filter(is_active=True, is_staff=True).iterator():
        if count < MOST_OFFERED and edition.is_visible_to(person):
            count += 1
            yield person
