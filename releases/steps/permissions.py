"""Who may take a step, whatever the edition's state."""

from releases.models import Edition, User
from releases.models.access import CHANGE
from releases.steps import table
from releases.steps.table import Step


def permits(edition: Edition, step: Step, by: User | None) -> bool:
    """Whether the person may take the step. None stands for an import, which may take only its own steps."""
    if by is None:
        return step in table.TAKEN_BY_IMPORTS
    if step is table.BREAK_GLASS:
        return by.has_perm(step.permission)  # it is for people who cannot see the edition
    if step is table.REMARK:
        return by.has_perm(step.permission) and edition.is_visible_to(by)
    return edition.allows(step.permission, by)


def may_write_in(edition: Edition, by: User) -> bool:
    """Whether this person may edit the text now."""
    return edition.state in table.SUBMIT.sources and edition.allows(CHANGE, by)
