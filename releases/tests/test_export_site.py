"""The public site as static files: complete, linked, and without anything a visitor may not see."""

import datetime
import functools
import http.server
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from releases import steps
from releases.exporting.site.copies import MARK
from releases.exporting.site.pages import ABSOLUTE, REFERENCES
from releases.exporting.site.places import Places, address_within
from releases.models import Edition, LegacyAddress
from releases.tests.files import PDF, picture
from releases.tests.hidden import HIDDEN, MARKER, marked, removed
from releases.tests.making import make_country, make_field, make_live_edition, make_structure, make_user
from taxonomy import snapshot
from taxonomy.models import Page

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def copy(tmp_path):
    """A function that exports into a folder and returns the folder and the command's output."""

    def run() -> tuple[Path, str]:
        told, against = StringIO(), StringIO()
        call_command("export_site", tmp_path / "site", stdout=told, stderr=against)
        return tmp_path / "site", against.getvalue() + told.getvalue()

    return run


@pytest.fixture
def two_languages(settings):
    settings.LANGUAGES = [("en", "English"), ("ru", "Russian")]


def newsroom() -> Edition:
    """Something of everything: two pages of a list, a translation, a correction, a withdrawal, a removal, files, a legacy address."""
    field, source = make_field("Elections"), make_structure("Permanent Council")
    files = [("Вена.pdf", PDF), ("photo.jpg", picture("JPEG", (2000, 1000)))]
    now = timezone.now()
    shown = make_live_edition(
        headline="Council meets", fields_of_work=[field], sources=[source], countries=[make_country("Moldova")], files=files,
        live_from=now - 2 * HOUR, live_until=now - HOUR,
    )  # fmt: skip
    make_live_edition(
        release=shown.release,
        number=2,
        kind="correction",
        change_note="Now.",
        headline="Council met",
        live_from=now - HOUR,
    )
    make_live_edition(release=shown.release, language="ru", headline="Совет", fields_of_work=[field])
    for day in range(21):
        make_live_edition(
            headline=f"Day {day}", fields_of_work=[field], date=datetime.date(2004, 5, 1 + day), type="news"
        )
    make_live_edition(language="de", headline="Nur deutsch")
    steps.withdraw(make_live_edition(headline="Called off"), make_user(), "It was called off.")
    steps.remove(make_live_edition(headline="Secret"), make_user(), "By mistake.", replaced_by=shown.release)
    LegacyAddress.objects.create(path="/node/7", release=shown.release, language="en")
    LegacyAddress.objects.create(path="/press/старый.html", release=shown.release, language="en")
    Page.objects.create(slug="about-us", titles={"en": "About us"}, bodies={"en": "<p>We meet.</p>"})
    return shown


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def serve():
    """A plain web server that serves files only."""
    servers = []

    def start(directory: Path) -> str:
        handler = functools.partial(Quiet, directory=str(directory))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def references(page: bytes, address: str) -> Iterator[tuple[str, str]]:
    """Every address the page refers to, with the kind of reference."""
    tree = LexborHTMLParser(page.decode())
    for selector, attribute in (*REFERENCES, *ABSOLUTE, ("meta[http-equiv=refresh]", "content")):
        for node in tree.css(selector):
            said = (node.attributes[attribute] or "").removeprefix("0; url=")
            found = address_within(said, address)
            if found is not None:
                yield found, said


def test_copy_is_the_whole_public_site_and_every_link_in_it_leads_to_a_file(copy, serve):
    """One copy in all six languages, since making it takes seconds; each function below checks one property."""
    shown = newsroom()

    directory, told = copy()

    assert "leads nowhere" not in told
    no_link_is_broken(serve(directory))
    everything_that_the_sitemap_names_is_there(directory)
    permanent_and_former_addresses_lead_to_the_release(directory, shown)
    withdrawn_stands_under_its_notice_and_removed_is_an_explanation(directory)
    files_are_there_also_of_earlier_editions(directory)
    what_needs_a_server_is_gone_and_the_page_says_what_the_copy_is(directory)


