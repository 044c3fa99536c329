"""What changed in public: corrections, updates, withdrawals and removals by the month in which they came; and translations whose source
has changed since.
"""

from django.db.models import Count
from django.db.models.functions import TruncMonth

from releases.counting.span import Span, month_of, summed
from releases.lists.selection import ALL_LANGUAGES
from releases.models import Edition, EditionQuerySet

KINDS = (Edition.Kind.CORRECTION, Edition.Kind.UPDATE, Edition.Kind.WITHDRAWN, Edition.Kind.REMOVED)


def in_language(editions: EditionQuerySet, language: str) -> EditionQuerySet:
    return editions if language == ALL_LANGUAGES else editions.filter(language=language)


def became_public(span: Span) -> EditionQuerySet:
    """Texts of which the first instant in public lies in the span."""
    public = Edition.objects.live_or_past().filter(live_from__gte=span.begins, live_from__lt=span.ends)
    return in_language(public, span.language)


def changes(span: Span) -> dict[str, dict[str, int]]:
    """By kind, and by month or year. One query."""
    rows = (
        became_public(span)
        .filter(kind__in=KINDS)
        .order_by()
        .values_list("kind", TruncMonth("live_from"))
        .annotate(count=Count("pk"))
    )
    counted: dict[str, dict[int, int]] = {kind: {} for kind in KINDS}
    for kind, month, count in rows:
        counted[kind][month_of(month)] = count
    return {kind: summed(by_month, span, years=span.by_year) for kind, by_month in counted.items()}


def translations_behind() -> dict[str, int]:
    """Now, by language. One query."""
    changed = Edition.objects.live_or_past().filter(number__gt=1)
    behind = Edition.objects.listed().behind(changed).order_by()
    return dict(behind.values_list("language").annotate(count=Count("pk")))
