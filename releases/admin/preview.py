"""A draft as readers will see it, before it is saved and at any width. The form is posted here, and nothing is written."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from releases.admin.forms import TERM_INPUTS
from releases.models import Edition
from releases.previewing import preview
from releases.reading import CONTACT, CONTACTS, LINKS, Parts, parts_of
from releases.slugs import slug_for
from taxonomy import richtext

if TYPE_CHECKING:
    from releases.admin.editions import EditionAdmin


def preview_view(model_admin: "EditionAdmin", request: HttpRequest, edition: Edition | None) -> HttpResponse:
    """What the form says, or what is stored where no form is posted."""
    problems: list[str] = []
    if request.method == "POST":
        if not model_admin.may_write(request, edition):
            raise PermissionDenied
        edition, parts, problems = posted(model_admin, request, edition)
    elif edition is None:
        raise PermissionDenied
    else:
        parts = parts_of([edition]).get(edition.pk, {})
    context: dict[str, Any] = {
        "title": _("Preview"),
        "edition": edition,
        "page": preview(request, edition, parts),
        "problems": problems,
        "widths": [("360", _("telephone")), ("768", _("tablet")), ("1280", _("desk")), ("full", _("whole window"))],
    }
    return TemplateResponse(request, "admin/releases/edition/preview.html", context)


def posted(
    model_admin: "EditionAdmin", request: HttpRequest, stored: Edition | None
) -> tuple[Edition, Parts, list[str]]:
    """The edition as the form describes it, what hangs on it, and what could not be understood."""
    form_class = model_admin.get_form(request, stored, change=stored is not None)
    form = form_class(request.POST, instance=stored)
    problems = [
        f"{form.fields[name].label}: {error}"
        for name, errors in form.errors.items()
        if name in form.fields
        for error in errors
    ]
    edition: Edition = form.instance
    edition.slug = slug_for(edition.headline) or "preview"
    edition.body = richtext.clean(edition.body)
    parts: Parts = {
        kind: [term.pk for term in form.cleaned_data.get(name) or []]
        for kind, model in LINKS.items()
        for name, links in TERM_INPUTS.items()
        if links is model
    }
    parts[CONTACTS] = posted_contacts(model_admin, request, edition)
    return edition, parts, problems


def posted_contacts(model_admin: "EditionAdmin", request: HttpRequest, edition: Edition) -> list[dict[str, str]]:
    """In their order, less those that are to be deleted."""
    for formset_class, inline in model_admin.get_formsets_with_inlines(request, edition if edition.pk else None):
        prefix = formset_class.get_default_prefix()
        formset = formset_class(**model_admin.get_formset_kwargs(request, edition, inline, prefix))
        if prefix == CONTACTS and formset.is_valid():
            rows = [row for row in formset.cleaned_data if row.get("name") and not row.get("DELETE")]
            rows.sort(key=lambda row: row.get("position") or 0)
            return [{name: row.get(name) or "" for name in CONTACT} for row in rows]
    return []
