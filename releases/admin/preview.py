"""Preview of a draft as readers will see it, unsaved and at any width. The form is posted here, and nothing is written."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases.admin.forms import EditionForm
from releases.admin.posted import Posted
from releases.admin.text_parts import may_write
from releases.models import Edition
from releases.models.carried import FILES
from releases.reading.contents import parts_in
from releases.reading.editions import parts_of
from releases.site.preview import preview

WIDTHS = [
    ("360", gettext_lazy("phone")),
    ("768", gettext_lazy("tablet")),
    ("1280", gettext_lazy("desktop")),
    ("full", gettext_lazy("full width")),
]


def preview_view(request: HttpRequest, edition: Edition | None, form_class: type[EditionForm]) -> HttpResponse:
    """The posted form, or the stored edition if no form is posted."""
    problems: list[str] = []
    stored = parts_of([edition]).get(edition.pk, {}) if edition else {}
    if request.method == "POST":
        if not may_write(request, edition):
            raise PermissionDenied
        posted = Posted(form_class, request, edition)
        edition, problems = posted.edition, posted.problems
        # Files are uploaded on saving; until then the edition's existing files are shown.
        parts = parts_in(posted.content()) | {FILES.name: stored.get(FILES.name, [])}
    elif edition is None:
        raise PermissionDenied
    else:
        parts = stored
    context: dict[str, Any] = {
        "title": _("Preview"),
        "edition": edition,
        "page": preview(request, edition, parts),
        "problems": problems,
        "widths": WIDTHS,
    }
    return TemplateResponse(request, "admin/releases/edition/preview.html", context)
