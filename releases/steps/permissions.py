"""Whose a step is to take, whatever the edition is going through."""

from releases.models import Edition, User
from releases.models.access import CHANGE
from releases.steps import table
from releases.steps.table import Step


def permits(edition: Edition, step: Step, by: User | None) -> bool:
    """Whether the step is this person's to take. Nobody in particular may only do what an import does."""
    if by is None:
        return step in table.TAKEN_BY_IMPORTS
    if step is table.BREAK_GLASS:
        return by.has_perm(step.permission)  # it is taken because one cannot see
    if step is table.REMARK:
        return by.has_perm(step.permission) and edition.is_visible_to(by)
    return edition.allows(step.permission, by)


def may_write_in(edition: Edition, by: User) -> bool:
    """Whether this person may change the text now."""
    return edition.state in table.SUBMIT.sources and edition.allows(CHANGE, by)
