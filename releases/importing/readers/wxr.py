"""WordPress exports. Published posts are releases; everything else is skipped and counted, with a reason."""

import datetime
from collections.abc import Iterator
from contextlib import closing
from typing import IO
from urllib.parse import urlsplit

from releases.importing.readers.mapping_file import Foreign
from releases.importing.readers.sources import CannotBeReadError
from releases.importing.readers.wordpress_posts import (
    ALTERNATIVE_TEXT,
    ATTACHMENT,
    BLOCK,
    FEATURED,
    FORMER_SLUG,
    Post,
    Shelf,
    post_of,
)
from releases.importing.readers.wordpress_text import WordPressText
from releases.importing.readers.xml_items import items
from releases.importing.records import SourceItem, item_of
from releases.language import timestamps

POST, PUBLISHED, SCHEDULED = "post", "publish", "future"
NO_DATE = "0000-00-00"
# Taxonomies that say nothing of the subject.
NO_SUBJECTS = frozenset({"language", "post_translations", "term_language", "term_translations", "post_format", "nav_menu", "translation_priority"})  # fmt: skip
NO_CATEGORY = "uncategorized"  # its slug in every language begins with it
COME_ALONG = {
    ATTACHMENT: "It is a file; it comes with the texts that show it.",
    BLOCK: "It is a reusable block; it comes with the texts that show it.",
}


def read(file: IO[bytes], name: str, foreign: Foreign, after: int = 0) -> Iterator[SourceItem]:
    """An export that breaks off yields what precedes the damage, before the error is raised."""
    with closing(Shelf()) as shelf:
        damage, site = None, dict[str, str]()
        try:
            for number, (element, site) in enumerate(items(file, "item"), start=1):  # noqa: B007  # the last is whole
                post = post_of(element)
                shelf.put(number, post, is_text=not _none_of_ours(post, foreign))
        except CannotBeReadError as error:
            damage = error
        for number, post in shelf.posts():
            if reason := _none_of_ours(post, foreign):
                yield SourceItem(name, number, skipped=reason)
                continue
            guesses: list[str] = []
            yield item_of(foreign.defaults | _data(post, shelf, site, foreign, guesses), name, number, guesses)
        if damage:
            raise damage


def _none_of_ours(post: Post, foreign: Foreign) -> str:
    """Why the item is not a release; empty if it is one."""
    if post.kind in COME_ALONG:
        return COME_ALONG[post.kind]
    if post.kind != POST and post.kind not in foreign.values.get("type", {}):
        return f"Its type is {post.kind!r}; it is not a post." if post.kind else "It has no post type."
    if post.password:
        return "It was password-protected, so it was not public."
    if post.status == SCHEDULED and _is_ahead(post):
        return ""
    return "" if post.status == PUBLISHED else f"It was not public at its origin: its status is {post.status!r}."


def _is_ahead(post: Post) -> bool:
    """A scheduled post still in the future is an embargo; for one whose time has passed, the export does not show
    whether it was published.
    """
    try:
        due = datetime.datetime.fromisoformat(_date(post) or "")
    except ValueError:
        return False
    return due.tzinfo is not None and due > datetime.datetime.now(datetime.UTC)


def _data(post: Post, shelf: Shelf, site: dict[str, str], foreign: Foreign, guesses: list[str]) -> dict[str, object]:
    text = WordPressText(post, shelf, _home(site))
    body = text.html()
    guesses += text.remarks
    featured = shelf.get(post.said(FEATURED)) if post.said(FEATURED) else None
    data: dict[str, object] = {
        "id": post.id,
        "language": foreign.language_of(post.language or site.get("language", ""), guesses),
        "translation_of": shelf.original_of(post, site.get("language", "").split("-")[0]) or None,
        "title": post.title,
        "date": _date(post),
        "body": body,
        "lead": post.excerpt or None,
        "url": post.link or None,
        "legacy_addresses": list(_other_addresses(post, shelf, site)) or None,
        "type": foreign.value("type", post.kind) if post.kind != POST else "news",
        "categories": list(_categories(post)),
        "attachments": [_picture(featured)] if featured and featured.file else None,
    }
    return {key: value for key, value in data.items() if value is not None}


def _categories(post: Post) -> Iterator[str]:
    found = [name for domain, slug, name in post.categories if domain not in NO_SUBJECTS and not slug.startswith(NO_CATEGORY)]  # fmt: skip
    return iter(dict.fromkeys(name for name in found if name.casefold() != NO_CATEGORY))


def _picture(file: Post) -> dict[str, str]:
    return {"path": file.file, "title": file.excerpt, "alternative_text": file.said(ALTERNATIVE_TEXT)}


def _home(site: dict[str, str]) -> str:
    """The address of the front page, with a slash at its end."""
    home = site.get("base_blog_url") or site.get("link", "")
    return f"{home.rstrip('/')}/" if home else ""


def _other_addresses(post: Post, shelf: Shelf, site: dict[str, str]) -> Iterator[str]:
    """Its number, which always worked; its former slugs; the files and their pages that were uploaded to it alone."""
    if home := _home(site):
        yield f"{home}?p={post.id}"
    if post.guid != post.link and urlsplit(post.guid).query.startswith("p="):
        yield post.guid
    start, _, slug = post.link.rstrip("/").rpartition("/")
    if slug and "?" not in slug:
        yield from (f"{start}/{former}/" for former in post.all_said(FORMER_SLUG) if former)
    for file in shelf.files_of(post.id):
        owner = shelf.file_at(file.file)
        if owner and owner.id == file.id:
            yield from (address for address in (file.file, file.link) if address)


def _date(post: Post) -> str | None:
    """With its offset, computed from the local and the GMT time in the export."""
    try:
        there = datetime.datetime.fromisoformat(post.local)
        if post.utc and not post.utc.startswith(NO_DATE):
            offset = there - datetime.datetime.fromisoformat(post.utc)
            return there.replace(tzinfo=datetime.timezone(offset)).isoformat()
        return there.isoformat()
    except ValueError:
        return timestamps.in_iso(post.published) if post.published else None
