"""Previews: a text on the public page before it is public, exactly as it will look, beside nothing that is not public
yet.

Nothing is written. The text may come from an edition, a saved text, or an unsaved form.
"""

import base64

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import cached_property

from releases.files import store
from releases.models import Edition, EditionFile, Release
from releases.models.clock import database_time
from releases.reading.editions import Parts, Reading
from releases.reading.pictures import ShownFile
from releases.site.context_processors import public_page
from releases.site.release_page import whole_page
from releases.site.requests import vocabularies_of
from releases.site.surroundings import Around
from taxonomy.snapshot import Vocabularies

LARGEST_PICTURE = 3_000_000  # bytes


class PreviewReading(Reading):
    """Files have no public address yet: pictures are embedded, and documents are only named."""

    @cached_property
    def shown_files(self) -> list[ShownFile]:
        return [ShownFile(file, "#files", embedded(file)) for file in self.files]


def embedded(file: EditionFile) -> str:
    """The smaller copy of a picture as a data URL; empty if it is not a picture, or missing."""
    small = file.preview or file.itself
    path = store.path_of(small.digest)
    if not file.is_image or not path.is_file() or path.stat().st_size > LARGEST_PICTURE:
        return ""
    return f"data:{small.media_type};base64,{base64.b64encode(path.read_bytes()).decode()}"


class AroundPreview(Around):
    """What will surround the text once it is public; what the text carries need not be stored."""

    def __init__(self, reading: Reading, vocabularies: Vocabularies) -> None:
        super().__init__(reading.edition, vocabularies)
        self.reading = reading

    @property
    def editions(self) -> list[Edition]:
        """The public editions, preceded by this text."""
        public = [other for other in super().editions if other.number < self.edition.number]
        return [self.edition, *public]

    @property
    def translations(self) -> list[Edition]:
        others = [other for other in super().translations if other.language != self.edition.language]
        return sorted([self.edition, *others], key=lambda other: other.language)


def preview(request: HttpRequest, edition: Edition, parts: Parts) -> str:
    """The public page as HTML, in the language of the text. The edition must not be saved afterwards."""
    if edition.release_id is None:
        # Any number that a new release could get; the page cannot be rendered without one.
        last = Release.objects.order_by("-number").values_list("number", flat=True).first()
        edition.release_id = (last or 0) + 1
    edition.live_from = edition.live_from or database_time()
    vocabularies = vocabularies_of(request)
    with translation.override(edition.language):
        reading = PreviewReading(edition, vocabularies, parts)
        page = whole_page(reading, AroundPreview(reading, vocabularies))
        return render_to_string("release.html", public_page(request) | page | {"noindex": True}, request)
