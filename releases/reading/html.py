"""Sanitised HTML, safe to output."""

from django.utils.safestring import SafeString, mark_safe

from releases.charts.texts import with_charts
from taxonomy import richtext


def rich_text(html: str, language: str = "") -> SafeString:
    """Cleaned again on output, so that no way into the database is a way into the page.

    With the language of the text, its tables are drawn where they ask for it.
    """
    clean = mark_safe(richtext.clean(html))  # noqa: S308  # this is the one place that may say so
    return with_charts(clean, language) if language else clean
