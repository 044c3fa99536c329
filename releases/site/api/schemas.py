"""What answers look like, as JSON Schema 2020-12, which is that of OpenAPI 3.1."""

from typing import Any

from django.conf import settings

from releases.models import Edition
from releases.site.api.texts import ACTIONS, ENDED
from releases.site.formats.items import CANCELED, USABLE, WITHHELD
from taxonomy.models import VOCABULARIES

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 1}
FLAG: Schema = {"type": "boolean"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
DATE: Schema = {"type": "string", "format": "date"}
TIME: Schema = {"type": "string", "format": "date-time"}
LANGUAGE: Schema = {"type": "string", "enum": [code for code, _name in settings.LANGUAGES]}
NAMES: Schema = {"type": "object", "additionalProperties": TEXT}
DAY_OR_TIME: Schema = {
    "type": "string",
    "anyOf": [{"format": "date-time"}, {"format": "date"}],
    "description": "With the offset of the organisation's time zone; a date where only the day is known.",
}


def many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def either(schema: Schema) -> Schema:
    """The value, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def record(properties: dict[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


IDENTITY: dict[str, Schema] = {
    "release": NUMBER,
    "language": LANGUAGE,
    "edition": NUMBER,
    "kind": {"type": "string", "enum": list(Edition.Kind.values)},
    "status": {"type": "string", "enum": [USABLE, WITHHELD, CANCELED]},
    "type": {"type": "string", "enum": list(Edition.Type.values)},
    "date": DATE,
    "live_from": DAY_OR_TIME,
    "change_note": TEXT,
    "url": ADDRESS,
    "api_url": ADDRESS,
}
SUMMARY: dict[str, Schema] = IDENTITY | {
    "headline": TEXT,
    "lead": TEXT,
    "places": many(TEXT),
    "keywords": many(TEXT),
    "sources": many(TEXT),
    "fields_of_work": many(TEXT),
    "countries": many(TEXT),
    "meetings": many(TEXT),
}
CONTACT = record({"name": TEXT, "role": TEXT, "email": TEXT, "phone": TEXT})
FILE = record(
    {
        "name": TEXT,
        "title": TEXT,
        "alternative_text": TEXT,
        "credit": TEXT,
        "is_lead_picture": {"type": "boolean"},
        "media_type": TEXT,
        "size": {"type": "integer", "minimum": 0, "description": "bytes"},
        "width": either(NUMBER),
        "height": either(NUMBER),
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "url": ADDRESS,
    }
)
FORMAT = record({"media_type": TEXT, "title": TEXT, "url": ADDRESS})
TRANSLATION = record({"language": LANGUAGE, "url": ADDRESS, "api_url": ADDRESS})
WHOLE: dict[str, Schema] = SUMMARY | {
    "body_html": TEXT,
    "body_text": TEXT,
    "permanent_url": ADDRESS,
    "history_url": ADDRESS,
    "contacts": many(CONTACT),
    "files": many(FILE),
    "translations": many(TRANSLATION),
    "formats": many(FORMAT),
}
FORMER_NAME = record(
    {"name": TEXT, "language": TEXT, "slug": TEXT, "until": either({"type": "integer", "description": "year"})}
)
TERM = record(
    {
        "slug": TEXT,
        "names": NAMES,
        "parent": either(TEXT),
        "former_names": many(FORMER_NAME),
        "merged": many(TEXT),
        "url": ADDRESS,
        "source_names": NAMES,
        "code": TEXT,
        "group": TEXT,
        "kind": TEXT,
        "since": either({"type": "integer", "description": "year"}),
        "until": either({"type": "integer", "description": "year"}),
    },
    optional=("source_names", "code", "group", "kind", "since", "until"),
)
CHANGE = record(
    {
        "at": TIME,
        "action": {"type": "string", "enum": [*ACTIONS.values(), ENDED]},
        "text": {"anyOf": [ref("Summary"), ref("Identity")]},
    }
)
PROBLEM = {
    "type": "object",
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "errors": many(record({"parameter": TEXT, "detail": TEXT})),
        "replaced_by": ADDRESS,
    },
    "required": ["type", "title", "status"],
}
SCHEMAS: dict[str, Schema] = {
    "Identity": record(IDENTITY),
    "Summary": record(SUMMARY),
    "Text": record(WHOLE),
    "Contact": CONTACT,
    "File": FILE,
    "Term": TERM,
    "Change": CHANGE,
    "Problem": PROBLEM,
    "Index": record({"title": TEXT, "links": NAMES, "limits": record({"default": NUMBER, "largest": NUMBER})}),
    "Releases": record(
        {"count": {"type": "integer"}, "limit": NUMBER, "items": many(ref("Summary")), "next": either(ADDRESS)}
    ),
    "Release": record({"release": NUMBER, "texts": many(ref("Summary"))}),
    "History": record({"release": NUMBER, "language": LANGUAGE, "editions": many({"anyOf": [ref("Summary"), ref("Identity")]}), "record": either(ref("Head"))}),
    "Head": record({"lines": NUMBER, "digest": TEXT, "at": TIME}),
    "Changes": record({"limit": NUMBER, "items": many(ref("Change")), "next": ADDRESS, "more": FLAG}),
    "Vocabularies": record({"vocabularies": many(record({"name": TEXT, "url": ADDRESS, "terms": {"type": "integer"}}))}),
    "Terms": record({"vocabulary": {"type": "string", "enum": [model.segment for model in VOCABULARIES]}, "terms": many(ref("Term"))}),
    "Languages": record({"languages": many(record({"code": LANGUAGE, "name": TEXT, "releases": {"type": "integer"}}))}),
    "Document": {"type": "object"},
}  # fmt: skip
