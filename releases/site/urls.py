"""Every public page that exists in several languages. New pages must be entered in `releases/tests/public_addresses.py`."""

import re

from django.urls import path, register_converter

from releases.language.numbers import MOST_DIGITS
from releases.site import feeds
from releases.site.corrections import CorrectionsFeed
from releases.site.formats import names
from releases.site.verifying.views import verify
from releases.site.views import api_guide, files, formats, front, release, release_list, suggestions, terms
from taxonomy.models import VOCABULARIES, Structure


class Segment:
    """The URL segment of a vocabulary, or of field operations, which are structures with an address of their own."""

    regex = "|".join([*(model.segment for model in VOCABULARIES), Structure.field_operations_segment])

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class Number:
    """A release number; one with more digits cannot exist, and would raise in SQLite."""

    regex = f"[0-9]{{1,{MOST_DIGITS}}}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Moment:
    """A day or an instant, as in 2004-01-21 or 2004-01-21T093000.000000Z."""

    regex = "[-0-9TZ.]{10,30}"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class Headline:
    """The slug at the end of an address, in any script; `releases.language.slugs` keeps it distinct from reserved words."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class Key:
    """The first digits of a digest."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class Ending:
    """Of an address that names a format."""

    regex = "|".join(map(re.escape, names.MEDIA_TYPES))

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(Ending, "ending")
register_converter(Key, "key")
register_converter(Segment, "segment")
register_converter(Number, "number")
register_converter(Moment, "moment")
register_converter(Headline, "headline")

urlpatterns = [
    path("", front.front, name="front"),
    path("releases/", release_list.release_list, name="release-list"),
    path("releases/suggest/", suggestions.suggest, name="suggest"),
    path("releases/feed/rss/", feeds.RssFeed(), name="feed-rss"),
    path("releases/feed/atom/", feeds.AtomFeed(), name="feed-atom"),
    path("releases/feed/corrections/", CorrectionsFeed(), name="feed-corrections"),
    path("releases/feed/json/", formats.json_feed, name="feed-json"),
    path("releases/feed/ninjs/", formats.ninjs_list, name="feed-ninjs"),
    path("releases/feed/newsml/", formats.newsml_list, name="feed-newsml"),
    path("releases/<number:number>/<headline:slug>.<ending:ending>", formats.release_format, name="release-format"),
    path("releases/<number:number>/", release.release_number, name="release-number"),
    path("releases/<number:number>/history/", release.history, name="release-history"),
    path("releases/<number:number>/at/<moment:moment>/", release.at, name="release-at"),
    path(
        "releases/<number:number>/at/<moment:moment>/files/<key:key>/<str:name>",
        files.file_then,
        name="release-file-then",
    ),
    path("releases/<number:number>/timemap/", release.timemap, name="release-timemap"),
    path("releases/<number:number>/picture/<number:edition>.png", release.picture, name="release-picture"),
    path("releases/<number:number>/files/<key:key>/<str:name>", files.file, name="release-file"),
    path("releases/<number:number>/<headline:slug>/", release.release, name="release"),
    path("verify/", verify, name="verify"),
    path("api/", api_guide.guide, name="api-guide"),
    path("<segment:segment>/", terms.vocabulary, name="vocabulary"),
    path("<segment:segment>/<slug:slug>/", terms.term, name="term"),
    path("<slug:slug>/", terms.page, name="page"),
]
