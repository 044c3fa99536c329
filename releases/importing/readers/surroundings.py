"""What the files of a source say about each other. It is gathered when first asked for, by reading the source once more."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from releases.importing.fetching import Fetched, FetchError, fetched
from releases.importing.readers import drupal_shelf
from releases.importing.readers.detection import is_drupal
from releases.importing.readers.drupal_shelf import Shelf
from releases.importing.readers.site import Site
from releases.importing.readers.sources import LARGEST, Opened, opened


@dataclass
class Surroundings:
    """`fetch` allows what the source refers to, and does not have, to be asked for at its address."""

    path: Path
    fetch: bool = False

    @cached_property
    def site(self) -> Site:
        site = Site()
        for file in self.files():
            site.look_at(file)
        site.settle()
        return site

    @cached_property
    def shelf(self) -> Shelf:
        """Of the responses of a Drupal site."""
        answers = (file.content.read(LARGEST) for file in self.files() if is_drupal(file.content))
        return drupal_shelf.filled(answers, Shelf())

    def files(self) -> Iterator[Opened]:
        """All of them that can be opened; none of standard input, which cannot be read twice."""
        if self.path.exists():
            yield from (file for file in opened(self.path) if not file.refusal)

    def fetched(self, address: str) -> Fetched:
        """Raises FetchError."""
        if not self.fetch:
            raise FetchError("nothing was to be fetched")
        return fetched(address)