def no_link_is_broken(site: str) -> None:
    seen, waiting, broken = {"/"}, ["/", "/404.html", "/sitemap.xml"], []
    while waiting:
        address = waiting.pop()
        try:
            with urllib.request.urlopen(site + address) as response:  # noqa: S310  # our own server
                content, kind, ended_at = response.read(), response.headers["Content-Type"], urlsplit(response.url).path
        except urllib.error.HTTPError as error:
            broken.append((address, error.code))
            continue
        for found, said in references(content, ended_at) if kind.startswith("text/html") else ():
            assert "?" not in found, f"{address}: {said}"
            if found not in seen:
                seen.add(found)
                waiting.append(found)
    assert broken == []
    for expected in (
        "/releases/page/2/", "/releases/year/2004/", "/releases/month/2004-05/page/2/", "/fields-of-work/elections/page/2/",
        "/releases/all-languages/", "/releases/type/news/", "/ru/", "/releases/feed/atom/index.xml", "/copy/",
    ):  # fmt: skip
        assert expected in seen, expected


def everything_that_the_sitemap_names_is_there(directory: Path) -> None:
    places = Places(snapshot.current())
    for sitemap in sorted(directory.glob("sitemap-*.xml")):
        for location in sitemap.read_text().split("<loc>")[1:]:
            address = address_within(location.partition("</loc>")[0], "/")
            place = places.of(address or "")
            assert place, address
            assert (directory / place.file).is_file(), address


def permanent_and_former_addresses_lead_to_the_release(directory: Path, shown: Edition) -> None:
    for file in (f"releases/{shown.release_id}/index.html", "node/7/index.html", "press/старый.html"):
        assert f'content="0; url=/releases/{shown.release_id}/council-met/"' in (directory / file).read_text()
    german = Edition.objects.get(language="de")
    assert f"/de/releases/{german.release_id}/" in (directory / f"releases/{german.release_id}/index.html").read_text()


def withdrawn_stands_under_its_notice_and_removed_is_an_explanation(directory: Path) -> None:
    withdrawn, removed = Edition.objects.get(kind="withdrawn"), Edition.objects.get(kind="removed")
    assert "It was called off." in (directory / f"releases/{withdrawn.release_id}/called-off/index.html").read_text()
    [page] = (directory / f"releases/{removed.release_id}").rglob("*.html")
    assert "By mistake." in page.read_text()
    assert all(b"Secret" not in path.read_bytes() for path in directory.rglob("*") if path.is_file())


def files_are_there_also_of_earlier_editions(directory: Path) -> None:
    assert [path.read_bytes() for path in directory.rglob("Вена.pdf")] == [PDF]
    assert len(list(directory.rglob("photo-preview.jpg"))) == 1
    assert len(list(directory.glob("static/newsroom/fonts/*.woff2"))) >= 1


def what_needs_a_server_is_gone_and_the_page_says_what_the_copy_is(directory: Path) -> None:
    pages = [path.read_text() for path in directory.rglob("*.html")]
    assert not any("<form" in page for page in pages)
    assert not (directory / "alerts").exists()
    assert all("Content-Security-Policy" in page and '/copy/">' in page for page in pages if "<main" in page)
    assert settings.SITE_URL in (directory / "copy" / "index.html").read_text()


@pytest.mark.usefixtures("two_languages")
def test_nothing_hidden_leaks_into_the_copy(copy, world):
    """Every kind of hidden text at once, each on a release of its own or in a language that the public one lacks."""
    for kind in (
        "draft",
        "submitted",
        "approved",
        "discarded",
        "scheduled",
        "expired",
        "scheduled in another language",
    ):
        HIDDEN[kind](world)
    HIDDEN["scheduled next edition"](world)
    removed(world)

    directory, _told = copy()
    paths = [path for path in directory.rglob("*") if path.is_file()]
    leaking = [
        path for path in paths if MARKER.lower().encode() in str(path).lower().encode() + path.read_bytes().lower()
    ]

    assert len(paths) > 20
    assert leaking == []


@pytest.mark.usefixtures("two_languages")
def test_marker_would_be_found_if_it_were_public(copy, world):
    steps.place_on_record(marked(world), timezone.now() - HOUR)

    directory, _told = copy()

    assert any(MARKER.encode() in path.read_bytes() for path in directory.rglob("*") if path.is_file())


def stamps(directory: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(directory)): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in directory.rglob("*")
        if path.is_file() and path.name != MARK
    }


