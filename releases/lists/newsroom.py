"""The same search for the newsroom, over editions in any state. Callers first restrict the queryset to what the person may see."""

import re

import numpy as np
from django.conf import settings
from django.db.models import Max, Q

from releases.lists.narrowing import among
from releases.models import Edition, EditionQuerySet
from releases.search import bits
from releases.search.matches import Matches
from releases.search.question import parse
from releases.search.spellings import spellings_in
from releases.search.tables import BLOCK, block_of
from taxonomy import snapshot

_NUMBER = re.compile(r"#?(\d{1,15})(?:\.\d+)?")


def among_all_states(editions: EditionQuerySet, text: str) -> EditionQuerySet:
    """Those of the editions that match the words in their own language, or belong to the release with that number."""
    if found := _NUMBER.fullmatch(text.strip()):
        return editions.filter(Q(release=int(found[1])) | Q(pk__in=_with_words(editions, text).values("pk")))
    return _with_words(editions, text)


def _with_words(editions: EditionQuerySet, text: str) -> EditionQuerySet:
    vocabularies = snapshot.current()
    languages = [code for code, _ in settings.LANGUAGES]
    questions = {language: parse(text, language, spellings_in(language, vocabularies)) for language in languages}
    if not any(question.groups for question in questions.values()):
        return editions
    size = (block_of(Edition.objects.aggregate(last=Max("pk"))["last"] or 0) + 1) * BLOCK
    everything = bits.from_mask(np.ones(size, np.bool_))
    matches = Matches(questions, everything, lambda _language: everything, released=False)
    return among(editions, bits.positions(matches.found_anywhere).tolist())
