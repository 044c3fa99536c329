"""What a Drupal node refers to: pictures and documents as media entities or files, further aliases, and redirects."""

import html
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol
from urllib.parse import urljoin

Object = dict[str, Any]  # a JSON object; values are checked where they are used

MEDIA, FILE, ALIAS, REDIRECT = "media--", "file--file", "path_alias--path_alias", "redirect--redirect"
NODE_TYPE, TERM = "node--", "taxonomy_term--"
COME_ALONG = {
    MEDIA: "It is a media entity; it comes with the nodes that show it.",
    FILE: "It is a file; it comes with the nodes that show it.",
    ALIAS: "It is an alias; it comes with the node that it leads to.",
    REDIRECT: "It is a redirect; it comes with the node that it leads to.",
    TERM: "It is a term; it comes with the nodes that carry it.",
}
OF_OTHERS = frozenset({"uid", "revision_uid", "thumbnail"})
EMBEDDED = re.compile(r"<drupal-media\b([^>]*)>(?:\s*</drupal-media>)?", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
NODE = re.compile(r"^(?:entity:|internal:/|/)node/(\d+)$")


class Held(Protocol):
    """The resources that responses brought."""

    def get(self, kind: str, identifier: str) -> Object | None: ...

    def media(self, identifier: str) -> str: ...


def comes_along(kind: str) -> str:
    """Why a resource is no item of its own; empty if it is one."""
    return next((reason for start, reason in COME_ALONG.items() if kind.startswith(start)), "")


def files_of(resource: Object, included: Held, home: str) -> list[Object]:
    """As a record names attachments, in the order of the node's fields."""
    found = [file for _, target in _targets(resource) for file in _files(target, included, home)]
    return list({file["path"]: file for file in reversed(found)}.values())[::-1]


def with_pictures(body: object, included: Held, home: str) -> object:
    """The text as entered, with embedded media as pictures."""
    if not isinstance(body, str) or "<drupal-media" not in body:
        return body

    def shown(found: re.Match[str]) -> str:
        said = {name: html.unescape(one or other) for name, one, other in ATTRIBUTE.findall(found[1])}
        uuid = said.get("data-entity-uuid", "")
        files = _files({"type": included.media(uuid), "id": uuid}, included, home)
        return "".join(_figure(file, said) for file in files)

    return EMBEDDED.sub(shown, body)


def leads_to(resource: Object) -> tuple[str, str, str] | None:
    """Of an alias or a redirect: the number of the node, the language of an alias, and the address."""
    is_alias, said = resource.get("type") == ALIAS, resource.get("attributes")
    target = inside(said, "path") if is_alias else inside(said, "redirect_redirect", "uri")
    node = NODE.match(target) if isinstance(target, str) else None
    address = str(inside(said, "alias") if is_alias else inside(said, "redirect_source", "path") or "")
    if node is None or not address.strip("/"):
        return None
    return node[1], str(inside(said, "langcode") or "") if is_alias else "", f"/{address.lstrip('/')}"


class Relation(NamedTuple):
    """What a field refers to, and where the site tells of it."""

    field: str
    targets: list[Object]
    related: str


def relations(resource: object) -> Iterator[Relation]:
    found = inside(resource, "relationships")
    for field, relation in found.items() if isinstance(found, dict) else ():
        if field in OF_OTHERS or not isinstance(relation, dict):
            continue
        data = relation.get("data")
        targets = [one for one in (data if isinstance(data, list) else [data]) if isinstance(one, dict)]
        link = inside(relation, "links", "related")
        address = link.get("href") if isinstance(link, dict) else link
        yield Relation(str(field), targets, address if isinstance(address, str) else "")


def _targets(resource: Object) -> Iterator[tuple[str, Object]]:
    for relation in relations(resource):
        yield from ((relation.field, target) for target in relation.targets)


def _files(target: Object, included: Held, home: str) -> list[Object]:
    kind = str(target.get("type", ""))
    resource = included.get(kind, str(target.get("id")))
    if resource is None:
        return []
    if kind.startswith(MEDIA):
        files = [
            file
            for _, inner in _targets(resource)
            if inner.get("type") == FILE
            for file in _files(inner, included, home)
        ]
        return files[:1]
    uri = inside(resource.get("attributes"), "uri", "url")
    if kind != FILE or not isinstance(uri, str):
        return []
    meta = target.get("meta")
    said = meta if isinstance(meta, dict) else {}
    return [
        {
            "path": urljoin(home, uri),
            "title": str(said.get("title") or said.get("description") or ""),
            "alternative_text": str(said.get("alt") or ""),
        }
    ]


def _figure(file: Object, said: dict[str, str]) -> str:
    caption = said.get("data-caption") or html.escape(file["title"])
    alternative = said.get("alt") or file["alternative_text"]
    told = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{html.escape(file["path"])}" alt="{html.escape(alternative)}">{told}</figure>'


def inside(said: object, *names: str) -> object:
    for name in names:
        said = said.get(name) if isinstance(said, dict) else None
    return said
