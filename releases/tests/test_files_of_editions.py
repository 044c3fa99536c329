"""Files are part of an edition: public with it, immutable with it, removed with it."""

import datetime
import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation

from releases import steps
from releases.files import store
from releases.files.system_checks import media_root_is_apart
from releases.models import Edition, EditionFile
from releases.site import memento
from releases.tests.files import PDF, picture
from releases.tests.making import approved, make_edition, make_live_edition, make_scheduled_edition, make_user

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
FILES = [("report.pdf", PDF), ("photo.jpg", picture("JPEG", (2000, 1000)))]


def address_of(edition: Edition, name: str = "report.pdf") -> str:
    with translation.override(edition.language):
        return edition.files.get(name=name).address(edition.release_id)


def body_of(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.promise(42)
def test_file_of_a_live_edition_is_served_to_be_saved_and_a_picture_to_be_seen(client):
    edition = make_live_edition(files=FILES)

    document, photo = client.get(address_of(edition)), client.get(address_of(edition, "photo.jpg"))

    assert body_of(document) == PDF
    assert document["Content-Type"] == "application/pdf"
    assert document["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert photo["Content-Type"] == "image/jpeg"
    assert photo["Content-Disposition"] == 'inline; filename="photo.jpg"'
    for response in (document, photo):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert "default-src 'none'" in response["Content-Security-Policy"]


def test_cache_that_has_the_file_is_told_so_without_its_bytes(client):
    address = address_of(make_live_edition(files=FILES))

    again = client.get(address, headers={"If-None-Match": client.get(address)["ETag"]})

    assert again.status_code == 304


def test_page_shows_pictures_with_their_text_and_lists_files_with_type_and_size(client):
    edition = make_live_edition(files=FILES)

    page = client.get(edition.get_absolute_url()).content.decode()

    assert 'alt="What it shows."' in page
    assert 'width="2000"' in page
    assert "photo-preview.jpg" in page
    assert ">report.pdf</a>" in page
    assert "PDF," in page
    assert f"{len(PDF)}\xa0bytes" in page
    preview = re.search(r'src="(/releases/[^"]+)"', page)
    assert preview
    for address in (address_of(edition), preview[1]):
        assert address in page
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("make", [make_edition, make_scheduled_edition])
@pytest.mark.promise(7, 8)
def test_hidden_file_answers_like_a_missing_one_even_to_those_who_guess_its_address(make, method):
    """Also for range requests and conditional ones. `test_leaks` requests it in every hidden state."""
    edition = make(files=FILES)
    address = address_of(edition)
    digest = edition.files.get(name="report.pdf").digest
    headers = {
        "Range": "bytes=0-1",
        "If-None-Match": f'"{digest}"',
        "If-Modified-Since": "Mon, 01 Jan 2035 00:00:00 GMT",
    }

    for sent in ({}, headers):
        hidden = getattr(Client(), method)(address, headers=sent)
        nowhere = getattr(Client(), method)(address.replace(digest[:32], "0" * 32), headers=sent)
        assert hidden.status_code == nowhere.status_code == 404
        assert set(hidden.headers) == set(nowhere.headers)
        assert hidden.content.replace(digest[:32].encode(), b"0" * 32) == nowhere.content


@pytest.mark.promise(7, 8)
def test_next_file_cannot_be_guessed_from_the_last_one(client):
    """A monthly report: the new one is uploaded and scheduled, and somebody edits the month in last month's address."""
    last = make_live_edition(files=[("report-2026-10.pdf", PDF)])
    due = make_scheduled_edition(files=[("report-2026-11.pdf", PDF + b"\n")])
    address = address_of(last, "report-2026-10.pdf")

    assert client.get(address).status_code == 200
    assert client.get(address.replace("-10", "-11")).status_code == 404
    assert (
        client.get(address.replace("-10", "-11").replace(f"/{last.release_id}/", f"/{due.release_id}/")).status_code
        == 404
    )


def test_next_edition_carries_the_files_on_under_the_same_address(client):
    editor = make_user()
    first = make_live_edition(files=FILES)
    address = address_of(first)

    second = steps.start_next(first, editor, change_note="More is known.")

    assert list(second.files.values_list("name", "digest")) == list(first.files.values_list("name", "digest"))
    assert client.get(address).status_code == 200


def test_file_that_a_correction_replaced_stays_readable_and_is_kept_from_search_engines(client):
    now = timezone.now()
    first = make_live_edition(files=FILES, live_from=now - 2 * HOUR, live_until=now - HOUR)
    make_live_edition(release=first.release, number=2, kind="correction", change_note="Another.", live_from=now - HOUR)

    response = client.get(address_of(first))

    assert body_of(response) == PDF
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.promise(71)
def test_address_of_a_replaced_file_leads_to_what_replaced_it_and_the_past_text_keeps_the_old_one(client):
    now = timezone.now()
    first = make_live_edition(files=[("agenda.pdf", PDF)], live_from=now - 2 * HOUR, live_until=now - HOUR)
    newer = PDF + b"% newer"
    second = make_live_edition(
        release=first.release, number=2, kind="correction", change_note="Another.", live_from=now - HOUR, files=[("agenda.pdf", newer)]
    )  # fmt: skip

    answer = client.get(address_of(first, "agenda.pdf"))
    assert (answer.status_code, answer["Location"]) == (302, address_of(second, "agenda.pdf"))
    assert body_of(client.get(answer["Location"])) == newer

    past = client.get(memento.address_of(first)).content.decode()
    (address,) = re.findall(r'href="(/releases/[^"]+/files/[^"]+)"', past)
    old = client.get(address)
    assert body_of(old) == PDF
    assert old["X-Robots-Tag"] == "noindex"
    assert old["Memento-Datetime"] == client.get(memento.address_of(first))["Memento-Datetime"]
    assert 'rel="original' in old["Link"]


def test_page_of_the_past_shows_the_small_picture_of_its_file(client):
    now = timezone.now()
    big = ("photo.jpg", picture("JPEG", (2000, 1000)))
    first = make_live_edition(files=[big], live_from=now - 2 * HOUR, live_until=now - HOUR)
    make_live_edition(release=first.release, number=2, kind="correction", change_note="No photo.", live_from=now - HOUR)

    past = client.get(memento.address_of(first)).content.decode()
    (small,) = re.findall(r'src="(/releases/[^"]+/files/[^"]+)"', past)

    answer = client.get(small)
    assert (answer["Content-Type"], len(body_of(answer)) < len(big[1])) == ("image/jpeg", True)
    assert client.get(small.replace("photo-preview", "other")).status_code == 404


def test_removing_a_release_takes_its_files_away_at_once(client):
    edition = make_live_edition(files=FILES)
    addresses = [address_of(edition), address_of(edition, "photo.jpg")]
    answers_before = [client.get(address).status_code for address in addresses]

    steps.remove(edition, make_user(), "Published by mistake.")

    assert answers_before == [200, 200]
    for address in addresses:
        gone = client.get(address)
        assert gone.status_code == 410
        assert gone.content == client.get(address.replace(address.split("/files/")[1][:32], "0" * 32)).content


def test_withdrawn_release_keeps_its_files_under_the_notice_and_out_of_search_engines(client):
    edition = make_live_edition(files=FILES)
    steps.withdraw(edition, make_user(), "The event was called off.")

    response = client.get(address_of(edition))

    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"


def test_files_of_a_translation_answer_in_their_language_alone(client):
    edition = make_live_edition(files=FILES)
    make_live_edition(release=edition.release, language="fr")

    assert client.get(f"/fr{address_of(edition)}").status_code == 404


def test_database_refuses_to_change_the_files_of_a_released_edition():
    edition = make_live_edition(files=FILES)
    attempts = [
        lambda: edition.files.update(title="Another"),
        lambda: edition.files.update(digest="0" * 64),
        lambda: edition.files.all().delete(),
        lambda: EditionFile.objects.create(
            edition=edition, name="more.pdf", media_type="application/pdf", size=1, digest="1" * 64
        ),
    ]

    for attempt in attempts:
        with pytest.raises(IntegrityError, match="can change only while it is a draft"), transaction.atomic():
            attempt()


def test_approval_seals_the_files_and_an_earlier_text_comes_back_with_them():
    author, approver = make_user(), make_user()
    edition = make_edition(files=FILES)
    steps.record_save(edition, author, created=True)
    with_files = edition.saved_texts.latest("pk")
    edition.files.filter(name="photo.jpg").delete()
    steps.record_save(edition, author, created=False)

    steps.restore(edition, with_files, author)
    steps.submit(edition, author)
    steps.approve(edition, approver)

    assert list(edition.files.values_list("name", flat=True)) == ["report.pdf", "photo.jpg"]
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.files.update(title="Another")


@pytest.mark.parametrize(("media", "apart"), [("static/media", False), ("media", True), ("", False)])
@pytest.mark.promise(7)
def test_start_refuses_a_media_folder_that_a_web_server_exposes(settings, tmp_path, media, apart):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.MEDIA_ROOT = tmp_path / media

    assert (media_root_is_apart(None) == []) == apart


def test_missing_bytes_are_a_missing_page_and_the_log_names_no_title(client, caplog):
    edition = make_live_edition(files=[("missing.pdf", PDF + b" missing")])
    file = edition.files.get()
    store.path_of(file.digest).unlink()

    assert client.get(address_of(edition, "missing.pdf")).status_code == 404
    assert file.digest in caplog.text
    assert "missing.pdf" not in caplog.records[0].getMessage()


def test_feeds_enclose_files(client):
    edition = make_live_edition(files=FILES)

    atom, rss = client.get("/releases/feed/atom/").content.decode(), client.get("/releases/feed/rss/").content.decode()

    assert atom.count('rel="enclosure"') == 2
    assert rss.count("<enclosure") == 1
    assert address_of(edition, "photo.jpg") in rss


def test_history_says_that_a_file_came_or_went(client):
    editor = make_user()
    first = make_live_edition()
    second = make_edition(release=first.release, number=2, kind="update", change_note="With a report.", files=FILES)
    steps.release_now(approved(second), editor)

    page = client.get(f"/releases/{first.release_id}/history/").content.decode()

    assert "<dt>Files</dt>" in page
    assert "report.pdf" in page
