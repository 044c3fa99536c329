import datetime

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from releases.importing import legacy_links
from releases.reading.html import rich_text
from releases.site.cards import card
from releases.site.options import bars, checkboxes

register = template.Library()
register.filter(rich_text)
register.simple_tag(card)
register.simple_tag(checkboxes)
register.simple_tag(bars)


@register.filter
def leading_home(html: SafeString) -> SafeString:
    """Links to former addresses of releases lead straight to the releases."""
    return mark_safe(legacy_links.leading_home(html))  # noqa: S308  # only our own addresses are inserted, escaped


@register.filter
def instant(moment: datetime.datetime) -> str:
    """In the organisation's zone with seconds, valid for HTML's datetime; Django's ISO format has six decimals, HTML allows three."""
    return timezone.localtime(moment).isoformat(timespec="seconds")
