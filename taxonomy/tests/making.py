"""Factories for terms."""

from itertools import count, cycle, product
from string import ascii_uppercase
from typing import Any

from taxonomy.models import Country, FieldOfWork, MeetingSeries, Recorded, Structure, Term

_numbers = count(1)
_letters = cycle(product(ascii_uppercase, repeat=3))


def make_term(model: type[Term], name: str, **overrides: Any) -> Term:
    number = next(_numbers)
    values: dict[str, Any] = {"name": name, "position": number}
    if model is Country:
        code = "".join(next(_letters))
        values |= {"code": code[1:], "code3": code, "group": Country.Group.PARTICIPATING_STATE}
    if model is Structure:
        values |= {"kind": Structure.Kind.INSTITUTION, "source_name": f"OSCE {name}"}
    return model._default_manager.create(**values | overrides)


def make_field(name: str = "Elections", **overrides: Any) -> FieldOfWork:
    return make_term(FieldOfWork, name, **overrides)


def make_country(name: str = "Moldova", **overrides: Any) -> Country:
    return make_term(Country, name, **overrides)


def make_structure(name: str = "Permanent Council", **overrides: Any) -> Structure:
    return make_term(Structure, name, **overrides)


def make_meeting(name: str = "Summit meetings", **overrides: Any) -> MeetingSeries:
    return make_term(MeetingSeries, name, **overrides)


def change_term(term: Recorded, **values: Any) -> None:
    """Change columns of a row on the record, as a form does."""
    for name, value in values.items():
        setattr(term, name, value)
    term.save()
