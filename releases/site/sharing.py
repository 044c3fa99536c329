"""Plain links for sharing a release. No third party is contacted before a reader follows one."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from releases.models import Edition


def permanent_address(edition: Edition) -> str:
    """The permanent address, in the edition's language."""
    with translation.override(edition.language):
        return settings.SITE_URL + reverse("release-number", args=[edition.release_id])


def links(edition: Edition) -> list[tuple[str, str]]:
    """Names and addresses."""
    headline, address = edition.headline, permanent_address(edition)
    # Mail programs do not decode + as a space.
    mail = urlencode({"subject": headline, "body": address}).replace("+", "%20")
    return [
        (_("E-mail"), f"mailto:?{mail}"),
        ("Facebook", "https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": address})),
        ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?" + urlencode({"url": address})),
        ("Telegram", "https://t.me/share/url?" + urlencode({"url": address, "text": headline})),
        ("X", "https://x.com/intent/post?" + urlencode({"url": address, "text": headline})),
    ]
