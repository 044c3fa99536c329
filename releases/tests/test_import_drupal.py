"""What a Drupal node refers to comes along: media entities, files, aliases, redirects."""

import json
from typing import Any

import pytest

from releases.importing import readers
from releases.models import Edition
from releases.tests.files import picture
from releases.tests.foreign_files import NODE
from releases.tests.importing import run

FILES = "https://former.example/sites/default/files"
MEDIA: dict[str, Any] = {
    "type": "media--image", "id": "m",
    "relationships": {
        "thumbnail": {"data": {"type": "file--file", "id": "t"}},
        "field_media_image": {"data": {"type": "file--file", "id": "f", "meta": {"alt": "A bridge", "title": "Opened"}}},
    },
}  # fmt: skip
FILE = {
    "type": "file--file",
    "id": "f",
    "attributes": {"uri": {"value": "public://b.jpg", "url": "/sites/default/files/b.jpg"}},
}
ALIAS = {
    "type": "path_alias--path_alias",
    "id": "a",
    "attributes": {"alias": "/office", "path": "/node/7", "langcode": "en"},
}
REDIRECT = {
    "type": "redirect--redirect", "id": "r",
    "attributes": {"redirect_source": {"path": "old/office"}, "redirect_redirect": {"uri": "entity:node/7"}},
}  # fmt: skip
SHOWN = {"path": f"{FILES}/b.jpg", "title": "Opened", "alternative_text": "A bridge"}


def node(body: str = "<p>B</p>", **relationships: Any) -> dict[str, Any]:
    text = {"value": body, "format": "full_html"}
    return NODE | {"attributes": NODE["attributes"] | {"body": text}, "relationships": relationships}


@pytest.fixture
def answer(tmp_path):
    def write(*data: dict, included=()):
        path = tmp_path / "answer.json"
        path.write_text(json.dumps({"data": list(data), "included": list(included)}))
        return path

    return write


def told(file):
    return {"path": file.path, "title": file.title, "alternative_text": file.alternative_text}


@pytest.mark.parametrize(
    "target",
    [
        {"type": "media--image", "id": "m"},
        {"type": "file--file", "id": "f", "meta": {"alt": "A bridge", "title": "Opened"}},
    ],
)
def test_picture_of_a_field_comes_along(answer, target):
    (item,) = readers.read(answer(node(field_image={"data": target}), included=[MEDIA, FILE]))

    assert item.record
    assert [told(file) for file in item.record.attachments] == [SHOWN]


@pytest.mark.django_db
def test_embedded_media_is_a_picture_with_its_caption(answer, tmp_path):
    (tmp_path / "b.jpg").write_bytes(picture())
    body = (
        '<p>B</p><drupal-media data-entity-type="media" data-entity-uuid="m" data-caption="The opening"></drupal-media>'
    )

    run(answer(node(body), included=[MEDIA, FILE]), files=tmp_path)
    edition = Edition.objects.get()

    assert edition.body == "<p>B</p>"
    assert [(file.title, file.alternative_text) for file in edition.files.all()] == [("The opening", "A bridge")]


@pytest.mark.django_db
def test_every_address_of_a_node_leads_to_its_release(answer, client):
    said = run(answer(node(), REDIRECT, included=[ALIAS]))[0]
    home = Edition.objects.get().get_absolute_url()

    assert said == "Read 2: 1 created, 0 updated, 0 unchanged, 0 refused, 1 skipped."
    chains = [
        client.get(path, follow=True).redirect_chain for path in ("/office", "/old/office", "/node/7", "/en/item/seven")
    ]

    assert {chain[-1][0] for chain in chains} == {home}


def test_redirect_to_another_node_is_not_taken(answer):
    (item,) = readers.read(
        answer(NODE | {"attributes": NODE["attributes"] | {"drupal_internal__nid": 8}}, included=[ALIAS, REDIRECT])
    )

    assert item.record
    assert item.record.legacy_addresses == []


def test_language_that_drupal_does_not_know_is_assumed(answer):
    (item,) = readers.read(answer(NODE | {"attributes": NODE["attributes"] | {"langcode": "und"}}))

    assert item.record
    assert (item.record.language, item.guesses) == ("en", ["It names no language; 'en' was assumed."])
