"""What the text of a draft already says: its terms with their evidence, its dateline, and the contacts of such releases."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser

from releases.language import datelines, dates
from releases.models import Contact, Edition, User
from releases.models.carried import CarriedTerms, carried_terms
from releases.tagging import learned
from releases.tagging.archive import said_by, terms_of
from releases.tagging.features import Said, features_of
from releases.tagging.learned import Learned
from releases.tagging.names import Name, key_of, names_in
from taxonomy import snapshot
from taxonomy.models.terms import Term
from taxonomy.snapshot import Vocabularies

MOST_TERMS = 5  # of each vocabulary
MOST_LIKES = 3
LIKES_LOOKED_AT = 30  # some may be withdrawn since, or not for this person
MOST_CONTACTS = 3
MOST_EARLIER = 3
RECENT_RELEASES = 100  # of the same sources, whose contacts are offered


@dataclass(frozen=True)
class SuggestedTerm:
    """`chance` is None where only the name speaks for it. `named`: the name stands in the sentence."""

    part: CarriedTerms
    term: Term
    chance: float | None
    sentence: str
    named: bool
    likes: list[Edition] = field(default_factory=list)

    @property
    def percent(self) -> int | None:
        return None if self.chance is None else round(self.chance * 100)


@dataclass(frozen=True)
class SuggestedDateline:
    places: list[str]
    date: datetime.date | None


@dataclass(frozen=True)
class Earlier:
    """An earlier release that a sentence speaks of, or that was about the same meeting."""

    edition: Edition
    sentence: str


@dataclass(frozen=True)
class Suggestions:
    terms: list[SuggestedTerm]
    dateline: SuggestedDateline | None
    contacts: list[Contact]
    earlier: list[Earlier]
    about: dict[str, object]

    def __bool__(self) -> bool:
        return bool(self.terms or self.dateline or self.contacts or self.earlier)


def suggestions_for(edition: Edition, person: User) -> Suggestions:
    """Of public releases alone, and of these only what the person may see."""
    model = learned.current()
    return Suggestions(
        terms_for(edition, person, model),
        dateline_for(edition),
        contacts_for(edition, person),
        earlier_for(edition, person),
        model.about if model else {},
    )


# Terms


def terms_for(edition: Edition, person: User, model: Learned | None) -> list[SuggestedTerm]:
    vocabularies, said = snapshot.current(), said_by(edition)
    sentences = [(sentence, Counter(features_of(sentence, said.language))) for sentence in said.sentences()]
    named = names_in("\n".join(sentence for sentence, _features in sentences), edition.language, vocabularies)
    features = said.features()
    chances = model.model.chances(features, frozenset(named)) if model else {}
    chosen = terms_of([edition.pk], vocabularies).get(edition.pk, set())
    found = []
    for part in carried_terms().values():
        offered = _offered(part, chances, named, model, chosen, vocabularies)
        for term, key in offered[:MOST_TERMS]:
            sentence = _sentence_for(key, sentences, named, model)
            likes = _likes(model, said, key, edition, person) if model else []
            found.append(SuggestedTerm(part, term, chances.get(key), sentence, key in named, likes))
    return found


def _offered(
    part: CarriedTerms,
    chances: dict[str, float],
    named: dict[str, Name],
    model: Learned | None,
    chosen: set[str],
    vocabularies: Vocabularies,
) -> list[tuple[Term, str]]:
    """Terms of one vocabulary by their chance; those that the model does not know, if their name stands in the text."""
    threshold = model.model.threshold if model else 1.0
    vocabulary = getattr(vocabularies, part.vocabulary)
    likely = {key: chance for key, chance in chances.items() if chance >= threshold}
    likely |= {key: threshold for key in named if key not in chances}
    keys = {key_of(part.name, term.pk): term for term in vocabulary}
    offered = [(keys[key], key) for key in likely if key in keys and key not in chosen]
    return sorted(offered, key=lambda pair: -likely[pair[1]])


def _sentence_for(
    key: str, sentences: list[tuple[str, Counter[str]]], named: dict[str, Name], model: Learned | None
) -> str:
    """The first one with the name, or the one whose words speak for it most."""
    if key in named:
        return next((one for one, said in sentences if _stands_in(named[key], said)), "")
    if model is None or not sentences:
        return ""
    sentence, _said = max(sentences, key=lambda pair: model.model.evidence(dict(pair[1]), key))
    return sentence


def _stands_in(name: Name, said: Counter[str]) -> bool:
    """Whether the stems of the name, and each pair of them, are in the sentence."""
    stems = {feature.partition(":")[2] for feature in said}
    return stems.issuperset(name) and all(f"{one} {other}" in stems for one, other in pairwise(name))


def _likes(model: Learned, said: Said, key: str, edition: Edition, person: User) -> list[Edition]:
    """As the archive is now: what is listed, still carries the term, and is visible to the person."""
    numbers = model.like(said.features(), key, LIKES_LOOKED_AT)
    listed = Edition.objects.visible_to(person).listed().filter(release__in=numbers, language=edition.language)
    by_release = {
        other.release_id: other for other in listed.defer("body", "notes") if other.release_id != edition.release_id
    }
    carried = terms_of([other.pk for other in by_release.values()], snapshot.current())
    found = (by_release[number] for number in numbers if number in by_release)
    return [other for other in found if key in carried.get(other.pk, set())][:MOST_LIKES]


# The dateline


def dateline_for(edition: Edition) -> SuggestedDateline | None:
    """Only what differs from what the edition says."""
    first = LexborHTMLParser(edition.body).css_first("p")
    found = datelines.parse(" ".join(first.text().split())) if first else None
    if found is None:
        return None
    date = _day(found.date)
    date = date if date and date != edition.date else None
    known = {place.casefold() for place in edition.places}
    places = [_as_a_name(place) for place in found.places]
    places = [] if all(place.casefold() in known for place in places) else places
    return SuggestedDateline(places, date) if places or date else None


def _day(iso_date: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(iso_date)
    except ValueError:
        return None  # the dateline has no year, or names a day that does not exist


def _as_a_name(place: str) -> str:
    """Datelines shout; lists of places do not."""
    return place.title() if place.isupper() and len(place) > SHORTEST_NAME else place


SHORTEST_NAME = 3


# Contacts, and earlier releases


def contacts_for(edition: Edition, person: User) -> list[Contact]:
    """Those most often named by the newest releases of the same sources."""
    sources = list(edition.sources.values_list("pk", flat=True))
    if not sources:
        return []
    listed = Edition.objects.visible_to(person).listed().filter(sources__in=sources, language=edition.language)
    newest = list(listed.order_by("-date", "-pk").values_list("pk", flat=True)[:RECENT_RELEASES])
    own = {name.casefold() for name in edition.contacts.values_list("name", flat=True)}
    rows = [row for row in Contact.objects.filter(edition__in=newest).order_by("-pk") if row.name.casefold() not in own]
    often = Counter(row.name.casefold() for row in rows)
    latest = {row.name.casefold(): row for row in reversed(rows)}
    return [latest[name] for name, _count in often.most_common(MOST_CONTACTS)]


def earlier_for(edition: Edition, person: User) -> list[Earlier]:
    """Releases of a day that a sentence names, which share words with it; and that of the same meeting before."""
    listed = Edition.objects.visible_to(person).listed().filter(language=edition.language)
    listed = listed.exclude(release=edition.release_id).filter(date__lt=edition.date).defer("body", "notes")
    found: dict[int, Earlier] = {}
    for sentence in list(said_by(edition).sentences())[2:]:
        for day in dates_in(sentence):
            same_day = listed.filter(date=day)[:20] if day < edition.date else []
            for other in _speaking_of(sentence, same_day):
                found.setdefault(other.release_id, Earlier(other, sentence))
    meetings = list(edition.meetings.values_list("pk", flat=True))
    if meetings and (last := listed.filter(meetings__in=meetings).order_by("-date", "-pk").first()):
        found.setdefault(last.release_id, Earlier(last, ""))
    return list(found.values())[:MOST_EARLIER]


def dates_in(sentence: str) -> list[datetime.date]:
    """Days written out with their year."""
    words = sentence.split()
    found = []
    for place in range(len(words)):
        for length in (3, 4):
            written = dates.parse(" ".join(words[place : place + length]).strip(".,;:()"))
            day = _day(written.iso) if written else None
            if day and day not in found:
                found.append(day)
    return found


def _speaking_of(sentence: str, editions: Iterable[Edition]) -> list[Edition]:
    """Those with two words of their headline in the sentence."""
    said = {feature for feature in features_of(sentence, "") if " " not in feature and len(feature) > 4}
    return [
        edition
        for edition in editions
        if len(said & {feature for feature in features_of(edition.headline, "") if " " not in feature}) >= 2
    ]
