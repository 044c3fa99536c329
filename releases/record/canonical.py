"""The form in which the content of an edition is sealed, saved and chained: see `taxonomy.canonical`.

Imports no model.
"""

from typing import Any

from taxonomy.canonical import Json, digest, plain, written

__all__ = ["CarriedRow", "Content", "Json", "digest", "plain", "written"]

# A carried row in serialisable form: a term by id, anything else by its columns.
CarriedRow = int | dict[str, Json]
# The content of an edition by name: the value of each column, and the rows of each carried table.
Content = dict[str, Any]
