"""What a member of the newsroom may see and search: texts of any state, as arrays.

`Edition.objects.visible_to` decides. It answers for all texts that are not public; of public ones, which are nearly
all, it is answered here from memory, and a test compares the two.
"""

from functools import cached_property

import numpy as np
from django.db.models import Exists, OuterRef, Q

from releases.lists import texts
from releases.lists.columns import ids_of
from releases.lists.texts import LANGUAGES
from releases.models import Edition, EditionQuerySet, EditionSource, NamedPerson, RecordEntry, User
from releases.models.access import VIEW
from releases.search import bits
from releases.search.bits import Bits, Mask, Positions
from releases.search.matches import Matches
from releases.search.question import Question, parse
from releases.search.spellings import spellings_in
from releases.search.tables import BLOCK, block_of
from releases.states import State
from taxonomy import snapshot


class Visible:
    """The texts that a person may see, at one instant by the database's clock."""

    def __init__(self, person: User) -> None:
        self.person = person
        released, self.now = texts.released()
        self.epoch = released.epoch
        public = released.public(self.now)
        if person.reach is not None:
            public = public.where(np.isin(public.ids, self._within_reach(person.reach)))
        self.texts = (
            texts.joined([public, texts.read(self._not_public())]) if person.has_perm(VIEW) else texts.nothing()
        )

    def _not_public(self) -> EditionQuerySet:
        to_come = Q(state=State.RELEASED, live_from__gt=texts.instant(self.now))
        in_work = Q(state__in=[state for state in State if state != State.RELEASED])
        return Edition.objects.visible_to(self.person).filter(in_work | to_come)

    def _within_reach(self, reach: frozenset[int]) -> Positions:
        """Public texts that they see although they are limited to structures."""
        sources = EditionSource.objects.all()
        own = RecordEntry.objects.writing().filter(by=self.person)
        without = own.filter(~Exists(sources.filter(content_object=OuterRef("edition"))))
        named = NamedPerson.objects.filter(user=self.person)
        return np.concatenate([
            ids_of(sources.filter(tag__in=reach), "content_object"), ids_of(without, "edition"), ids_of(named, "edition"),
        ])  # fmt: skip

    # Words

    def with_words(self, text: str) -> Mask | None:
        """Which of the texts match, each in its own language; None if the query asks for nothing."""
        questions = self._questions(text)
        if not any(question.groups for question in questions.values()):
            return None
        matches = Matches(questions, self._all, self._in_language, released=False)
        return bits.to_mask(matches.found_anywhere)[self.texts.ids]

    @staticmethod
    def _questions(text: str) -> dict[str, Question]:
        vocabularies = snapshot.current()
        return {language: parse(text, language, spellings_in(language, vocabularies)) for language in LANGUAGES}

    @cached_property
    def _all(self) -> Bits:
        return bits.from_positions(self.texts.ids, self._size)

    def _in_language(self, language: str) -> Bits:
        chosen = self.texts.languages == texts.code(language, LANGUAGES)
        return bits.from_positions(self.texts.ids[chosen], self._size)

    @property
    def _size(self) -> int:
        return (block_of(int(self.texts.ids.max(initial=0))) + 1) * BLOCK
