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
    """With the links to former addresses of releases leading straight to these."""
    return mark_safe(legacy_links.leading_home(html))  # noqa: S308  # only addresses of ours come in, escaped


@register.filter
def instant(moment: datetime.datetime) -> str:
    """To the second in the organisation's zone, as HTML takes it; Django's own format has six decimals, and HTML three at the most."""
    return timezone.localtime(moment).isoformat(timespec="seconds")
