"""What people searched for in vain."""

from django.db.models import Sum

from releases.counting.span import Span
from releases.lists.selection import ALL_LANGUAGES
from releases.models import UnansweredSearch

MOST = 50


def unanswered(span: Span) -> dict[str, int]:
    """The words asked for most. One query."""
    rows = UnansweredSearch.objects.filter(day__gte=span.first, day__lte=span.last)
    if span.language != ALL_LANGUAGES:
        rows = rows.filter(language=span.language)
    summed = rows.order_by().values_list("words").annotate(times=Sum("count"))
    return dict(summed.order_by("-times", "words")[:MOST])
