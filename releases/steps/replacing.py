"""Replacing words throughout a draft, as one save that the record names."""

from collections.abc import Iterable

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from releases.language.finding import Sought, replaced_in_html, replaced_in_text, texts_of
from releases.models import Edition, User
from releases.record.contents import digest_of
from releases.steps.permissions import may_write_in
from releases.steps.taking import StepRefused, lock, one_at_a_time
from releases.steps.writing import record_save, save_checked

LONGEST_NAMED = 60


def replace_words(
    edition: Edition, by: User, sought: Sought, words: str, parts: Iterable[str], seen: str | None = None
) -> int:
    """In headline, lead or body; if a digest is given, in that text or not at all. Returns how often; nothing is saved if the
    words are not there.
    """
    with one_at_a_time():
        lock(edition)
        if not may_write_in(edition, by):
            raise StepRefused([_("You can replace words only in a draft that you are allowed to edit.")])
        if seen is not None and seen != digest_of(edition):
            raise StepRefused([_("The text has changed since you opened this page. Please read it again.")])
        count = sum(_replace_in(edition, part, sought, words) for part in parts)
        if count:
            save_checked(edition)
            said = {
                "words": Truncator(sought.words).chars(LONGEST_NAMED),
                "with": Truncator(words).chars(LONGEST_NAMED),
            }
            record_save(edition, by, created=False, remark=_("“%(words)s” replaced with “%(with)s”.") % said)
    return count


def _replace_in(edition: Edition, part: str, sought: Sought, words: str) -> int:
    said: str = getattr(edition, part)
    replaced, texts = (replaced_in_html, texts_of(said)) if part == "body" else (replaced_in_text, [said])
    setattr(edition, part, replaced(said, sought, words))
    return sum(len(sought.places_in(text)) for text in texts)
