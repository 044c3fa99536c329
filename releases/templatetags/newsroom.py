import datetime

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from releases.importing import legacy_links
from releases.language import instants
from releases.language.organisation import organisation
from releases.reading.html import rich_text
from releases.site import memento
from releases.site.links import neighbours, related_releases
from releases.site.options import bars, filter_groups, language_options

register = template.Library()
register.filter(rich_text)
register.filter("as_it_stood", memento.address_of)
register.filter("history_of", memento.history_address)
register.simple_tag(filter_groups)
register.simple_tag(language_options)
register.simple_tag(bars)
register.simple_tag(related_releases)
register.simple_tag(neighbours)
register.simple_tag(organisation)


@register.filter
def leading_home(html: SafeString) -> SafeString:
    """Links to former addresses of releases lead straight to the releases."""
    return mark_safe(legacy_links.leading_home(html))  # noqa: S308  # only our own addresses are inserted, escaped


@register.filter
def instant(moment: datetime.datetime) -> str:
    """For programs, see `releases.language.instants`; Django's own ISO format has six decimals, and HTML allows three."""
    return instants.told(moment)


@register.filter
def day_or_time(moment: datetime.datetime) -> str:
    """For people; without a time where only the day is known."""
    return date_format(localtime(moment), "DATE_FORMAT" if instants.is_day(moment) else "DATETIME_FORMAT")
