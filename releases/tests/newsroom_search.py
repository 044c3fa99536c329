"""What the newsroom's search finds."""

from releases.lists.newsroom import Visible
from releases.models import Edition, User
from releases.tests.making import make_user


def found_in_any_state(words: str, person: User | None = None) -> set[Edition]:
    """By somebody who may see everything, unless a person is given."""
    visible = Visible(person or make_user())
    matching = visible.with_words(words)
    assert matching is not None
    return set(Edition.objects.filter(pk__in=visible.texts.ids[matching].tolist()))
