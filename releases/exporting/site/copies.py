"""Crawls the site from its sitemap, following links, and writes every page it finds."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import reset_queries
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from releases.exporting import folder
from releases.exporting.site.pages import Rewritten, redirect_page, style_references
from releases.exporting.site.places import ABOUT, PagePlace, Places, address_within
from releases.models import Edition, LegacyAddress
from releases.models.clock import Now
from releases.site import memento
from releases.site.visitor import Answer, VisitError, Visitor
from taxonomy import snapshot

MARK = ".newsroom-copy"
MADE_UP = "/404-not-found/"
LOCATION = re.compile(rb"<loc>([^<]+)</loc>")
SITEMAP = re.compile(r"/sitemap[-\w]*\.xml")


@dataclass
class CopyOutcome:
    """Which files were written, unchanged or deleted, and which links are broken on the site itself."""

    counts: Counter[str] = field(default_factory=Counter)
    broken: dict[str, str] = field(default_factory=dict)  # address, and a page that links to it
    size: int = 0

    def __str__(self) -> str:
        count = self.counts
        return (
            f"{count['written'] + count['unchanged']} files ({self.size / 1_000_000:.1f} MB):"
            f" {count['written']} written, {count['unchanged']} unchanged, {count['removed']} removed."
        )


def require_static_files() -> None:
    """Raises VisitError."""
    try:
        static("newsroom/newsroom.css")
    except ValueError as error:
        raise VisitError("Static files have not been collected; run manage.py collectstatic.") from error


class Copy:
    """One run into its folder, which belongs to it. Raises VisitError."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.outcome = CopyOutcome()
        require_static_files()
        self.visitor = Visitor()
        self.places = Places(snapshot.current())
        self._written: set[Path] = set()
        self._seen: set[str] = set()
        self._waiting: deque[tuple[PagePlace, str]] = deque()

    def run(self) -> CopyOutcome:
        self._claim()
        with translation.override(settings.LANGUAGE_CODE):
            self._seen |= set(about_addresses())
            # Pages come first and their indexes last, in case the copy is needed before it is complete.
            for addresses in (first_addresses(), every_release(), every_past_edition()):
                self._visit_later(filter(None, map(self.places.of, addresses)), "")
                self._walk()
            self._visit_later(every_former_address(), "")
            self._walk()
            self._write_what_no_address_leads_to()
        self._remove_what_is_gone()
        return self.outcome

    # The folder

    def _claim(self) -> None:
        """Everything in the folder is ours, except names that begin with a dot; so it must be empty, or already ours."""
        mark = self.directory / MARK
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            if not mark.exists() and any(not path.name.startswith(".") for path in self.directory.iterdir()):
                raise VisitError(
                    f"{self.directory} contains files that were not made by an export; choose an empty folder."
                )
        except (NotADirectoryError, FileExistsError) as error:
            raise VisitError(f"{self.directory} is not a folder.") from error
        mark.write_text("Made by manage.py export_site, which deletes anything in this folder that it did not write.\n")

    def _remove_what_is_gone(self) -> None:
        for path in sorted(self.directory.rglob("*"), reverse=True):
            if path.relative_to(self.directory).parts[0].startswith("."):
                continue
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path not in self._written:
                path.unlink()
                self.outcome.counts["removed"] += 1

    # Crawling

    def _walk(self) -> None:
        """Copy every queued address and what it links to, assets before the next page."""
        number = 0
        while self._waiting:
            self._copy(*self._waiting.popleft())
            number += 1
            if number % 100 == 0:
                reset_queries()  # Django keeps them while DEBUG is on

    def _visit_later(self, places: Iterable[PagePlace], page: str) -> None:
        for place in places:
            if place.href not in self._seen:
                self._seen.add(place.href)
                at_once = place.href.startswith(settings.STATIC_URL)
                (self._waiting.appendleft if at_once else self._waiting.append)((place, page))

    def _copy(self, place: PagePlace, page: str) -> None:
        path = self._path(place)
        if path is None:
            self.outcome.broken[place.ask] = page
        elif place.never_changes and path.is_file():
            self._keep(path)
        elif place.ask.startswith(settings.STATIC_URL):
            self._copy_asset(place, path, page)
        else:
            self._copy_answer(place, path, self.visitor.ask(place.ask), page)

    def _path(self, place: PagePlace) -> Path | None:
        """None for an address that would escape the folder, or that no file system can hold."""
        path = self.directory / place.file
        names = place.file.parts
        if ".." in names or any("\0" in name or len(name.encode()) > 255 for name in names) or place.file.is_absolute():
            return None
        return None if names[0].startswith(".") else path

    # Writing

    def _copy_answer(self, place: PagePlace, path: Path, answer: Answer, page: str) -> None:
        if answer.location:
            self._copy_redirect(path, place, answer)
        elif answer.status == 404:
            self.outcome.broken[place.ask] = page
        elif answer.is_page:
            if path.suffix != ".html":
                raise VisitError(
                    f"{place.ask} is a page, but releases/exporting/site/places.py treats it as something else."
                )
            self._write(path, self._page(answer.content, place.ask))
        else:
            if path.name == "index.html":
                raise VisitError(f"{place.ask} is not a page; say what it is in releases/exporting/site/places.py.")
            self._write(path, answer.content)
            if SITEMAP.fullmatch(place.ask):
                self._follow(unescape(found.decode()) for found in LOCATION.findall(answer.content))

    def _page(self, content: bytes, address: str) -> bytes:
        language = translation.get_language_from_path(address) or settings.LANGUAGE_CODE
        with translation.override(language):
            page = Rewritten(content, address, self.places.of, about_address(), _("About this copy"))
        self._visit_later(page.leads_to, address)
        return page.content

    def _copy_redirect(self, path: Path, place: PagePlace, answer: Answer) -> None:
        """Write a page in place of the redirect, unless it would redirect to itself."""
        address = address_within(answer.location, place.ask)
        target = self.places.of(address) if address else None
        if target is None or target.href == place.href:
            self.outcome.broken[place.ask] = place.ask
            return
        self._visit_later([target], place.ask)
        self._write(path, redirect_page(target.href, _("Continue to the page")))

    def _follow(self, locations: Iterable[str]) -> None:
        addresses = (address_within(location, "/") for location in locations)
        self._visit_later(filter(None, (self.places.of(address) for address in addresses if address)), "/sitemap.xml")

    def _copy_asset(self, place: PagePlace, path: Path, page: str) -> None:
        source = asset(unquote(place.ask.removeprefix(settings.STATIC_URL)))
        if source is None:
            self.outcome.broken[place.ask] = page
            return
        content = source.read_bytes()
        self._write(path, content)
        if path.suffix == ".css":
            found = (self.places.of(address) for address in style_references(content, place.ask))
            self._visit_later(filter(None, found), place.ask)

    def _write_what_no_address_leads_to(self) -> None:
        """The page about the copy, in every language, and the page a server shows for a missing address."""
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                address = about_address()
                request = self.visitor.request(address)
                request.vocabularies = self.places.vocabularies  # type: ignore[attr-defined]  # as the middleware does
                content = render(request, "copy.html", about(self.places)).content
                path = self._path(PagePlace(address, address))
                assert path is not None  # noqa: S101  # our own address
                self._write(path, self._page(content, address))
        # Links to other languages lead to their front pages: the missing address is unknown when this page is written.
        missing = self.visitor.ask(MADE_UP).content.replace(MADE_UP.encode(), b"/")
        self._write(self.directory / "404.html", self._page(missing, MADE_UP))
        self._walk()

    def _write(self, path: Path, content: bytes) -> None:
        if path in self._written:
            return
        self._written.add(path)
        self.outcome.size += len(content)
        if any(
            parent.is_file() for parent in path.parents if parent != self.directory and self.directory in parent.parents
        ):
            raise VisitError(f"{path} would be inside a file; two addresses of the site conflict.")
        self.outcome.counts["written" if folder.write(path, content) else "unchanged"] += 1

    def _keep(self, path: Path) -> None:
        self._written.add(path)
        self.outcome.size += path.stat().st_size
        self.outcome.counts["unchanged"] += 1


