"""The places in a text that are offered where there is no caret, since there is no script."""

from django.utils.text import Truncator

from releases.review.standard_texts import words_of
from taxonomy import figures

BEGINNING = 60  # characters by which a block is named


def places_in(body: str) -> list[tuple[int, str]]:
    """After how many blocks, and how the last of these begins; those without words have no name to be chosen by."""
    said = ((number, " ".join(words_of(block).split())) for number, block in enumerate(figures.blocks(body), start=1))
    return [(number, Truncator(words).chars(BEGINNING)) for number, words in said if words]
