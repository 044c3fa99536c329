"""A release as plain text, as it could be read out or sent in a letter."""

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from releases.reading.editions import Reading
from releases.reading.text import with_addresses
from releases.site.sharing import permanent_address


def text_of(reading: Reading) -> str:
    """In the language of the edition: type and date, headline, what was said of it since, lead, text, contacts, and where it stands."""
    edition = reading.edition
    with translation.override(edition.language):
        number = _("Release %(number)s, edition %(edition)s") % {
            "number": edition.release_id,
            "edition": edition.number,
        }
        parts = [
            f"{edition.get_type_display()}, {date_format(edition.date)}",
            edition.headline,
            f"{edition.get_kind_display().upper()}: {edition.change_note}" if edition.change_note else "",
            f"{_('Words were removed from this text')}: {edition.erasure_note}" if edition.erasure_note else "",
            edition.lead,
            with_addresses(reading.body_in_words, settings.SITE_URL),
            *map(_contact, reading.contacts),
            ", ".join(term.source_label for term in reading.sources),
            f"{number}: {permanent_address(edition)}",
        ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _contact(contact: dict[str, str]) -> str:
    return "\n".join(filter(None, (contact.get(name, "") for name in ("name", "role", "phone", "email"))))
