"""Saved responses of a Drupal site's JSON:API: one node or many, or flattened by a client, with what other responses say of them.

A node's text is its `body`, its date the creation date. Other fields are explained by a mapping file: `field_topics =
"fields_of_work"`.
"""

from collections.abc import Iterator
from typing import IO
from urllib.parse import urljoin, urlsplit

from releases.importing.fetching import FetchError
from releases.importing.readers import drupal_answers, drupal_relations
from releases.importing.readers.drupal_answers import Answer
from releases.importing.readers.drupal_relations import Object
from releases.importing.readers.drupal_shelf import Shelf
from releases.importing.readers.mapping_file import Foreign
from releases.importing.readers.sources import CannotBeReadError, whole
from releases.importing.readers.surroundings import Surroundings
from releases.importing.records import KNOWN_KEYS, SourceItem, item_of

NO_TAGS = frozenset({"node_type", "revision_uid", "uid"})


def read(file: IO[bytes], name: str, foreign: Foreign, after: int, around: Surroundings) -> Iterator[SourceItem]:
    raw = whole(file, "answer")
    if not raw.strip():
        return
    shelf, found = around.shelf, 0
    for answer in _answers(drupal_answers.decoded(raw), around):
        if isinstance(answer, str):
            yield SourceItem(name, refusal=answer)
            continue
        if not answer.resources and not answer.included:
            raise CannotBeReadError("The response contains no nodes.")
        shelf.put([*answer.resources, *answer.included])
        for resource in answer.resources:
            found += 1
            guesses = shelf.complete(resource, around) if around.fetch else []
            yield _item(resource, shelf, name, found, foreign, guesses)


def _answers(answer: Answer, around: Surroundings) -> Iterator[Answer | str]:
    """The answer, and those in which its list goes on and that were not saved; or why there are no more."""
    yield answer
    met = set(around.shelf.saved)
    while answer.following and answer.following not in met:
        met.add(answer.following)
        if not around.fetch:
            yield f"The list goes on at {answer.following}, which was not saved; --fetch fetches it."
            return
        try:
            answer = drupal_answers.decoded(around.fetched(answer.following).content)
        except (FetchError, CannotBeReadError) as error:
            yield f"The list goes on at {answer.following}, which cannot be fetched: {error}."
            return
        yield answer


def _item(resource: object, shelf: Shelf, name: str, number: int, foreign: Foreign, guesses: list[str]) -> SourceItem:
    kind = str(resource.get("type", "")) if isinstance(resource, dict) else ""
    # A flattened response omits the type; a node number identifies a node all the same.
    if not isinstance(resource, dict) or not (
        kind.startswith(drupal_relations.NODE_TYPE) or "drupal_internal__nid" in resource
    ):
        if reason := drupal_relations.comes_along(kind):
            return SourceItem(name, number, skipped=reason)
        return SourceItem(name, number, skipped=f"Its type is {kind!r}; it is not a node.")
    attributes = resource.get("attributes")
    said: Object = attributes if isinstance(attributes, dict) else resource
    if said.get("status") is False or said.get("moderation_state") in ("draft", "archived"):
        return SourceItem(name, number, skipped="It is not published at its origin.")
    data = foreign.defaults | _data(resource, said, foreign, guesses) | _mapped(resource, said, shelf, foreign)
    data |= _brought(resource, said, data, shelf)
    return item_of(data, name, number, guesses)


def _brought(resource: Object, said: Object, data: Object, around: Shelf) -> Object:
    """What the node shows and is reached by, from other resources."""
    home, language = _home(resource), str(said.get("langcode") or "")
    leading = around.leading(str(said.get("drupal_internal__nid")))
    others = [urljoin(home, address) for code, address in leading if code in (language, "und", "")]
    files = drupal_relations.files_of(resource, around, home)
    found: Object = {"body": drupal_relations.with_pictures(data.get("body"), around, home)}
    if files:
        found["attachments"] = [*data.get("attachments", []), *files]
    return found | ({"legacy_addresses": others} if others else {})


def _home(resource: Object) -> str:
    """The address of the site, as the response gives its own."""
    href = drupal_relations.inside(resource.get("links"), "self", "href")
    return href if isinstance(href, str) else ""


def _data(resource: Object, said: Object, foreign: Foreign, guesses: list[str]) -> Object:
    uuid, language = str(resource.get("id") or ""), foreign.language_of(_language(said), guesses)
    translated = said.get("default_langcode") is False
    body = said.get("body")
    path = said.get("path")
    alias = path.get("alias") if isinstance(path, dict) else None
    data = {
        # All translations of a node share its id.
        "id": f"{uuid}/{language}" if translated else uuid or None,
        "translation_of": uuid if translated else None,
        "language": language,
        "title": said.get("title"),
        "date": said.get("created"),
        "body": _text(body),
        "lead": (body.get("summary") or None) if isinstance(body, dict) else None,
        "url": _address(resource, alias, str(said.get("langcode") or "")),
        "node": said.get("drupal_internal__nid"),
        "type": "news",
    }
    return {key: value for key, value in data.items() if value is not None}


def _language(said: Object) -> str:
    """Empty where Drupal says that it is unknown, or none."""
    code = str(said.get("langcode") or "")
    return "" if code in ("und", "zxx") else code


def _text(value: object) -> object:
    """A formatted text as processed by the site, or else as entered."""
    return value.get("processed") or value.get("value") if isinstance(value, dict) else value


def _address(resource: Object, alias: object, language: str) -> str | None:
    """With the host of the response, so that links to it in other texts are recognised."""
    if not isinstance(alias, str) or not alias:
        return None
    links = resource.get("links")
    own = links.get("self") if isinstance(links, dict) else None
    href = str(own.get("href") or "") if isinstance(own, dict) else ""
    try:
        parts = urlsplit(href)
    except ValueError:
        return alias
    prefix = f"/{language}" if parts.path.startswith(f"/{language}/") else ""
    return f"{parts.scheme}://{parts.netloc}{prefix}{alias}" if parts.netloc else alias


def _mapped(resource: Object, said: Object, included: Shelf, foreign: Foreign) -> Object:
    """The fields that the mapping file explains; names of other terms are looked up in every vocabulary."""
    data: Object = {
        key: _text(value)
        for field, value in said.items()
        if (key := foreign.columns.get(field.casefold(), "")) in KNOWN_KEYS and value is not None
    }
    relationships = resource.get("relationships")
    for field, relation in relationships.items() if isinstance(relationships, dict) else ():
        names = _names(relation, included)
        key = foreign.columns.get(str(field).casefold(), "categories")
        if names and field not in NO_TAGS:
            data[key] = [*data.get(key, []), *names] if isinstance(data.get(key, []), list) else names
    return data


def _names(relation: object, included: Shelf) -> list[str]:
    """The names of the terms that a field refers to, if they were included."""
    targets = relation.get("data") if isinstance(relation, dict) else None
    names = []
    for target in targets if isinstance(targets, list) else [targets]:
        if not isinstance(target, dict) or not str(target.get("type", "")).startswith("taxonomy_term"):
            continue
        attributes = (included.get(str(target.get("type")), str(target.get("id"))) or {}).get("attributes")
        if isinstance(attributes, dict) and isinstance(attributes.get("name"), str):
            names.append(attributes["name"])
    return names
