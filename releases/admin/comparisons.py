"""Compares any two texts of a release: editions, and saved texts between them. An earlier text can be restored."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from releases import steps
from releases.admin.editor import editor_of
from releases.admin.situations import situation
from releases.admin.text_parts import may_write
from releases.admin.visibility import visible
from releases.language.instants import in_zone
from releases.models import Edition, SavedText
from releases.models.record import KEPT_ASIDE
from releases.reading.contents import reading_of
from releases.record import canonical
from releases.record.canonical import Content
from releases.record.contents import contents_of
from releases.review import comparison
from releases.site.requests import vocabularies_of
from releases.steps import StepRefused

INLINE, SIDE_BY_SIDE = "inline", "side"


@dataclass(frozen=True)
class ComparableText:
    """A text that can be compared, and its name in the query."""

    key: str
    label: str
    edition: Edition
    saved: SavedText | None = None

    def content(self) -> Content:
        return self.saved.content if self.saved else contents_of([self.edition])[self.edition.pk]


def key_of_edition(edition: Edition) -> str:
    return f"edition-{edition.pk}"


def key_of_saved(pk: int) -> str:
    return f"saved-{pk}"


def choices(request: HttpRequest, edition: Edition) -> dict[str, ComparableText]:
    """The release's texts that this person may see, those in the edition's language first, newest first."""
    editions = list(visible(request).filter(release=edition.release_id).defer("body").order_by("language", "-number"))
    editions.sort(key=lambda other: other.language != edition.language)
    saved: dict[int, list[SavedText]] = {}
    texts = SavedText.objects.filter(edition__in=editions).select_related("entry__by").defer("content")
    for text in texts.order_by("-pk"):
        saved.setdefault(text.edition_id, []).append(text)
    found = []
    for other in editions:
        name = f"{other.get_language_display()} {other.number}"
        found.append(ComparableText(key_of_edition(other), f"{name}: {situation(other)}", other))
        found += [
            ComparableText(key_of_saved(text.pk), f"{name}: {saved_label(text)}", other, text)
            for text in saved.get(other.pk, [])
        ]
    return {choice.key: choice for choice in found}


def saved_label(text: SavedText) -> str:
    said = _("set aside %(time)s by %(name)s") if text.entry.step == KEPT_ASIDE else _("saved %(time)s by %(name)s")
    by = text.entry.by
    return said % {"time": in_zone(text.entry.at), "name": (by.get_full_name() or by.get_username()) if by else "–"}


def compare_view(request: HttpRequest, edition: Edition, around: dict[str, Any]) -> HttpResponse:
    offered = choices(request, edition)
    before, after = chosen(request, edition, offered)
    vocabularies = vocabularies_of(request)
    found = comparison.between(reading_of(before.content(), vocabularies), reading_of(after.content(), vocabularies))
    writing = may_write(request, edition)
    context: dict[str, Any] = {
        **around,
        "title": _("Compare two texts"),
        "edition": edition,
        "choices": offered.values(),
        "before": before,
        "after": after,
        "changes": found,
        "view": SIDE_BY_SIDE if request.GET.get("view") == SIDE_BY_SIDE else INLINE,
        "restorable": [text.saved for text in (before, after) if writing and text.saved and text.edition == edition],
    }
    return TemplateResponse(request, "admin/releases/edition/compare.html", context)


def chosen(
    request: HttpRequest, edition: Edition, offered: dict[str, ComparableText]
) -> tuple[ComparableText, ComparableText]:
    """The requested texts; by default the edition as it is now, and the text before it."""
    asked_before, asked_after = request.GET.get("before", ""), request.GET.get("after", "")
    for asked in (asked_before, asked_after):
        if asked and asked not in offered:
            raise Http404
    after = offered[asked_after or key_of_edition(edition)]
    before = offered[asked_before] if asked_before else text_before(after, list(offered.values()))
    return before, after


def text_before(after: ComparableText, offered: list[ComparableText]) -> ComparableText:
    """The latest earlier text with other content; the text itself if there is none."""
    digest = canonical.digest(after.content())
    for earlier in offered[offered.index(after) + 1 :]:
        if (earlier.saved.digest if earlier.saved else canonical.digest(earlier.content())) != digest:
            return earlier
    return after


def restore_view(request: HttpRequest, edition: Edition, saved_text: int) -> HttpResponse:
    if request.method != "POST" or not may_write(request, edition):
        raise PermissionDenied
    saved = edition.saved_texts.filter(pk=saved_text).first()
    if saved is None:
        raise Http404
    try:
        steps.restore(edition, saved, editor_of(request))
    except StepRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, _("The earlier text was restored. The text it replaced is kept in the record."))
    return redirect(reverse("admin:releases_edition_change", args=[edition.pk]))
