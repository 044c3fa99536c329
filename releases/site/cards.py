"""A release as a card in lists. A public text never changes, so its card is rendered once per language."""

from collections import OrderedDict
from threading import Lock

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from releases.reading.editions import Reading

MOST = 5000  # cards in memory, of about 700 bytes each

_kept: "OrderedDict[tuple[object, ...], SafeString]" = OrderedDict()
_lock = Lock()


def card(reading: Reading, *, level: str = "h2", headline_only: bool = False) -> SafeString:
    """Cached, unless it highlights matches."""
    if reading.excerpt or reading.headline != reading.edition.headline:
        return _made(reading, level, headline_only=headline_only)
    key = (*_shown(reading), get_language(), level, headline_only)
    with _lock:
        if (found := _kept.get(key)) is not None:
            _kept.move_to_end(key)
            return found
    made = _made(reading, level, headline_only=headline_only)
    with _lock:
        _kept[key] = made
        if len(_kept) > MOST:
            _kept.popitem(last=False)
    return made


def _shown(reading: Reading) -> tuple[object, ...]:
    """Everything a card shows, including current names of terms."""
    edition = reading.edition
    text = (
        edition.release_id,
        edition.language,
        edition.slug,
        edition.headline,
        edition.lead,
        edition.date,
        edition.type,
    )
    return (*text, *(source.pk for source in reading.sources[:1]), reading.token)


def forget() -> None:
    """For tests that need the template rendered again."""
    with _lock:
        _kept.clear()


def _made(reading: Reading, level: str, *, headline_only: bool) -> SafeString:
    return render_to_string("_card.html", {"reading": reading, "level": level, "headline_only": headline_only})
