"""Finding and replacing words, in plain text and in HTML, as static/newsroom_admin/finding.mjs does in the browser.

A composed and a decomposed letter are the same, so are all spaces, and a soft hyphen is nothing. Without the case, “ß” is
“ss”. “е” and “ё” are two letters: a replacement that took one for the other would change words that were not meant.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from itertools import accumulate

from releases.language.passages import EMPTY_INLINE

SOFT_HYPHEN, NO_BREAK_SPACE = "\u00ad", "\u00a0"
BEGINNING = re.compile(r"(?<=\s)(?=\S)")
TOKEN = re.compile(r"""(?P<tag><(?P<name>/?\w*)(?:[^<>"']|"[^"]*"|'[^']*')*>)|[^<]+""")
INLINE = frozenset(
    ["a", "b", "strong", "em", "i", "s", "del", "ins", "u", "sub", "sup", "span", "small", "code", "abbr", "cite", "q", "mark"]
)  # fmt: skip


@dataclass(frozen=True)
class Sought:
    words: str
    match_case: bool = False
    whole_words: bool = False

    def places_in(self, text: str) -> list[tuple[int, int]]:
        """Begin and end of each, none of which overlap.

        >>> Sought("strasse").places_in("Die Straße")
        [(4, 10)]
        """
        wanted = self._folded(self.words)[0]
        said, starts, ends = self._folded(text)
        places = []
        at = said.find(wanted) if wanted else -1
        while at != -1:
            after = at + len(wanted)
            whole = _begins(starts, at) and _begins(starts, after)
            place = (starts[at], ends[after - 1])
            taken = whole and (not self.whole_words or _stands_alone(text, *place))
            if taken:
                places.append(place)
            at = said.find(wanted, after if taken else at + 1)
        return places

    def _folded(self, text: str) -> tuple[str, list[int], list[int]]:
        """The text as it is compared, and for each of its letters where the cluster begins and ends that it comes from."""
        said: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for cluster in clusters(text):
            letters = self._fold(cluster)
            said += letters
            starts += [at] * len(letters)
            at += len(cluster)
            ends += [at] * len(letters)
        return "".join(said), starts, ends

    def _fold(self, cluster: str) -> str:
        composed = unicodedata.normalize("NFC", cluster)
        if composed.isspace():
            return " "
        if composed == SOFT_HYPHEN:
            return ""
        return composed if self.match_case else composed.lower().replace("ß", "ss")


def clusters(text: str) -> list[str]:
    """Letters, each with the marks that follow it."""
    found: list[str] = []
    for character in text:
        if found and unicodedata.category(character)[0] == "M":
            found[-1] += character
        else:
            found.append(character)
    return found


def _begins(starts: list[int], at: int) -> bool:
    return at in (0, len(starts)) or starts[at] != starts[at - 1]


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (_in_a_word(text, start) or _in_a_word(text, end))


def _in_a_word(text: str, at: int) -> bool:
    """Whether letters of one word stand on both sides."""
    return 0 < at < len(text) and all(
        character == "_" or unicodedata.category(character)[0] in "LMN" for character in text[at - 1 : at + 1]
    )


# Replacing


def difference(before: str, after: str) -> tuple[int, int, str]:
    """What of the old words must go, and what comes in their place: letters that stay keep their markup."""
    old, fresh = clusters(before), clusters(after)
    head = _alike(old, fresh)
    tail = _alike(old[head:][::-1], fresh[head:][::-1])
    start, end = len("".join(old[:head])), len("".join(old[: len(old) - tail]))
    return start, end, "".join(fresh[head : len(fresh) - tail])


def _alike(one: list[str], other: list[str]) -> int:
    """How many clusters two texts begin with alike; a no-break space stays one."""
    count = 0
    while count < min(len(one), len(other)) and (
        one[count] == other[count] or (one[count].isspace() and other[count].isspace())
    ):
        count += 1
    return count


def distributed(words: str, lengths: list[int]) -> list[str]:
    """The words in as many pieces as there are stretches of different markup, cut between words, in proportion.

    >>> distributed("visit our site", [4, 8])
    ['visit ', 'our site']
    """
    total, reached = sum(lengths), 0
    breaks = [match.start() for match in BEGINNING.finditer(words)]
    cuts = [0]
    for length in lengths[:-1]:
        reached += length
        possible = [cuts[-1], *(cut for cut in breaks if cut > cuts[-1]), len(words)]
        aim = len(words) * reached
        cuts.append(min(possible, key=lambda cut: abs(cut * total - aim)))
    return [words[start:end] for start, end in zip(cuts, [*cuts[1:], len(words)], strict=True)]


def replaced_in_text(text: str, sought: Sought, words: str) -> str:
    for start, end in reversed(sought.places_in(text)):
        text = text[:start] + words + text[end:]
    return text


def replaced_in_html(html: str, sought: Sought, words: str) -> str:
    """In clean rich text. Words may reach over the bounds of inline markup, which stays; never over those of a block."""
    tokens = [match["tag"] or unescape(match[0]) for match in TOKEN.finditer(html)]
    texts = [match["tag"] is None for match in TOKEN.finditer(html)]
    for block in _blocks(html):
        _replace(tokens, block, sought, words)
    written = (_written(token) if is_text else token for token, is_text in zip(tokens, texts, strict=True))
    return EMPTY_INLINE.sub("", "".join(written))


def texts_of(html: str) -> list[str]:
    """What each block says."""
    tokens = [unescape(match[0]) for match in TOKEN.finditer(html)]
    return ["".join(tokens[number] for number in block) for block in _blocks(html)]


def _blocks(html: str) -> Iterator[list[int]]:
    """The numbers of the tokens that are the text of one block, or of one line of it."""
    block: list[int] = []
    for number, match in enumerate(TOKEN.finditer(html)):
        if match["tag"] is None:
            block.append(number)
        elif match["name"].lstrip("/").lower() not in INLINE and block:
            yield block
            block = []
    if block:
        yield block


def _replace(tokens: list[str], block: list[int], sought: Sought, words: str) -> None:
    text = "".join(tokens[number] for number in block)
    starts = list(accumulate((len(tokens[number]) for number in block), initial=0))
    for start, end in reversed(sought.places_in(text)):
        first, last, fresh = difference(text[start:end], words)
        stretches = list(_stretches(starts, start + first, start + last))
        pieces = distributed(fresh, [stop - begin for _place, begin, stop in stretches])
        for (place, begin, stop), piece in reversed(list(zip(stretches, pieces, strict=True))):
            token = tokens[block[place]]
            tokens[block[place]] = token[:begin] + piece + token[stop:]


def _stretches(starts: list[int], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Of each token the part that lies there; where nothing does, the place at the end of the token before it."""
    place = max(bisect_left(starts, start) - 1, 0) if start == end else bisect_right(starts, start) - 1
    while True:
        yield place, max(start, starts[place]) - starts[place], min(end, starts[place + 1]) - starts[place]
        place += 1
        if starts[place] >= end:
            return


def _written(text: str) -> str:
    return escape(text, quote=False).replace(NO_BREAK_SPACE, "&nbsp;")
