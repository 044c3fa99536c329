"""Putting a picture into a draft. A save by the person who does it, like any other."""

from django.db.models import Max
from django.utils.translation import gettext as _

from releases.models import Edition, EditionFile, User
from releases.models.within import MOST
from releases.steps.permissions import may_write_in
from releases.steps.taking import StepRefused, lock, one_at_a_time
from releases.steps.writing import record_save
from taxonomy import figures


def add_picture(edition: Edition, by: User, file: EditionFile, after: int | None) -> None:
    """A new file of the edition, after so many blocks of its text, or in none of its places."""
    with one_at_a_time():
        _lock_for_writing(edition, by)
        last = edition.files.aggregate(last=Max("position"))["last"]
        if edition.files.count() >= MOST["files"]:
            raise StepRefused([_("It has too many files.")])
        if file.is_lead:
            edition.files.filter(is_lead=True).update(is_lead=False)
        file.edition, file.position = edition, 0 if last is None else last + 1
        file.save()
        _place(edition, by, file, after)


def place_picture(edition: Edition, by: User, file: EditionFile, after: int | None) -> None:
    """A file that the edition carries already."""
    with one_at_a_time():
        _lock_for_writing(edition, by)
        _place(edition, by, file, after)


def _place(edition: Edition, by: User, file: EditionFile, after: int | None) -> None:
    if after is not None:
        edition.body = figures.placed(edition.body, file.key, after)
        edition.save()
    record_save(edition, by, created=False, remark=_("Picture: %(name)s.") % {"name": file.name})


def _lock_for_writing(edition: Edition, by: User) -> None:
    lock(edition)
    if not may_write_in(edition, by):
        raise StepRefused([_("You can put pictures only into a draft that you are allowed to edit.")])
