"""The context of the page of a release."""

from releases.reading.editions import Reading
from releases.site import citation, sharing
from releases.site.formats import names
from releases.site.pictures import shared
from releases.site.structured_data import news_article
from releases.site.surroundings import Around


def whole_page(reading: Reading, around: Around) -> dict[str, object]:
    """The context of the page; a preview uses it for a text that is not public."""
    edition = reading.edition
    return {
        "reading": reading,
        "edition": edition,
        "around": around,
        "alternates": around.alternates,
        "description": reading.description,
        "picture": shared(reading),
        "share": sharing.links(edition),
        "permanent_address": sharing.permanent_address(edition),
        "citations": citation.of(edition),
        "formats": names.alternates(edition),
        "structured_data": news_article(reading, around),
    }
