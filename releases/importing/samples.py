"""Ten of the texts that an import would bring, as they would be stored, for people to look at before anything is written."""

import random
from dataclasses import dataclass, field

from releases.importing.contents import content_of
from releases.importing.mapped import MappedRecord
from releases.importing.rows import TEXTS
from releases.language.slugs import slug_for
from releases.record.canonical import Content

MOST = 10
LONGEST = 200_000  # characters; a longer text is not shown


@dataclass
class Samples:
    """Chosen evenly from all, and the same in every run over the same records."""

    contents: list[Content] = field(default_factory=list)
    _met: int = 0
    _chance: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311  # no secret

    def add(self, mapped: MappedRecord) -> None:
        if len(mapped.text.body) > LONGEST:
            return
        self._met += 1
        place = len(self.contents) if self._met <= MOST else self._chance.randrange(self._met)
        if place < MOST:
            self.contents[place : place + 1] = [_content(mapped)]


def _content(mapped: MappedRecord) -> Content:
    text = mapped.text
    values = {name: getattr(text, name) for name in TEXTS}
    return content_of(values | {"language": mapped.language, "slug": slug_for(text.headline)}, text)
