"""Files in the newsroom: uploaded with a draft, visible to editors only, and limited in size."""

import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from releases.admin.files import FileForm
from releases.admin.forms import version_of
from releases.files import accept
from releases.files.kinds import LARGEST, MEGABYTE
from releases.files.upload_handler import LARGEST_IMPORT, MOST_FILES, CuttingHandler
from releases.models import Edition, EditionFile
from releases.tests.files import PDF, SECRET, picture, word
from releases.tests.making import make_edition, make_live_edition, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


def form_of(edition: Edition | None, *files: dict) -> dict:
    """The data a browser would post, with rows of files."""
    values = {
        "language": "en", "type": "press-release", "headline": "Office opens", "lead": "", "body": "<p>It opened.</p>",
        "date": "1999-05-03", "places": "", "keywords": "", "kind": "original", "change_note": "", "notes": "",
        "contacts-TOTAL_FORMS": 0, "contacts-INITIAL_FORMS": 0, "files-TOTAL_FORMS": len(files),
        "files-INITIAL_FORMS": sum("id" in file for file in files),
    }  # fmt: skip
    if edition:
        values |= {"version": version_of(edition)}
    for index, file in enumerate(files):
        row = {"title": "", "alternative_text": "", "position": index} | file
        values |= {f"files-{index}-{name}": value for name, value in row.items()}
    return values


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def save(client, edition: Edition, *files: dict):
    return client.post(
        reverse("admin:releases_edition_change", args=[edition.pk]), form_of(edition, *files), follow=True
    )


def test_editor_uploads_files_with_a_new_draft_and_describes_them(client, editor):
    rows = [
        {"upload": upload("Report 2004.pdf", PDF), "title": "The report"},
        {"upload": upload("photo.jpg", picture()), "alternative_text": "Two people shake hands."},
    ]

    client.post(reverse("admin:releases_edition_add"), form_of(None, *rows))

    report, photo = Edition.objects.get().files.all()
    assert (report.name, report.title, report.media_type) == ("Report-2004.pdf", "The report", "application/pdf")
    assert (photo.alternative_text, photo.width, photo.height) == ("Two people shake hands.", 64, 48)


def test_picture_without_words_is_not_taken(client, editor):
    edition = make_edition()

    answer = save(client, edition, {"upload": upload("photo.jpg", picture())})

    assert "Describe what the picture shows" in answer.content.decode()
    assert not edition.files.exists()


def test_refusal_is_said_beside_the_file_and_nothing_is_saved(client, editor):
    edition = make_edition(headline="As it was")

    answer = save(client, edition, {"upload": upload("page.pdf", b"<script>alert(1)</script>")})

    assert "does not match its file extension" in answer.content.decode()
    assert Edition.objects.get().headline == "As it was"


def test_editor_is_warned_of_what_a_document_holds_beside_its_text(client, editor):
    edition = make_edition()
    tracked = word("<w:del>secret</w:del>")

    at_once = save(client, edition, {"upload": upload("a.docx", tracked)}).content.decode()
    later = client.get(reverse("admin:releases_edition_change", args=[edition.pk])).content.decode()

    for page in (at_once, later):
        assert page.count("It contains tracked changes") == 1


def test_new_upload_replaces_a_file_and_its_description_can_be_changed_separately(client, editor):
    edition = make_edition(files=[("report.pdf", PDF)])
    file = edition.files.get()

    save(client, edition, {"id": file.pk, "edition": edition.pk, "title": "The report"})
    renamed = edition.files.get()
    save(client, edition, {"id": file.pk, "edition": edition.pk, "upload": upload("new.pdf", PDF + b"\n")})
    replaced = edition.files.get()

    assert (renamed.title, renamed.digest) == ("The report", file.digest)
    assert (replaced.name, replaced.pk) == ("new.pdf", file.pk)
    assert replaced.digest != file.digest


def test_files_of_a_released_edition_are_shown_and_not_offered_for_change(client, editor):
    edition = make_live_edition(files=[("report.pdf", PDF)])

    page = client.get(reverse("admin:releases_edition_change", args=[edition.pk])).content.decode()

    assert "report.pdf</a>" in page
    assert 'type="file"' not in page


