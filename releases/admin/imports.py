"""Imports for people without a shell: upload a file, see what importing it would do, and let the worker do it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from releases.admin.editor import editor_of
from releases.admin.import_names import answers, choices, unknown_names
from releases.admin.preview import WIDTHS
from releases.admin.read_only import ReadOnlyAdmin
from releases.files.upload_handler import LARGEST_IMPORT
from releases.importing import readers, remembered, uploads
from releases.language.instants import in_zone
from releases.language.numbers import number_in
from releases.mail.background import backlog
from releases.models import ImportRun, Provenance
from releases.reading.contents import edition_of, parts_in
from releases.site.preview import preview
from taxonomy import snapshot

PERMISSION = "releases.import_edition"
FORMATS = {
    "auto": _("Detect automatically"),
    "jsonl": "JSON Lines",
    "csv": "CSV, TSV",
    "page": _("Saved pages"),
    "feed": "RSS, Atom, JSON Feed",
    "wxr": "WordPress (WXR)",
    "drupal": "Drupal (JSON:API)",
    "site": _("Pages of a site, with its sitemap"),
}


class ImportForm(forms.Form):
    """The options of the command, with the cautious choice as default."""

    file = forms.FileField(label=_("File"), help_text=_("A file of releases, or a ZIP archive of saved pages."))
    origin = forms.CharField(
        label=_("Where it comes from"),
        max_length=Provenance._meta.get_field("origin").max_length,
        help_text=_("A name for the source. Importing the same file again under the same name changes nothing."),
    )
    state = forms.ChoiceField(
        label=_("What to do with the texts"),
        choices=[
            ("draft", _("Leave them as drafts for editors")),
            ("released", _("Place them on record with their original dates")),
        ],
    )
    format = forms.ChoiceField(label=_("Format"), choices=[(name, FORMATS.get(name, name)) for name in readers.FORMATS])
    language = forms.ChoiceField(label=_("Language of texts that do not state one"), required=False)
    date_order = forms.ChoiceField(
        label=_("Dates such as 03/05/2010"),
        required=False,
        choices=[
            ("", _("As the file’s other dates show")),
            ("day-first", _("Day first")),
            ("month-first", _("Month first")),
            ("year-first", _("Year first")),
        ],
    )
    unknown_terms = forms.ChoiceField(
        label=_("Names not found in any vocabulary"),
        choices=[("refuse", _("Refuse the text")), ("keep", _("Add them to the notes for editors"))],
    )
    on_conflict = forms.ChoiceField(
        label=_("Texts changed both at their source and here"),
        choices=[
            ("refuse", _("Refuse them")),
            ("keep", _("Keep the text here")),
            ("edition", _("Make the incoming text the next edition")),
        ],
    )
    duplicates = forms.ChoiceField(
        label=_("Texts already here under another identifier"),
        choices=[("keep", _("Import and report them")), ("skip", _("Skip them")), ("refuse", _("Refuse them"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", "–"), *settings.LANGUAGES]  # type: ignore[attr-defined]  # a choice field

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_IMPORT:
            raise forms.ValidationError(
                gettext("The file is larger than %(limit)s. The import command accepts files of any size.")
                % {"limit": filesizeformat(LARGEST_IMPORT)}
            )
        return file

    def options(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("file", "origin")}


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ["pk", "origin", "file_name", "what", "state", "read", "refused", "by", "at"]
    list_filter = ["state", "dry_run"]
    list_select_related = ["by"]
    list_per_page = 50
    change_list_template = "admin/releases/importrun/change_list.html"

    class Media:
        css = {"all": ["newsroom_admin/screens.css"]}

    def has_view_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        return request.user.has_perm(PERMISSION)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    # Columns

    @admin.display(description=_("mode"))
    def what(self, run: ImportRun) -> str:
        return gettext("dry run") if run.dry_run else gettext("import")

    @admin.display(description=_("read"))
    def read(self, run: ImportRun) -> int:
        return totals(run)["read"]

    @admin.display(description=_("refused"))
    def refused(self, run: ImportRun) -> int:
        return totals(run)["refused"]

    @admin.display(description=_("time"), ordering="created_at")
    def at(self, run: ImportRun) -> str:
        return in_zone(run.created_at)

    # Pages

    def get_urls(self) -> list[Any]:
        def page(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"releases_importrun_{name}")

        return [
            page("import/", self.start, "import"),
            page("<int:number>/rejects/", self.rejects, "rejects"),
            page("<int:number>/sample/<int:which>/", self.sample, "sample"),
            *(
                page(f"<int:number>/{name}/", require_POST(getattr(self, name)), name)
                for name in ("confirm", "names", "again", "let_go")
            ),
            *super().get_urls(),
        ]

    def start(self, request: HttpRequest) -> HttpResponse:
        self._require(request)
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                run = uploads.begin(
                    form.cleaned_data["file"], editor_of(request), form.cleaned_data["origin"], form.options()
                )
            except OSError:
                form.add_error(
                    "file", gettext("The file could not be stored: the disk is full, or the folder is not writable.")
                )
            else:
                return redirect(self._page_of(run))
        context = {"title": gettext("Import a file"), "form": form, "media": self.media + form.media}
        return self._rendered(request, "admin/releases/importrun/import.html", context)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Progress and result; polled while the import runs."""
        number = number_in(object_id)
        run = self._run(request, number) if number is not None else None
        if run is None:
            raise Http404
        was_cut_off = uploads.was_cut_off(run)
        before = ImportRun.objects.filter(pk=run.options.get("rehearsed_by", 0)).first()
        names = unknown_names(run)
        context = {
            "title": gettext("Dry run %(number)s") % {"number": run.pk}
            if run.dry_run
            else gettext("Import %(number)s") % {"number": run.pk},
            "run": run,
            "totals": totals(run),
            "expected": totals(before)["read"] if before else 0,
            "started": in_zone(run.started_at),
            "finished": in_zone(run.finished_at),
            "is_under_way": run.state in (ImportRun.State.WAITING, ImportRun.State.RUNNING) and not was_cut_off,
            "was_cut_off": was_cut_off,
            "can_go_on": bool(run.upload) and (was_cut_off or run.state == ImportRun.State.FAILED),
            "nobody_works": run.state == ImportRun.State.WAITING and backlog().is_stuck(timezone.now()),
            "may_be_confirmed": uploads.may_be_confirmed(run),
            "real": uploads.real_runs(run).first() if run.dry_run and run.upload else None,
            "later": uploads.later_of(run) if run.dry_run else None,
            "names": names if uploads.may_be_confirmed(run) else [],
            "choices": choices(names, snapshot.current()),
            "sample": [sample["headline"] for sample in run.report.get("sample", [])] if run.dry_run else [],
            "has_rejects": bool(run.upload) and uploads.rejects_of(run).is_file(),
            "media": self.media,
        }
        return self._rendered(request, "admin/releases/importrun/run.html", context)

    def rejects(self, request: HttpRequest, number: int) -> HttpResponseBase:
        run = self._run(request, number)
        if not run.upload or not uploads.rejects_of(run).is_file():
            raise Http404
        name = f"import-{run.pk}-rejects.jsonl"
        return FileResponse(
            uploads.rejects_of(run).open("rb"), as_attachment=True, filename=name, content_type="application/x-ndjson"
        )

    def sample(self, request: HttpRequest, number: int, which: int) -> HttpResponse:
        """One of the texts as readers would see it."""
        contents = self._run(request, number).report.get("sample", [])
        if not which < len(contents):
            raise Http404
        edition = edition_of(contents[which])
        context = {
            "title": gettext("Preview"),
            "edition": edition,
            "page": preview(request, edition, parts_in(contents[which])),
            "widths": WIDTHS,
        }
        return TemplateResponse(request, "admin/releases/edition/preview.html", context)

    # Actions

    def confirm(self, request: HttpRequest, number: int) -> HttpResponse:
        rehearsal = self._run(request, number)
        real = uploads.confirm(rehearsal, editor_of(request))
        if real is None:
            messages.error(request, gettext("This file is already being imported, or no longer exists."))
        return redirect(self._page_of(real or rehearsal))

    def names(self, request: HttpRequest, number: int) -> HttpResponse:
        """Remember what names of the source mean, and look again at what the import would do."""
        rehearsal = self._run(request, number)
        meant, wrong = answers(request.POST, unknown_names(rehearsal), snapshot.current())
        if wrong:
            messages.error(
                request, gettext("No term is called %(names)s.") % {"names": ", ".join(f"“{name}”" for name in wrong)}
            )
            return redirect(self._page_of(rehearsal))
        if not meant:
            messages.warning(request, gettext("No name was explained."))
            return redirect(self._page_of(rehearsal))
        next_one = uploads.rehearse_again(rehearsal, editor_of(request))
        if next_one is None:
            messages.error(request, gettext("This file is already being imported, or no longer exists."))
        else:
            remembered.remember(rehearsal.origin, meant, editor_of(request))
        return redirect(self._page_of(next_one or rehearsal))

    def again(self, request: HttpRequest, number: int) -> HttpResponse:
        run = self._run(request, number)
        if not uploads.again(run):
            messages.error(request, gettext("This import did not fail, or its file no longer exists."))
        return redirect(self._page_of(run))

    def let_go(self, request: HttpRequest, number: int) -> HttpResponse:
        run = self._run(request, number)
        uploads.let_go(run)
        messages.success(request, gettext("The file was deleted. Nothing was imported from it."))
        return redirect(reverse("admin:releases_importrun_changelist"))

    # Building pages

    def _require(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _run(self, request: HttpRequest, number: int) -> ImportRun:
        self._require(request)
        run = ImportRun.objects.select_related("by").filter(pk=number).first()
        if run is None:
            raise Http404
        return run

    def _page_of(self, run: ImportRun) -> str:
        return reverse("admin:releases_importrun_change", args=[run.pk])

    def _rendered(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        return TemplateResponse(
            request, template, {**self.admin_site.each_context(request), "opts": self.opts, **context}
        )


def totals(run: ImportRun) -> dict[str, int]:
    """Items read and their outcomes, over all files of the run."""
    counts: dict[str, int] = dict.fromkeys(("created", "updated", "unchanged", "refused", "skipped"), 0)
    for of_file in run.counts.get("files", {}).values():
        for name, number in of_file.items():
            counts[name] = counts.get(name, 0) + number
    return {"read": sum(counts.values()), **counts}
