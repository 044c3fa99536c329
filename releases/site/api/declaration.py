"""What an operation of the API accepts, declared once: requests are validated by it, and the OpenAPI document is made from it."""

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from releases.site.api.problems import Fault, ProblemError

Schema = dict[str, Any]


@dataclass(frozen=True)
class Parameter:
    """`schema` is JSON Schema: of one value, or of each value where the parameter may be repeated."""

    name: str
    schema: Schema
    description: str
    repeatable: bool = False
    vocabulary: str = ""  # whose slugs are its values; by its name in `taxonomy.snapshot`
    example: str = ""

    def read(self, values: list[str]) -> Any:
        """The value, or a list of them; None if there is none. Raises ValueError with a sentence."""
        if self.repeatable:
            return [self._one(value) for value in values]
        if len(values) > 1:
            raise ValueError("Give this parameter only once.")
        return self._one(values[0]) if values else self.schema.get("default")

    def _one(self, value: str) -> Any:
        if "enum" in self.schema and value not in self.schema["enum"]:
            raise ValueError("Use one of: {values}.".format(values=", ".join(self.schema["enum"])))
        if len(value) > self.schema.get("maxLength", 1000) or "\x00" in value:
            raise ValueError("This value is too long, or contains a null character.")
        return READERS.get(self.schema.get("format") or self.schema["type"], _text)(value, self.schema)


@dataclass(frozen=True)
class Operation:
    """One address that answers GET. `answer` names the schema of its answer."""

    name: str
    path: str
    summary: str
    answer: str
    parameters: tuple[Parameter, ...] = ()
    path_parameters: tuple[Parameter, ...] = ()
    statuses: tuple[int, ...] = ()  # of problems, beside those that any operation may have
    media_type: str = "application/json"
    description: str = field(default="", compare=False)

    def read(self, given: QueryDict) -> dict[str, Any]:
        """The values by name. Raises ProblemError, 400, which names every parameter at fault."""
        known = {parameter.name: parameter for parameter in self.parameters}
        faults = [Fault(name[:80], "This parameter is not known here.") for name in given if name not in known]
        values = {}
        for name, parameter in known.items():
            try:
                values[name] = parameter.read(given.getlist(name))
            except ValueError as error:
                faults.append(Fault(name, str(error)))
        refuse(faults)
        return values


def refuse(faults: Iterable[Fault]) -> None:
    """Raises ProblemError, 400, if there are any."""
    if found := list(faults):
        raise ProblemError(400, "Some parameters are not valid.", errors=found)


def _text(value: str, schema: Schema) -> str:
    if "pattern" in schema and not re.search(schema["pattern"], value):
        raise ValueError("This value is not valid here.")
    return value


def _integer(value: str, schema: Schema) -> int:
    if not (value.isascii() and value.isdigit()) or int(value) < schema["minimum"]:
        raise ValueError("Use a whole number from {least} on.".format(least=schema["minimum"]))
    return int(value)


def _date(value: str, schema: Schema) -> str:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise ValueError("Use a date such as 2004-01-21.")


INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


def _instant(value: str, schema: Schema) -> datetime.datetime:
    """In UTC; a plus sign in a query string that was not encoded arrives as a space."""
    try:
        if INSTANT.fullmatch(value := value.replace(" ", "+")):
            return datetime.datetime.fromisoformat(value.upper()).astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError("Use a time with its offset, such as 2004-01-21T10:30:00+01:00.")


READERS: dict[str, Callable[[str, Schema], Any]] = {"integer": _integer, "date": _date, "date-time": _instant}
