"""Links to other releases at the end of a release, as HTML; everything in it is escaped."""

import datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from releases.site.addresses import address_of
from releases.site.beside import Beside, Link


def related_releases(beside: Beside) -> SafeString:
    """Those with terms in common, and which; empty if there are none."""
    if not beside.related:
        return SafeString("")
    common = escape(_("In common:"))
    lines = [
        f'<li><a href="{escape(link.address)}">{escape(link.headline)}</a>\n'
        f'<span class="facts">{day(link.date)}\n<span>{common} {escape(", ".join(link.shared))}</span></span></li>\n'
        for link in beside.related
    ]
    heading = escape(_("Related releases"))
    return mark_safe(  # noqa: S308  # made of what is escaped
        f'<section aria-labelledby="related">\n<h2 id="related">{heading}</h2>\n'
        f'<ul class="related">\n{"".join(lines)}</ul>\n</section>\n'
    )


def neighbours(beside: Beside) -> SafeString:
    """The next newer and older one."""
    if not (beside.newer or beside.older):
        return SafeString("")
    label, releases, newer, older = _("In the list"), _("Releases"), _("Newer:"), _("Older:")
    return mark_safe(  # noqa: S308  # made of what is escaped
        f'<nav class="neighbours" aria-label="{escape(label)}">\n'
        f'<p class="list"><a href="{escape(address_of("release-list"))}">{escape(releases)}</a></p>\n'
        f"{_neighbour(newer, beside.newer)}{_neighbour(older, beside.older)}</nav>\n"
    )


def _neighbour(label: str, link: Link | None) -> str:
    if link is None:
        return ""
    address, headline = escape(link.address), escape(link.headline)
    return f'<p><span class="note">{escape(label)}</span>\n<a href="{address}">{headline}</a></p>\n'


def day(date: datetime.date) -> str:
    """A day in the language of the page, and for programs."""
    return _day(date, get_language())


@lru_cache(20_000)
def _day(day: datetime.date, language: str | None) -> str:
    return f'<time datetime="{day.isoformat()}">{escape(date_format(day, "DATE_FORMAT"))}</time>'
