"""Templates without their indentation: people read them with it, and every reader of a page would have to fetch it."""

import re

from django.template import Origin
from django.template.loaders import filesystem

# A line that holds one tag of the template language and nothing else leaves nothing of itself on the page.
ONLY_A_TAG = re.compile(r"^[ \t]*(\{%[^%]*%\}|\{#[^#]*#\})[ \t]*\n", re.MULTILINE)
INDENTATION = re.compile(r"\n[ \t]+")


class Loader(filesystem.Loader):
    """Leaves one line break where there was any white space between two lines, since that is what separates words."""

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return unindented(contents) if origin.name.endswith((".html", ".xml")) else contents


def unindented(source: str) -> str:
    """A translated block keeps its lines, since they are the name under which its translation is found.

    >>> unindented("<ul>\\n    {% if one %}\\n        <li>One</li>\\n    {% endif %}\\n</ul>\\n")
    '<ul>\\n{% if one %}<li>One</li>\\n{% endif %}</ul>\\n'
    """
    parts = re.split(
        r"(\{% blocktranslate.*?\{% endblocktranslate %\}|<textarea.*?</textarea>)", source, flags=re.DOTALL
    )
    parts[::2] = [ONLY_A_TAG.sub(r"\1", INDENTATION.sub("\n", part)) for part in parts[::2]]
    return "".join(parts)
