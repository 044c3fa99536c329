"""Everything in a WordPress export, kept in a temporary database: a post refers to files, blocks and translations that come after it."""

import sqlite3
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import msgspec

from releases.importing.picture_sizes import unsized
from releases.importing.readers.xml_items import Element

WORDPRESS, CONTENT, EXCERPT = "wordpress.org/export", "purl.org/rss/1.0/modules/content", "excerpt"
ATTACHMENT, BLOCK = "attachment", "wp_block"
# Polylang's taxonomies, and the fields in which WPML writes the same into an export.
LANGUAGE, TRANSLATIONS = "language", "post_translations"
WPML_LANGUAGE, WPML_SOURCE, WPML_GROUP = (
    f"_wpml_import_{name}" for name in ("language_code", "source_language_code", "translation_group")
)
ALTERNATIVE_TEXT, FEATURED, FORMER_SLUG = "_wp_attachment_image_alt", "_thumbnail_id", "_wp_old_slug"

SCHEMA = """
PRAGMA journal_mode = OFF;
CREATE TABLE posts (position INTEGER PRIMARY KEY, id TEXT, post BLOB);
CREATE INDEX posts_by_id ON posts (id);
CREATE TABLE files (id TEXT, address TEXT, parent TEXT);
CREATE INDEX files_by_address ON files (address);
CREATE INDEX files_by_parent ON files (parent);
CREATE TABLE texts (family TEXT, id TEXT, language TEXT, source INTEGER, position INTEGER);
CREATE INDEX texts_by_family ON texts (family);
"""


class Post(msgspec.Struct):
    """An item of an export, of whatever type, as it stands there."""

    id: str
    kind: str
    status: str
    password: str
    title: str
    link: str
    guid: str
    local: str
    utc: str
    published: str
    content: str
    excerpt: str
    parent: str
    file: str  # the address of an attachment
    categories: list[tuple[str, str, str]]  # taxonomy, slug, name
    meta: list[tuple[str, str]]

    def said(self, key: str) -> str:
        return next((value for name, value in self.meta if name == key), "")

    def all_said(self, key: str) -> list[str]:
        return [value for name, value in self.meta if name == key]

    def slug_in(self, taxonomy: str) -> str:
        return next((slug for domain, slug, _ in self.categories if domain == taxonomy), "")

    @property
    def language(self) -> str:
        return self.slug_in(LANGUAGE) or self.said(WPML_LANGUAGE)

    @property
    def family(self) -> str:
        """What it shares with its translations."""
        return self.slug_in(TRANSLATIONS) or self.said(WPML_GROUP)


def post_of(element: Element) -> Post:
    def said(name: str) -> str:
        return element.say(name, within=WORDPRESS)

    return Post(
        id=said("post_id") or element.say("guid"),
        kind=said("post_type"),
        status=said("status"),
        password=said("post_password"),
        title=element.say("title"),
        link=element.say("link"),
        guid=element.say("guid"),
        local=said("post_date"),
        utc=said("post_date_gmt"),
        published=element.say("pubDate"),
        content=element.say("encoded", within=CONTENT),
        excerpt=element.say("encoded", within=EXCERPT),
        parent=said("post_parent"),
        file=said("attachment_url"),
        categories=[
            (one.attributes.get("domain", ""), one.attributes.get("nicename", ""), str(one))
            for one in element.all_named("category")
            if str(one)
        ],
        meta=[
            (one.say("meta_key", within=WORDPRESS), one.say("meta_value", within=WORDPRESS))
            for one in element.all_named("postmeta", within=WORDPRESS)
        ],
    )


_post = msgspec.json.Decoder(Post)


class Shelf:
    """The posts of one export; it disappears with the process."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(SCHEMA)
        self._database.execute("BEGIN")

    def close(self) -> None:
        self._database.close()

    def put(self, position: int, post: Post, *, is_text: bool) -> None:
        self._database.execute("INSERT INTO posts VALUES (?, ?, ?)", [position, post.id, msgspec.json.encode(post)])
        if post.kind == ATTACHMENT and post.file:
            row = [post.id, unsized(path_of(post.file)), post.parent]
            self._database.execute("INSERT INTO files VALUES (?, ?, ?)", row)
        if is_text and post.family:
            translated = bool(post.said(WPML_SOURCE))
            row_of_text = [post.family, post.id, post.language, not translated, position]
            self._database.execute("INSERT INTO texts VALUES (?, ?, ?, ?, ?)", row_of_text)

    def posts(self) -> Iterator[tuple[int, Post]]:
        cursor = self._database.cursor()
        for position, post in cursor.execute("SELECT position, post FROM posts ORDER BY position"):
            yield position, _post.decode(post)

    def get(self, id_: str) -> Post | None:
        return next(self._chosen("SELECT post FROM posts WHERE id = ? LIMIT 1", id_), None)

    def file_at(self, address: str) -> Post | None:
        """The attachment that the address names, in whatever size."""
        query = "SELECT post FROM posts JOIN files USING (id) WHERE address = ? LIMIT 1"
        return next(self._chosen(query, unsized(path_of(address))), None)

    def files_of(self, id_: str) -> Iterable[Post]:
        query = "SELECT post FROM posts JOIN files USING (id) WHERE files.parent = ? ORDER BY position"
        return self._chosen(query, id_)

    def original_of(self, post: Post, language: str) -> str:
        """The text that it translates, by the site's own word, its language, or the order of the export; empty for that text itself."""
        if not post.family:
            return ""
        query = "SELECT id FROM texts WHERE family = ? ORDER BY source DESC, language = ? DESC, position LIMIT 1"
        first = self._database.execute(query, [post.family, language]).fetchone()
        return "" if first is None or first[0] == post.id else str(first[0])

    def _chosen(self, query: str, value: str) -> Iterator[Post]:
        return (_post.decode(post) for (post,) in self._database.execute(query, [value]).fetchall())


def path_of(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return address