def first_addresses() -> Iterator[str]:
    """Entry points that no page links to. The sitemap leads to everything else."""
    yield from (reverse(name) for name in ("robots", "sitemap", "sitemap-news"))
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield from (
                reverse(name) for name in ("front", "release-list", "feed-rss", "feed-atom", "feed-corrections")
            )


def every_release() -> Iterator[str]:
    """Release addresses that are in no sitemap: the permanent ones, and those of notices."""
    release = 0
    live = Edition.objects.live().order_by("release", "language").values_list("release", "language")
    for number, language in live.iterator(chunk_size=2000):
        languages = [language] if number == release else [settings.LANGUAGE_CODE, language]
        release = number
        for code in languages:
            with translation.override(code):
                yield reverse("release-number", args=[number])


def every_past_edition() -> Iterator[str]:
    """Each superseded edition as it stood, with its files, and the time map of each release."""
    past = Edition.objects.readable().filter(
        live_until__lte=Now(), release__in=Edition.objects.live().values("release")
    )
    for edition in past.only("release", "language", "live_from").iterator(chunk_size=2000):
        yield memento.address_of(edition)
        yield memento.timemap_address(edition)


def every_former_address() -> Iterator[PagePlace]:
    """Addresses of former sites. A name with a page's extension is a file, any other a folder with an index page."""
    of_live = LegacyAddress.objects.filter(release__in=Edition.objects.live().values("release"))
    paths = of_live.exclude(path__contains="?").order_by("path").values_list("path", flat=True)
    for path in paths.iterator(chunk_size=2000):
        address = quote(path)
        yield PagePlace(address, address if path.endswith((".html", ".htm")) else f"{address}/")


def about_address() -> str:
    """In the active language."""
    return reverse("front") + ABOUT


def about_addresses() -> Iterator[str]:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield about_address()


def about(places: Places) -> dict[str, object]:
    """The context of the page about the copy. Without today's date, so that a second run changes nothing."""
    start = reverse("release-list")
    newest = Edition.objects.listed().order_by("-live_from").values_list("live_from", flat=True).first()
    kinds = [(f"{start}?type={kind.value}", kind.label) for kind in Edition.Type]
    return {"newest": newest, "kinds": kinds, "noindex": True}


def asset(name: str) -> Path | None:
    """The path of a static file: collected, or at its source."""
    collected = Path(settings.STATIC_ROOT) / name
    if ".." not in Path(name).parts and collected.is_file():
        return collected
    found = finders.find(name)
    return Path(found) if isinstance(found, str) else None
