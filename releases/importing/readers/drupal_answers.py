"""One response of Drupal's JSON:API, in whatever form it was saved."""

from dataclasses import dataclass, field

import msgspec

from releases.importing.readers import encodings
from releases.importing.readers.drupal_relations import inside
from releases.importing.readers.sources import CannotBeReadError


@dataclass(frozen=True)
class Answer:
    """`resources` were asked for, `included` came along. A list goes on in the `following` response."""

    resources: list[object] = field(default_factory=list)
    included: list[object] = field(default_factory=list)
    own: str = ""
    following: str = ""


def decoded(raw: bytes) -> Answer:
    """Raises CannotBeReadError."""
    try:
        data = msgspec.json.decode(encodings.decoded(raw)[0].encode("utf-8", "surrogatepass"))
    except (msgspec.MsgspecError, RecursionError, encodings.UnknownEncodingError, UnicodeError) as error:
        raise CannotBeReadError(f"It is not valid JSON: {error}.") from error
    return _answer(data)


def _answer(data: object) -> Answer:
    if isinstance(data, list):
        return Answer(data)
    if not isinstance(data, dict):
        return Answer()
    if "data" not in data and "results" in data:
        return _answer(data["results"])
    resources, included = data.get("data"), data.get("included")
    return Answer(
        resources if isinstance(resources, list) else [resources] if isinstance(resources, dict) else [],
        included if isinstance(included, list) else [],
        own=_address(data, "self"),
        following=_address(data, "next"),
    )


def _address(data: object, name: str) -> str:
    """Of a link, which may be an object or the address itself."""
    link = inside(data, "links", name)
    address = link.get("href") if isinstance(link, dict) else link
    return address if isinstance(address, str) else ""
