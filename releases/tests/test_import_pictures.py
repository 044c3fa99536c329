"""Pictures in a text become files of the edition, from a folder or an archive beside the export, or from public addresses."""

import ipaddress
import json
import zipfile

import pytest

from releases.importing import beside, fetching
from releases.importing.pictures import taken_out
from releases.models import Edition
from releases.tests.files import PDF, picture
from releases.tests.importing import make_record, run, write

BASE = "https://former.example/2016/item"
TEXT = "<p>One.</p>"


def shown(html):
    found = taken_out(html, BASE)
    return found.html, [(file.path, file.title, file.alternative_text) for file in found.files]


@pytest.mark.parametrize(
    ("html", "file"),
    [
        ('<img src="/a.jpg" alt="A bridge">', ("https://former.example/a.jpg", "", "A bridge")),
        ('<img src="a.jpg" title="Opened">', ("https://former.example/2016/a.jpg", "Opened", "Opened")),
        ('<figure><img src="/a.jpg"><figcaption>Opened <b>today</b></figcaption></figure>', ("https://former.example/a.jpg", "Opened today", "Opened today")),
        ('<a href="/large.jpg"><img src="/a.jpg"></a>', ("https://former.example/large.jpg", "", "")),
        ('<a href="/page"><img src="/a.jpg"></a>', ("https://former.example/a.jpg", "", "")),
        ('<picture><source srcset="/a.webp"><img src="/a.jpg"></picture>', ("https://former.example/a.jpg", "", "")),
        ('<img src="data:image/gif;base64,R0lGOD" data-src="/a.jpg">', ("https://former.example/a.jpg", "", "")),
        ('<img src="https://other.example/a.jpg">', ("https://other.example/a.jpg", "", "")),
    ],
)  # fmt: skip
def test_picture_is_taken_out_with_what_was_said_of_it(html, file):
    assert shown(f"{html}{TEXT}") == (TEXT, [file])


@pytest.mark.parametrize(
    "html", ['<img class="emoji" src="/smile.png" alt="🙂">', '<img src="/count" width="1" height="1">']
)
def test_smileys_and_counters_are_no_pictures(html):
    assert shown(f"{TEXT}{html}") == (TEXT, [])


def test_text_around_a_picture_stays():
    assert shown('<p>Before <img src="/a.jpg"> after</p>')[0] == "<p>Before  after</p>"


def test_picture_that_stands_twice_comes_once():
    assert len(shown('<img src="/a.jpg" alt="A"><img src="/a.jpg">')[1]) == 1


# Beside the export


@pytest.fixture
def folder(tmp_path):
    """A folder with a picture, as it was on the server, and the same as an archive."""
    files = tmp_path / "files"
    (files / "2016").mkdir(parents=True)
    (files / "2016" / "bridge.jpg").write_bytes(picture())
    (files / "agenda.pdf").write_bytes(PDF)
    with zipfile.ZipFile(tmp_path / "files.zip", "w") as archive:
        for path in files.rglob("*.*"):
            archive.write(path, f"backup/{path.relative_to(files)}")
    return tmp_path


@pytest.mark.parametrize("place", ["files", "files.zip"])
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("2016/bridge.jpg", "bridge.jpg"),
        ("https://former.example/uploads/2016/bridge.jpg?w=300", "bridge.jpg"),
        ("https://former.example/uploads/2016/bridge-300x200.jpg", "bridge.jpg"),
        ("https://former.example/agenda.pdf", "agenda.pdf"),
        ("https://former.example/bridge.jpg", None),
        ("../files.zip", None),
        ("https://former.example/2016/../../files.zip", None),
        ("", None),
    ],
)
def test_file_is_found_by_its_path_or_by_the_end_of_its_address(folder, place, path, name):
    found = beside.given(folder / place).open(path)
    if found:
        found[0].close()

    assert (found and found[1]) == name


