"""The results of a search as cards, with what was found highlighted. What of a card the words do not touch is kept."""

import json
from collections.abc import Mapping, Sequence

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from releases.lists.excerpts import Marker
from releases.models import Edition
from releases.models.prepared import Prepared
from releases.reading.editions import readings
from releases.search.question import Question
from releases.search.words import plain_text
from releases.site import pieces
from releases.site.cards import Wanted, around, put_together, shortened
from taxonomy.snapshot import Vocabularies

KIND = "result"


class Results:
    """Of a question that was asked in each language."""

    def __init__(self, questions: Mapping[str, Question], vocabularies: Vocabularies) -> None:
        self.questions, self.vocabularies = questions, vocabularies

    def cards(self, ids: Sequence[int]) -> list[SafeString]:
        """In this order, without those that are no longer listed. One query if all are kept."""
        found = pieces.of_listed({(pk, KIND) for pk in ids}, self.vocabularies, self._made)
        return [self._card(**json.loads(found[pk, KIND])) for pk in ids if (pk, KIND) in found]

    def _made(self, missing: set[pieces.Wanted]) -> dict[pieces.Wanted, str]:
        editions = Edition.objects.listed().filter(pk__in={pk for pk, _ in missing})
        return {
            (reading.edition.pk, KIND): json.dumps(
                {
                    "frame": around(reading, Wanted(())),
                    "language": reading.edition.language,
                    "headline": reading.edition.headline,
                    "lead": reading.edition.lead,
                    "text": " ".join(plain_text(reading.edition.body).split()),
                },
                ensure_ascii=False,
            )
            for reading in readings(editions, self.vocabularies, "sources", "files")
        }

    def _card(self, *, frame: tuple[str, str], language: str, headline: str, lead: str, text: str) -> SafeString:
        """Matches are highlighted by the rules of the text's language."""
        if language not in self._markers:
            self._markers[language] = Marker(self.questions[language], language)
        marker = self._markers[language]
        return put_together(frame, marker.marked(headline), marker.excerpt(lead, text) or shortened(lead))

    @cached_property
    def _markers(self) -> dict[str, Marker]:
        return {}


LISTED = Prepared(lambda ids: Edition.objects.listed().filter(pk__in=ids).values_list("pk"), by_id=True)


def marked(cards: Mapping[int, bytes], ids: Sequence[int]) -> list[bytes]:
    """Those cards in this order whose releases are listed now. One query."""
    listed = {pk for (pk,) in LISTED.rows(ids=list(ids))} if ids else set()
    return [cards[pk] for pk in ids if pk in listed]
