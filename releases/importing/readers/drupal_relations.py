"""What a Drupal node refers to: pictures and documents as media entities or files, further aliases, and redirects."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

Object = dict[str, Any]  # a JSON object; values are checked where they are used
Resources = dict[tuple[str, str], Object]  # by type and id
Addresses = dict[str, list[tuple[str, str]]]

MEDIA, FILE, ALIAS, REDIRECT = "media--", "file--file", "path_alias--path_alias", "redirect--redirect"
COME_ALONG = {
    MEDIA: "It is a media entity; it comes with the nodes that show it.",
    FILE: "It is a file; it comes with the nodes that show it.",
    ALIAS: "It is an alias; it comes with the node that it leads to.",
    REDIRECT: "It is a redirect; it comes with the node that it leads to.",
}
OF_OTHERS = frozenset({"uid", "revision_uid", "thumbnail"})
EMBEDDED = re.compile(r"<drupal-media\b([^>]*)>(?:\s*</drupal-media>)?", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
NODE = re.compile(r"^(?:entity:|internal:/|/)node/(\d+)$")


def comes_along(kind: str) -> str:
    """Why a resource is no item of its own; empty if it is one."""
    return next((reason for start, reason in COME_ALONG.items() if kind.startswith(start)), "")


def files_of(resource: Object, included: Resources, home: str) -> list[Object]:
    """As a record names attachments, in the order of the node's fields."""
    found = [file for _, target in _targets(resource) for file in _files(target, included, home)]
    return list({file["path"]: file for file in reversed(found)}.values())[::-1]


def with_pictures(body: object, included: Resources, home: str) -> object:
    """The text as entered, with embedded media as pictures."""
    if not isinstance(body, str) or "<drupal-media" not in body:
        return body
    media = {identifier: kind for kind, identifier in included if kind.startswith(MEDIA)}

    def shown(found: re.Match[str]) -> str:
        said = {name: html.unescape(one or other) for name, one, other in ATTRIBUTE.findall(found[1])}
        uuid = said.get("data-entity-uuid", "")
        files = _files({"type": media.get(uuid, ""), "id": uuid}, included, home)
        return "".join(_figure(file, said) for file in files)

    return EMBEDDED.sub(shown, body)


def addresses(resources: Iterable[Object]) -> Addresses:
    """Further aliases of nodes, and what redirected to them: by the number of the node, with the language of an alias."""
    found: Addresses = {}
    for one in resources:
        kind, said = str(one.get("type")), one.get("attributes")
        leads_to = inside(said, "path") if kind == ALIAS else inside(said, "redirect_redirect", "uri")
        node = NODE.match(leads_to) if isinstance(leads_to, str) and kind in (ALIAS, REDIRECT) else None
        address = str(inside(said, "alias") if kind == ALIAS else inside(said, "redirect_source", "path") or "")
        if node and address.strip("/"):
            language = str(inside(said, "langcode") or "") if kind == ALIAS else ""
            found.setdefault(node[1], []).append((language, f"/{address.lstrip('/')}"))
    return found


def _targets(resource: Object) -> Iterator[tuple[str, Object]]:
    relationships = resource.get("relationships")
    for field, relation in relationships.items() if isinstance(relationships, dict) else ():
        targets = relation.get("data") if isinstance(relation, dict) and field not in OF_OTHERS else None
        yield from (
            (str(field), target)
            for target in (targets if isinstance(targets, list) else [targets])
            if isinstance(target, dict)
        )


def _files(target: Object, included: Resources, home: str) -> list[Object]:
    kind = str(target.get("type", ""))
    resource = included.get((kind, str(target.get("id"))))
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