@pytest.mark.usefixtures("two_languages")
def test_second_run_touches_nothing_and_one_after_a_removal_takes_away_the_text_and_its_files(copy):
    shown = make_live_edition(headline="Secret", files=[("photo.jpg", picture("JPEG", (2000, 1000)))])
    directory, _told = copy()
    first = stamps(directory)

    _directory, again = copy()
    second = stamps(directory)
    steps.remove(shown, make_user(), "By mistake.")
    _directory, after = copy()

    assert second == first
    assert ": 0 written, " in again
    assert ", 0 removed." in again
    assert ", 0 removed." not in after
    assert [name for name in stamps(directory) if f"releases/{shown.release_id}/" in name] == [
        f"releases/{shown.release_id}/index.html"
    ]
    assert not any(b"Secret" in path.read_bytes() for path in directory.rglob("*") if path.is_file())


def test_folder_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")

    with pytest.raises(CommandError, match="not made by an export"):
        call_command("export_site", tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.usefixtures("two_languages")
def test_names_with_a_dot_in_the_folder_stay_and_strays_go(tmp_path, copy):
    directory = tmp_path / "site"
    (directory / ".git").mkdir(parents=True)
    (directory / ".git" / "config").write_text("mine")
    (directory / MARK).write_text("")
    (directory / "stray.html").write_text("old")

    copy()

    assert (directory / ".git" / "config").read_text() == "mine"
    assert not (directory / "stray.html").exists()


def test_missing_collectstatic_is_reported(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }

    with pytest.raises(CommandError, match="run manage.py collectstatic"):
        call_command("export_site", tmp_path / "site")


def test_host_that_the_site_refuses_is_reported(settings, tmp_path):
    settings.SITE_URL = "https://elsewhere.example"

    with pytest.raises(CommandError, match="ALLOWED_HOSTS does not include elsewhere.example"):
        call_command("export_site", tmp_path / "site")


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("/releases/?page=2&anchor=2004-05-03.7", "/releases/page/2/"),
        ("/releases/?page=1", "/releases/"),
        ("/fr/releases/?language=all&page=3", "/fr/releases/all-languages/page/3/"),
        ("/releases/?language=fr", "/fr/releases/"),
        ("/releases/?field=elections", "/fields-of-work/elections/"),
        ("/releases/?field=elections&page=2", "/fields-of-work/elections/page/2/"),
        ("/releases/?field=elections&country=moldova", None),
        ("/releases/?from=2004-02-01&to=2004-02-29", "/releases/month/2004-02/"),
        ("/releases/?from=2004-02-01&to=2004-02-28", None),
        ("/releases/?from=2004-01-01&to=2005-12-31", None),
        ("/releases/?type=made-up", None),
        ("/releases/?q=office", None),
        ("/releases/?sort=oldest", None),
        ("/releases/12/office/?in=field%3Delections", "/releases/12/office/"),
        ("/releases/feed/rss/", "/releases/feed/rss/index.xml"),
        ("/releases/feed/rss/?field=elections", None),
        ("/admin/", None),
        ("/healthz", None),
        ("/preview/0123456789abcdef0123456789abcdef/", None),
        ("/releases/suggest/", None),
    ],
)
def test_address_of_the_site_has_its_place_in_the_copy_or_none(address, href):
    make_field("Elections")
    place = Places(snapshot.current()).of(address)

    assert (place.href if place else None) == href


# Names with a leading dot belong to the folder's owner; the others would escape the folder, or are invalid in one.
NO_PLACES = ["/.git/config", "/.htaccess", "/a/../../outside.html", f"/{'a' * 251}.html", f"/{'é' * 126}.html"]


@pytest.mark.usefixtures("two_languages")
def test_former_address_that_has_no_place_in_the_folder_is_named_and_written_nowhere(tmp_path, copy):
    """No address of a former site may overwrite the settings of a repository that contains the copy."""
    shown = make_live_edition()
    for address in (*NO_PLACES, "/press/.hidden.html", f"/{'b' * 250}.html"):
        LegacyAddress.objects.create(path=address, release=shown.release, language="en")

    directory, told = copy()

    assert [path.name for path in directory.iterdir() if path.name.startswith(".") and path.name != MARK] == []
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert [address for address in NO_PLACES if address not in unquote(told)] == []
    assert (directory / "press" / ".hidden.html").is_file()
    assert (directory / f"{'b' * 250}.html").is_file()
