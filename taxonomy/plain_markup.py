"""Markup that can hide nothing and needs no second look: the usual elements without attributes. Most texts have no other, and one
look at their tags saves a dozen.
"""

import re

ELEMENTS = "p|br|strong|em|b|i|u|s|sub|sup|ul|ol|li|h[1-6]|blockquote|table|thead|tbody|tr|td|th|hr|dl|dt|dd"
UNUSUAL = re.compile(rf"<(?!/?(?:{ELEMENTS}|a) ?/?>|a href=\"[^\"<>]*\">)")

# What the sanitiser would write just so: paragraphs and headings without attributes, with emphasis that holds nothing else, each
# with words; and no character that is invisible, ambiguous, or written otherwise in HTML.
LETTERS = r"(?!\s)(?:[^<>&\x00-\x1f\x7f-\xa0\xad\u200b\u2060\ufeff\ud800-\udfff\uf0a7\uf0b7]++|&(?:amp|lt|gt);)++"
LINE = rf"(?:{LETTERS}|<strong>{LETTERS}</strong>|<em>{LETTERS}</em>| )++"
BLOCK = "|".join(f"<{name}>(?! ){LINE}</{name}>" for name in ("p", "h2", "h3", "h4"))
SETTLED = re.compile(rf"(?:{BLOCK})(?:\n?(?:{BLOCK}))*+")


def is_settled(html: str) -> bool:
    """Whether cleaning would surely change nothing; most texts that a newsroom wrote are so. Costs a fifth of the cleaning.

    >>> is_settled("<p>One <em>two</em></p>\\n<h2>Three</h2>"), is_settled("<p>1 < 2</p>"), is_settled("<p> </p>"), is_settled("<p><p>One</p>")
    (True, False, False, False)
    """
    return SETTLED.fullmatch(html) is not None


def is_plain(html: str) -> bool:
    """
    >>> is_plain('<p>One <a href="/two">two</a><br></p>'), is_plain("<p hidden>One</p>"), is_plain("1 < 2"), is_plain("<!-- -->")
    (True, False, False, False)
    """
    return UNUSUAL.search(html) is None
