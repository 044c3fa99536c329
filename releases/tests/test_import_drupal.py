"""What a Drupal node refers to comes along: media entities, files, aliases, redirects."""

import json
from typing import Any

import pytest

from releases.importing import readers
from releases.models import Edition, Release
from releases.tests.files import picture
from releases.tests.foreign_files import BROUGHT, NODE
from releases.tests.former_site import former as former
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


@pytest.fixture
def folder(tmp_path):
    """Of responses, each saved in a file of its own."""

    def write(**answers: Any):
        for name, answer in answers.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(answer if isinstance(answer, dict) else {"data": answer}))
        return tmp_path

    return write


@pytest.mark.django_db
@pytest.mark.parametrize("nodes", ["a", "z"], ids=["nodes first", "nodes last"])
def test_what_a_node_refers_to_is_found_in_other_responses(folder, client, nodes):
    shown = node(
        field_image={"data": {"type": "media--image", "id": "m"}},
        field_topics={"data": [{"type": "taxonomy_term--topics", "id": "t"}]},
    )
    path = folder(**{nodes: [shown], "m1": [MEDIA], "m2": [FILE], "m3": BROUGHT, "m4": [ALIAS], "m5": [REDIRECT]})
    (path / "b.jpg").write_bytes(picture())

    told, _, _ = run(path, files=path, format="drupal")
    edition = Edition.objects.get(headline="T")

    assert "1 created" in told
    assert [(file.title, file.alternative_text) for file in edition.files.all()] == [("Opened", "A bridge")]
    assert edition.keywords == ["Elections"]
    chains = [client.get(path, follow=True).redirect_chain for path in ("/office", "/old/office", "/node/7")]
    assert {chain[-1][0] for chain in chains} == {edition.get_absolute_url()}


@pytest.mark.django_db
def test_translations_of_other_responses_share_the_release(folder):
    french = NODE | {"attributes": NODE["attributes"] | {"langcode": "fr", "default_langcode": False, "title": "Titre", "path": None}}  # fmt: skip

    run(folder(a=[french], b=[NODE]))

    assert Release.objects.count() == 1
    assert sorted(Edition.objects.values_list("language", "headline")) == [("en", "T"), ("fr", "Titre")]


SECOND = NODE | {"id": "u-8", "attributes": NODE["attributes"] | {"drupal_internal__nid": 8, "title": "Second", "path": None}}  # fmt: skip


def pages(home: str) -> tuple[dict[str, Any], dict[str, Any]]:
    first, second = f"{home}/jsonapi/node", f"{home}/jsonapi/node?page=2"
    return (
        {"data": [NODE], "links": {"self": {"href": first}, "next": {"href": second}}},
        {"data": [SECOND], "links": {"self": second}},
    )


def test_list_that_goes_on_in_another_saved_response_is_whole(folder):
    first, second = pages("https://former.example")

    items = list(readers.read(folder(a=first, b=second)))

    assert [item.record.title for item in items if item.record] == ["T", "Second"]
    assert [item.refusal for item in items if item.refusal] == []


def test_list_that_goes_on_elsewhere_is_missed(folder):
    first, _ = pages("https://former.example")

    (_, item) = readers.read(folder(a=first) / "a.json")

    assert item.refusal == "The list goes on at https://former.example/jsonapi/node?page=2, which was not saved; --fetch fetches it."  # fmt: skip


def test_list_is_fetched_to_its_end_and_so_is_what_its_nodes_show(folder, former):
    first, second = pages(former.home)
    image = {
        "data": {"type": "media--image", "id": "m"},
        "links": {"related": {"href": f"{former.home}/node/field_image"}},
    }
    of_file = MEDIA["relationships"]["field_media_image"] | {"links": {"related": {"href": f"{former.home}/file"}}}
    media = MEDIA | {"relationships": {"field_media_image": of_file}}
    second["data"] = [SECOND | {"relationships": {"field_image": image}}]
    second["links"] |= {"next": {"href": f"{former.home}/jsonapi/node"}}  # a circle
    files = {
        "/jsonapi/node?page=2": json.dumps(second).encode(),
        "/jsonapi/node": json.dumps(first).encode(),
        "/node/field_image": json.dumps({"data": media}).encode(),
        "/file": json.dumps({"data": FILE}).encode(),
    }
    former.files.update(files)

    records = [item.record for item in readers.read(folder(a=first) / "a.json", fetch=True) if item.record]

    assert [record.title for record in records] == ["T", "Second"]
    assert [told(file) for file in records[1].attachments] == [SHOWN]
    assert former.asked == ["/jsonapi/node?page=2", "/node/field_image", "/file"]


def test_what_cannot_be_fetched_is_named(folder, former):
    related = {"href": f"{former.home}/gone"}
    shown = node(field_image={"data": {"type": "media--image", "id": "m"}, "links": {"related": related}})

    (item,) = readers.read(folder(a=[shown]) / "a.json", fetch=True)

    assert item.record
    assert f"What it refers to at {former.home}/gone cannot be fetched: it answers 404." in item.guesses
