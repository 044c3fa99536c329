"""Where the requests for clearance of an edition stand, by what was said and by the clock."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases.language.instants import in_words
from releases.models import Clearance, ClearanceWord, Edition
from releases.models.clearance import AGREED, ANSWERS, CALLED_OFF, Silence


class Standing(StrEnum):
    WAITING = "waiting"
    AGREED = "agreed"
    OBJECTED = "objected"
    SILENCE_CONSENTS = "silence_consents"
    SILENCE_OBJECTS = "silence_objects"
    CALLED_OFF = "called_off"

    @property
    def label(self) -> Promise:
        return LABELS[self]

    @property
    def holds_up(self) -> bool:
        return self in (Standing.WAITING, Standing.OBJECTED, Standing.SILENCE_OBJECTS)


LABELS = {
    Standing.WAITING: gettext_lazy("has not spoken yet"),
    Standing.AGREED: gettext_lazy("agrees"),
    Standing.OBJECTED: gettext_lazy("objects"),
    Standing.SILENCE_CONSENTS: gettext_lazy("silent: counts as consent"),
    Standing.SILENCE_OBJECTS: gettext_lazy("silent: counts as objection"),
    Standing.CALLED_OFF: gettext_lazy("called off"),
}


@dataclass
class Request:
    """A request with the words on it, in order."""

    clearance: Clearance
    words: list[ClearanceWord] = field(default_factory=list)

    @property
    def answer(self) -> ClearanceWord | None:
        """The last word that settles it; what was called off stays so."""
        answers = [word for word in self.words if word.entry.step in ANSWERS]
        called_off = [word for word in answers if word.entry.step == CALLED_OFF]
        settling = called_off or answers
        return settling[-1] if settling else None

    def standing(self, now: datetime.datetime) -> Standing:
        if self.answer is not None:
            if self.answer.entry.step == CALLED_OFF:
                return Standing.CALLED_OFF
            return Standing.AGREED if self.answer.entry.step == AGREED else Standing.OBJECTED
        if now < self.clearance.due_at:
            return Standing.WAITING
        consents = self.clearance.silence == Silence.CONSENT
        return Standing.SILENCE_CONSENTS if consents else Standing.SILENCE_OBJECTS

    def in_the_way(self, now: datetime.datetime) -> str:
        """Why it keeps the text from being approved, as a sentence; empty if it does not."""
        told = {"who": str(self.clearance), "at": in_words(self.clearance.due_at)}
        return {
            Standing.WAITING: _("%(who)s can still speak until %(at)s.") % told,
            Standing.OBJECTED: _("%(who)s objects.") % told,
            Standing.SILENCE_OBJECTS: _("%(who)s has not spoken by %(at)s; silence counts as objection.") % told,
        }.get(self.standing(now), "")


def requests_about(edition: Edition) -> list[Request]:
    """Two queries."""
    asked = Clearance.objects.filter(edition=edition).select_related("entry__by", "person", "department")
    requests = {clearance.pk: Request(clearance) for clearance in asked.order_by("pk")}
    if requests:
        words = ClearanceWord.objects.filter(clearance__in=requests).select_related("entry__by")
        for word in words.order_by("pk"):
            requests[word.clearance_id].words.append(word)
    return list(requests.values())


def in_the_way(requests: Iterable[Request], now: datetime.datetime) -> tuple[str, ...]:
    return tuple(sentence for request in requests if (sentence := request.in_the_way(now)))