def test_what_is_neither_a_folder_nor_an_archive_is_refused(folder):
    with pytest.raises(ValueError, match="neither a folder nor a ZIP archive"):
        beside.given(folder / "files" / "agenda.pdf")


@pytest.mark.django_db
def test_picture_that_may_not_be_published_is_noted_and_its_text_comes(folder):
    (folder / "files" / "2016" / "bridge.jpg").write_bytes(b"<svg onload=alert(1)>")
    source = write(folder / "a.jsonl", make_record(body=f'{TEXT}<img src="{BASE}/2016/bridge.jpg">'))

    told, reasons, _ = run(source, files=folder / "files")

    assert (told, reasons) == ("Read 1: 1 created, 0 updated, 0 unchanged, 0 refused.", [])
    assert "bridge.jpg" in Edition.objects.get().notes


@pytest.mark.django_db
def test_pictures_that_come_later_are_in_the_next_edition_and_a_third_run_changes_nothing(folder):
    source = write(folder / "a.jsonl", make_record(body=f'{TEXT}<img src="{BASE}/2016/bridge.jpg" alt="A bridge">'))

    assert "1 created" in run(source)[0]
    assert "1 unchanged" in run(source)[0]
    assert "1 updated" in run(source, files=folder / "files")[0]
    assert "1 unchanged" in run(source, files=folder / "files")[0]
    assert [file.name for file in Edition.objects.live().get().files.all()] == ["bridge.jpg"]


@pytest.mark.django_db
@pytest.mark.parametrize("way", ['style="display:none"', "hidden"])
def test_picture_that_the_source_hid_stays_hidden(folder, way):
    source = write(folder / "a.jsonl", make_record(body=f'{TEXT}<p {way}><img src="{BASE}/2016/bridge.jpg"></p>'))

    run(source, files=folder / "files")

    assert not Edition.objects.get().files.exists()


@pytest.mark.django_db
def test_dry_run_says_which_pictures_are_missing(folder):
    report = folder / "report.json"
    run(write(folder / "a.jsonl", make_record(body=f'{TEXT}<img src="{BASE}/lost.jpg">')), files=folder / "files", dry_run=True, report=report)  # fmt: skip

    assert json.loads(report.read_text())["findings"][0]["reason"] == f"The file {BASE}/lost.jpg was left out: There is no such file in the folder."  # fmt: skip


# From an address


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "::1", "fe80::1",
     "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1", "240.0.0.1"],
)  # fmt: skip
@pytest.mark.promise(44)
def test_address_in_a_private_network_is_not_public(address):
    assert not fetching.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_address_of_the_internet_is_public(address):
    assert fetching.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://localhost/a.jpg", "private network"),
        ("http://127.1/a.jpg", "private network"),
        ("http://2130706433/a.jpg", "private network"),
        ("http://[::1]/a.jpg", "private network"),
        ("http://127.0.0.1:8000/a.jpg", "only public"),
        ("file:///etc/hostname", "only public"),
        ("ftp://former.example/a.jpg", "only public"),
        ("http://me:word@former.example/a.jpg", "only public"),
        ("http://nowhere.invalid/a.jpg", "unknown"),
        ("http://[/a.jpg", "not a valid address"),
    ],
)
@pytest.mark.promise(44)
def test_only_the_public_internet_is_asked(address, reason):
    with pytest.raises(fetching.FetchError, match=reason):
        fetching.fetched(address)


@pytest.mark.django_db
def test_nothing_is_fetched_unasked_and_what_may_not_be_fetched_is_named(folder):
    source = write(folder / "a.jsonl", make_record(body=f'{TEXT}<img src="http://localhost/a.jpg">'))
    unasked, asked = folder / "unasked.json", folder / "asked.json"

    run(source, dry_run=True, report=unasked)
    run(source, fetch=True, report=asked)

    assert "No folder was given" in unasked.read_text()
    assert "its host is in a private network" in asked.read_text()
