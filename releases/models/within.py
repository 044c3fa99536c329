"""How long a text and how many items of a list may be: limits that a person never meets and a script does.

The form, the import and the model refuse more, with the same numbers; `docs/limits.md` lists them, and a test compares.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.functions import Cast, Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from releases.language.invisible import unseen_in

# Characters.
LONGEST = {"lead": 10_000, "body": 5_000_000, "change_note": 10_000, "notes": 100_000}
LONGEST_ITEM = 200
# Items of a list, and rows that one edition carries.
MOST = {"places": 100, "keywords": 200, "terms": 200, "contacts": 200, "files": 200}
# What is said about a text. The form and the step refuse more.
LONGEST_SAID = {"quotation": 2_000, "suggestion": 2_000, "comment": 10_000}
MOST_SAID = {"comments": 1_000}
# As JSON, with every character escaped: nothing that the validators let pass is longer.
LONGEST_LIST = {name: MOST[name] * (LONGEST_ITEM * 12 + 4) for name in ("places", "keywords")}


def at_most(name: str) -> MaxLengthValidator:
    return MaxLengthValidator(LONGEST[name])


@deconstructible
class ShortList:
    """A list of at most so many short texts."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, value: Any) -> None:
        most = MOST[self.name]
        if len(value) > most:
            raise ValidationError(
                ngettext("At most %(most)d item.", "At most %(most)d items.", most) % {"most": most}, code="too many"
            )
        for item in value:
            if len(str(item)) > LONGEST_ITEM:
                raise ValidationError(
                    _("“%(item)s…” is longer than %(longest)d characters.")
                    % {"item": str(item)[:40], "longest": LONGEST_ITEM},
                    code="too long",
                )
            nothing_unseen(str(item))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ShortList) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


def nothing_unseen(value: str) -> None:
    """Refuses characters that do not show, by name: one of them can turn around the list in which a headline stands."""
    if found := unseen_in(value):
        raise ValidationError(
            _("It contains characters that do not show: %(names)s. Please remove them.") % {"names": ", ".join(found)},
            code="unseen",
        )


def within_limits(name: str) -> models.CheckConstraint:
    """The database’s own limits, for ways of writing that ask no validator."""
    text: Callable[[str], Any] = lambda column: Length(Cast(column, models.TextField()))  # noqa: E731
    bounds = [LessThanOrEqual(Length(column), longest) for column, longest in LONGEST.items()]
    bounds += [LessThanOrEqual(text(column), longest) for column, longest in LONGEST_LIST.items()]
    condition = models.Q(bounds[0])
    for bound in bounds[1:]:
        condition &= models.Q(bound)
    return models.CheckConstraint(condition=condition, name=name)