def test_bytes_of_a_draft_are_for_those_who_may_see_the_edition(client):
    edition = make_edition(files=[("report.pdf", PDF)])
    address = reverse("admin:releases_edition_file", args=[edition.pk, edition.files.get().pk])

    visitor = client.get(address)
    client.force_login(make_user(is_superuser=False))
    without_permission = client.get(address)
    client.force_login(make_user())
    editor = client.get(address)

    assert (visitor.status_code, without_permission.status_code) == (302, 404)
    assert b"".join(editor.streaming_content) == PDF
    assert "no-store" in editor["Cache-Control"]
    assert "sandbox" in editor["Content-Security-Policy"]


def test_file_is_asked_for_by_its_own_edition_alone(client, editor):
    edition, other = make_edition(files=[("report.pdf", PDF)]), make_edition()

    assert (
        client.get(reverse("admin:releases_edition_file", args=[other.pk, edition.files.get().pk])).status_code == 404
    )


def test_what_a_camera_wrote_is_gone_before_anything_is_kept(client, editor):
    edition = make_edition()

    save(client, edition, {"upload": upload("photo.jpg", picture()), "alternative_text": "A street."})

    address = reverse("admin:releases_edition_file", args=[edition.pk, edition.files.get().pk])
    assert SECRET.encode() not in b"".join(client.get(address).streaming_content)


def handler_for(user, path: str) -> CuttingHandler:
    request = RequestFactory().post(path)
    request.user = user
    handler = CuttingHandler(request)
    handler.handle_raw_input(io.BytesIO(), request.META)
    return handler


def passed_on(handler: CuttingHandler, files: int, megabytes: int) -> int:
    passed = 0
    for _ in range(files):
        handler.new_file("upload", "a.pdf", "application/pdf", LARGEST)
        passed += sum(len(handler.receive_data_chunk(b"\0" * MEGABYTE, 0) or b"") for _ in range(megabytes))
    return passed


@pytest.mark.parametrize(
    ("path", "superuser", "largest"),
    [
        ("/admin/releases/edition/1/change/", True, LARGEST + 1),
        ("/admin/releases/importrun/import/", True, LARGEST_IMPORT + 1),
        ("/admin/releases/importrun/import/", False, LARGEST + 1),
    ],
)
def test_upload_is_cut_off_while_it_is_read(path, superuser, largest):
    handler = handler_for(make_user(is_superuser=superuser), path)

    assert passed_on(handler, files=1, megabytes=LARGEST_IMPORT // MEGABYTE + 5) == largest


@pytest.mark.parametrize("path", ["/admin/account/login/", "/admin/releases/importrun/import/", "/releases/"])
def test_visitor_uploads_nothing_at_all(path):
    assert passed_on(handler_for(AnonymousUser(), path), files=1, megabytes=3) == 0


def test_all_files_of_a_request_together_are_limited():
    handler = handler_for(make_user(), "/admin/releases/edition/add/")

    assert passed_on(handler, files=MOST_FILES * 2, megabytes=LARGEST // MEGABYTE) == MOST_FILES * LARGEST


def test_limits_of_a_request_are_stated():
    megabyte = 1024 * 1024

    assert (25 * megabyte, 512 * megabyte, 20) == (LARGEST, LARGEST_IMPORT, MOST_FILES)


def test_document_is_replaced_with_a_clean_copy_where_the_editor_asks_for_it():
    hides = word(**{"docProps/core.xml": '<c xmlns:dc="urn:dc"><dc:creator>A. Person</dc:creator></c>'})
    form = FileForm(
        {"clean_copy": "on", "position": "0", "title": "", "alternative_text": ""},
        MultiValueDict({"upload": [SimpleUploadedFile("a.docx", hides)]}),
        instance=EditionFile(edition=make_edition()),
    )

    assert form.is_valid(), form.errors
    assert form.save().remarks == []
    assert accept(io.BytesIO(hides), "a.docx").remarks == ["author"]
