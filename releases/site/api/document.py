"""The OpenAPI 3.1 document, made from the operations."""

from typing import Any

from django.conf import settings

from releases.language.organisation import organisation
from releases.site.api.declaration import Operation, Parameter
from releases.site.api.operations import OPERATIONS
from releases.site.api.problems import MEDIA_TYPE
from releases.site.api.schemas import SCHEMAS, ref
from taxonomy.snapshot import Vocabularies

VERSION = "1.0"
MEANINGS = {
    200: "The answer",
    304: "Unchanged since the answer with this ETag",
    400: "A parameter is not valid; `errors` names it",
    404: "Nothing public is here",
    406: "Only JSON is served here",
    410: "The release was removed; `detail` says why",
    503: "The database does not answer",
}
ALWAYS = (406, 503)


def document(vocabularies: Vocabularies) -> dict[str, Any]:
    """With the slugs that the vocabularies have now."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": organisation("en").newsroom,
            "version": VERSION,
            "description": "Press releases and news, for reading. No key is needed, and nothing can be written.",
        },
        "servers": [{"url": settings.SITE_URL}],
        "paths": {operation.path: {"get": _operation(operation, vocabularies)} for operation in OPERATIONS},
        "components": {"schemas": SCHEMAS, "headers": HEADERS},
    }


HEADERS: dict[str, Any] = {
    "ETag": {"description": "Send it back in If-None-Match", "schema": {"type": "string"}},
    "Cache-Control": {"description": "For how long the answer may be kept", "schema": {"type": "string"}},
    "Link": {"description": "`next` and `first` of a list, RFC 8288", "schema": {"type": "string"}},
}


def _operation(operation: Operation, vocabularies: Vocabularies) -> dict[str, Any]:
    problems = sorted({*operation.statuses, *ALWAYS})
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        **({"description": operation.description} if operation.description else {}),
        "parameters": [
            *(_parameter(parameter, "path", vocabularies) for parameter in operation.path_parameters),
            *(_parameter(parameter, "query", vocabularies) for parameter in operation.parameters),
        ],
        "responses": {
            "200": {
                "description": MEANINGS[200],
                "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS},
                "content": {operation.media_type: {"schema": ref(operation.answer)}},
            },
            "304": {"description": MEANINGS[304]},
            **{str(status): _problem(status) for status in problems},
        },
    }


def _parameter(parameter: Parameter, place: str, vocabularies: Vocabularies) -> dict[str, Any]:
    one = parameter.schema
    if parameter.vocabulary and (slugs := getattr(vocabularies, parameter.vocabulary).slugs()):
        one = one | {"enum": slugs}
    schema = {"type": "array", "items": one} if parameter.repeatable else one
    example = [parameter.example] if parameter.repeatable else parameter.example
    return {
        "name": parameter.name,
        "in": place,
        "required": place == "path",
        "description": parameter.description,
        "schema": schema,
        **({"style": "form", "explode": True} if parameter.repeatable else {}),
        **({"example": int(parameter.example) if parameter.schema["type"] == "integer" else example} if parameter.example else {}),
    }  # fmt: skip


def _problem(status: int) -> dict[str, Any]:
    return {"description": MEANINGS[status], "content": {MEDIA_TYPE: {"schema": ref("Problem")}}}
