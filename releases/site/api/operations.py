"""The operations of the API: what each takes and gives. Views read them, and `document` prints them."""

from django.conf import settings

from releases.lists.selection import ALL_LANGUAGES
from releases.models import Edition
from releases.search.question import LONGEST_QUESTION
from releases.site.api.declaration import Operation, Parameter
from taxonomy.models import VOCABULARIES

DEFAULT, LARGEST = 20, 100  # items of an answer
CODES = [code for code, _name in settings.LANGUAGES]

LIMIT = Parameter(
    "limit", {"type": "integer", "minimum": 1, "default": DEFAULT},
    f"How many items at most. {LARGEST} are given to whoever asks for more; `limit` in the answer says so.", example="5",
)  # fmt: skip
CURSOR = Parameter(
    "cursor", {"type": "string", "maxLength": 300, "default": ""},
    "Where to go on, as given in `next`. It holds for the same filters only.",
)  # fmt: skip
LANGUAGE = Parameter(
    "language", {"type": "string", "enum": [ALL_LANGUAGES, *CODES], "default": ALL_LANGUAGES},
    "The language of the texts.", example="fr",
)  # fmt: skip


def slugs(name: str, what: str, vocabulary: str, example: str) -> Parameter:
    description = f"{what} by slug, one in use or a former one, with all below it. Repeated, any of them is enough."
    return Parameter(name, {"type": "string", "maxLength": 200}, description, True, vocabulary, example)


FILTERS = (
    Parameter("q", {"type": "string", "maxLength": LONGEST_QUESTION, "default": ""}, "Words, as in the search of the site.", example="elections"),
    slugs("field", "Fields of work", "fields_of_work", "elections"),
    slugs("country", "Countries", "countries", "georgia"),
    slugs("source", "Structures", "structures", "permanent-council"),
    Parameter("type", {"type": "string", "enum": list(Edition.Type.values)}, "Types of release. Repeated, any of them is enough.", repeatable=True, example="press-release"),
    LANGUAGE,
    Parameter("from", {"type": "string", "format": "date"}, "The earliest date that a release bears.", example="2004-01-01"),
    Parameter("to", {"type": "string", "format": "date"}, "The latest date that a release bears.", example="2004-12-31"),
)  # fmt: skip

AT = Parameter(
    "at", {"type": "string", "format": "date-time"},
    "The text as it was public at this instant.", example="2012-11-22T12:00:00+01:00",
)  # fmt: skip
SINCE = Parameter(
    "since", {"type": "string", "format": "date-time"},
    "Begin with changes at or after this instant; without it, with the first one. Ignored with a cursor.", example="2004-01-21T00:00:00+01:00",
)  # fmt: skip

NUMBER_IN_PATH = Parameter("number", {"type": "integer", "minimum": 1}, "The number of a release.", example="18")
LANGUAGE_IN_PATH = Parameter("language", {"type": "string", "enum": CODES}, "The language of a text.", example="en")
VOCABULARY_IN_PATH = Parameter(
    "vocabulary", {"type": "string", "enum": [model.segment for model in VOCABULARIES]}, "A vocabulary.", example="countries"
)  # fmt: skip

INDEX = Operation("api-index", "/api/v1/", "Where everything is", "Index")
RELEASES = Operation(
    "api-releases", "/api/v1/releases/", "Releases, newest first", "Releases", (*FILTERS, LIMIT, CURSOR), statuses=(400,),
    description="The public list, under its filters. Withdrawn and removed releases are not in it. Follow `next` until it is null.",
)  # fmt: skip
RELEASE = Operation(
    "api-release", "/api/v1/releases/{number}/", "A release in each of its languages", "Release",
    path_parameters=(NUMBER_IN_PATH,), statuses=(404, 410),
)  # fmt: skip
TEXT = Operation(
    "api-text", "/api/v1/releases/{number}/{language}/", "A release in one language, now or at an instant", "Text",
    (AT,), (NUMBER_IN_PATH, LANGUAGE_IN_PATH), statuses=(400, 404, 410),
)  # fmt: skip
HISTORY = Operation(
    "api-history", "/api/v1/releases/{number}/{language}/history/", "Every public edition, oldest first", "History",
    path_parameters=(NUMBER_IN_PATH, LANGUAGE_IN_PATH), statuses=(404, 410),
)  # fmt: skip
CHANGES = Operation(
    "api-changes", "/api/v1/changes/", "What has changed, in order, for harvesting", "Changes", (SINCE, LANGUAGE, LIMIT, CURSOR), statuses=(400,),
    description="Every release, update, correction, withdrawal and removal, in the order in which the public could see it, without gaps. "
    "Process the items, then store `next` and ask for it again: at once if `more` is true, else later.",
)  # fmt: skip
TERMS = Operation("api-vocabularies", "/api/v1/terms/", "The vocabularies", "Vocabularies")
VOCABULARY = Operation(
    "api-terms", "/api/v1/terms/{vocabulary}/", "The terms of a vocabulary with their former names", "Terms",
    path_parameters=(VOCABULARY_IN_PATH,), statuses=(404,),
)  # fmt: skip
LANGUAGES = Operation(
    "api-languages", "/api/v1/languages/", "The languages, and how many releases each has", "Languages"
)
DOCUMENT = Operation("api-document", "/api/v1/openapi.json", "This document", "Document")

OPERATIONS = (INDEX, RELEASES, RELEASE, TEXT, HISTORY, CHANGES, TERMS, VOCABULARY, LANGUAGES, DOCUMENT)
