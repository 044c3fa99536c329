"""A template loader that strips indentation, which helps those who edit templates but would be sent to every reader."""

import re

from django.template import Origin
from django.template.loaders import filesystem

# A line that contains nothing but one template tag leaves no trace on the page, unless the tag is itself words, which
# white space separates from what follows.
ONLY_A_TAG = re.compile(r"^[ \t]*(\{%(?! translate )[^%]*%\}|\{#[^#]*#\})[ \t]*\n", re.MULTILINE)
INDENTATION = re.compile(r"\n[ \t]+")


class Loader(filesystem.Loader):
    """Reduces white space that contains a line break to a single line break, since white space separates words."""

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return unindented(contents) if origin.name.endswith((".html", ".xml")) else contents


def unindented(source: str) -> str:
    """Translated blocks keep their lines, since these are the key under which the translation is found.

    >>> unindented("<ul>\\n    {% if one %}\\n        <li>One</li>\\n    {% endif %}\\n</ul>\\n")
    '<ul>\\n{% if one %}<li>One</li>\\n{% endif %}</ul>\\n'
    >>> unindented('<p>\\n    {% translate "Read" %}\\n    <a>')
    '<p>\\n{% translate "Read" %}\\n<a>'
    """
    parts = re.split(
        r"(\{% blocktranslate.*?\{% endblocktranslate %\}|<textarea.*?</textarea>)", source, flags=re.DOTALL
    )
    parts[::2] = [ONLY_A_TAG.sub(r"\1", INDENTATION.sub("\n", part)) for part in parts[::2]]
    return "".join(parts)
