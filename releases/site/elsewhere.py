"""A text for readers elsewhere: in feeds, formats of agencies, the API. Addresses are whole, and a picture is one image."""

from django.conf import settings
from django.utils.html import escape

from releases.reading import figures
from releases.reading.editions import Reading
from releases.reading.pictures import ShownFile
from taxonomy import richtext


def html_of(reading: Reading) -> str:
    """Clean HTML."""
    html = richtext.clean(reading.edition.body).replace('href="/', f'href="{settings.SITE_URL}/')
    return figures.filled_in(html, reading.pictures_by_key, _figure)


def _figure(shown: ShownFile) -> str:
    small = shown.file.preview or shown.file.itself
    return (
        f'<figure><img src="{escape(settings.SITE_URL + shown.preview)}" alt="{escape(shown.alternative)}"'
        f' width="{small.width}" height="{small.height}">{shown.caption}</figure>'
    )
