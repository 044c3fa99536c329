"""What an import remembers of words, so that it asks only once where each is filed and whether the lexicon has it."""

from collections.abc import Iterable
from itertools import islice

from django.db import transaction

from releases.models import Erasure
from releases.search import lexicon
from releases.search.filing import filed
from releases.search.words import stem


class RememberedWords:
    """Of one run: the first words, which are the frequent ones. They are in the lexicon, since the transactions that entered them have
    been committed; an erasure, the only thing that takes words out of it, makes the run begin anew.
    """

    MOST = 150_000

    def __init__(self) -> None:
        # By language, with the length of the stem if the word begins with it, as most do.
        self._words: dict[str, dict[str, int]] = {}
        self._erasures = 0

    def __len__(self) -> int:
        return sum(map(len, self._words.values()))

    def catch_up(self) -> None:
        """Call in each transaction, before anything else."""
        erasures = Erasure.objects.filter(state=Erasure.State.DONE).count()
        if erasures != self._erasures:
            self._words, self._erasures = {}, erasures

    def places(self, language: str, words: Iterable[str]) -> list[str]:
        """Where they are filed."""
        known = self._words.get(language, {})
        return [
            f"{word[:length]}\t{word[length:]}" if (length := known.get(word, 0)) else filed(word, language)
            for word in words
        ]

    def enter(self, language: str, words: Iterable[str]) -> None:
        """Those that are not in the lexicon yet."""
        known = self._words.get(language, {})
        new = [word for word in words if word not in known]
        if new:
            lexicon.enter(language, new)
            transaction.on_commit(lambda: self._add(language, new))

    def _add(self, language: str, words: list[str]) -> None:
        left = self.MOST - len(self)
        known = self._words.setdefault(language, {})
        known.update((word, _length(word, language)) for word in islice(words, max(left, 0)))


def _length(word: str, language: str) -> int:
    short = stem(word, language)
    return len(short) if word.startswith(short) else 0
