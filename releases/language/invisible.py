"""Characters that do not show, and those that turn the order of what follows around."""

import re
import unicodedata

# Control characters, what joins or separates without a trace, and overrides of the direction of text. Marks of direction
# (U+200E, U+200F), joiners and soft hyphens have their use in some language, and turn nothing around.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def unseen_in(text: str) -> list[str]:
    """Their names, each once, in order.

    >>> unseen_in("Of\\u202efice")
    ['RIGHT-TO-LEFT OVERRIDE (U+202E)']
    """
    return [name_of(character) for character in dict.fromkeys(UNSEEN.findall(text))]


def name_of(character: str) -> str:
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    return f"{name} ({code})" if name else code
