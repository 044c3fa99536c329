"""Finds the public texts that a document holds, or comes near to.

Only what readers may still see is looked at: nothing here knows of texts that are not public yet, were removed, or of words that
were erased.
"""

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from releases.language.letters import OPENING, SOFT_HYPHEN, key_of, letters
from releases.models import Edition, EditionFile, EditionQuerySet, EditionWording
from releases.models.clock import database_time
from releases.site.verifying.document import Document, Span
from releases.site.verifying.texts import forms_of, paragraphs_of
from releases.states import Phase

MOST_LINES = 5000
HEADLINE_LINES = 5  # over which a headline may be spread
LONGEST_HEADLINE = 400  # letters
KEYS_AT_ONCE = 2000
MOST_CANDIDATES = 200
MOST_NEAR = 5
MOST_FILES = 20
TELLING_HEADLINE = 15  # letters
NEAR_SHARE = 0.5


@dataclass(frozen=True)
class Match:
    """One public text, and how much of it is in the document."""

    edition: Edition
    at: datetime.datetime
    headline: list[Span]
    text: list[Span]
    missing: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return bool(self.headline and self.text)

    @property
    def ended(self) -> bool:
        """Not whether its end is set: that a correction is due is nobody's business yet."""
        return self.edition.phase(self.at) is Phase.SUPERSEDED

    @property
    def share(self) -> float:
        """Of its paragraphs that are in the document."""
        return 1 - len(self.missing) / max(len(paragraphs_of(self.edition)), 1)


def matches(document: Document) -> list[Match]:
    """The texts that are wholly in the document, oldest first; without any, those that come near, nearest first."""
    at = database_time()
    found = [match(document, edition, at) for edition in candidates(document)]
    if whole := [each for each in found if each.whole]:
        return sorted(whole, key=lambda each: (each.edition.live_from or at, each.edition.pk))
    return sorted(filter(is_near, found), key=lambda each: (-each.share, -each.edition.pk))[:MOST_NEAR]


def is_near(match: Match) -> bool:
    """A headline such as “Statement” alone says nothing."""
    telling = match.headline and len(letters(match.edition.headline)) >= TELLING_HEADLINE
    return bool(telling or match.share >= NEAR_SHARE or (match.headline and match.share))


def match(document: Document, edition: Edition, at: datetime.datetime) -> Match:
    headline = list(document.find(letters(edition.headline)))
    text = next((spans for form in forms_of(edition) if (spans := list(document.find(form)))), [])
    if not letters(edition.lead + edition.body):
        text = headline
    missing = [] if text else [said for said in paragraphs_of(edition) if not document.has(letters(said))]
    return Match(edition, at, headline, text, missing)


def candidates(document: Document) -> list[Edition]:
    """The texts whose headline or first letters begin one of its lines; those that begin so before those merely called so."""
    found: dict[int, None] = {}
    for column, runs in (("body", openings_in), ("lead", openings_in), ("headline", headlines_in)):
        for some in in_batches(runs(document)):
            same = EditionWording.objects.filter(**{f"{column}__in": some})
            found |= dict.fromkeys(public_among(list(same.values_list("pk", flat=True))))
    return list(Edition.objects.filter(pk__in=list(found)[:MOST_CANDIDATES]).defer("notes"))


def public_among(numbers: list[int]) -> Iterator[int]:
    """Asked by number, so that no database walks through all that is public instead."""
    for start in range(0, len(numbers), KEYS_AT_ONCE):
        some = with_a_page().filter(pk__in=numbers[start : start + KEYS_AT_ONCE])
        yield from some.order_by("-pk").values_list("pk", flat=True)


def with_a_page() -> EditionQuerySet:
    """The public history of releases that have a page now; of one that ended, nothing is told."""
    live = Edition.objects.live().exclude(kind=Edition.Kind.REMOVED)
    shown = live.filter(release=OuterRef("release"), language=OuterRef("language"))
    return Edition.objects.readable().exclude(kind=Edition.Kind.REMOVED).filter(Exists(shown))


def in_batches(runs: Iterable[str]) -> Iterator[list[int]]:
    """Their keys. A hyphen at the end of a line may belong to the word or not."""
    keys = {key_of(form) for run in runs for form in (run.replace(SOFT_HYPHEN, ""), run.replace(SOFT_HYPHEN, "-"))}
    numbers = sorted(keys)
    for start in range(0, len(numbers), KEYS_AT_ONCE):
        yield numbers[start : start + KEYS_AT_ONCE]


def openings_in(document: Document) -> Iterator[str]:
    runs = document.runs
    for number in range(min(len(runs), MOST_LINES)):
        following = "".join(runs[number : number + OPENING])
        yield following.replace(SOFT_HYPHEN, "")[:OPENING]
        yield following.replace(SOFT_HYPHEN, "-")[:OPENING]


def headlines_in(document: Document) -> Iterator[str]:
    for number in range(min(len(document.runs), MOST_LINES)):
        run = ""
        for following in document.runs[number : number + HEADLINE_LINES]:
            run += following
            if not 0 < len(run) <= LONGEST_HEADLINE:
                break
            yield run


def published_files(content: bytes) -> list[EditionFile]:
    """The very same bytes, as a file of a public text."""
    digest = hashlib.sha256(content).hexdigest()
    files = EditionFile.objects.filter(
        Q(digest=digest) | Q(preview_digest=digest) | Q(copies__icontains=digest), size__gt=0, edition__in=with_a_page()
    )
    return list(files.select_related("edition").order_by("edition__live_from", "pk")[:MOST_FILES])
