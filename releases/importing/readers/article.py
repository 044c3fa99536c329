"""Finds the text of an article in a saved page: without navigation, headers, lists of others and buttons. Makes no queries."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

AROUND = (
    "nav, footer, aside, form, script, style, button, noscript, template, dialog, [role=navigation], [role=complementary], [role=search], [role=dialog], "
    "[aria-hidden=true], [itemprop~=author], [itemprop~=publisher]"
)
# Words in classes and identifiers of what stands beside a text.
BESIDE = re.compile(
    r"(?:^|[-_ ])(?:share|sharing|social|breadcrumbs?|related|newsletter|comments?|cookie|pager|pagination|byline|tags?|tag-?list|skip-?link"
    r"|language-?switch(?:er)?|translations|print-?link|read-?more|post-?meta|entry-?meta|article-?meta|submitted)(?:$|[-_ ])",
    re.IGNORECASE,
)
# Where usual systems put the text, the surest first.
TEXTS = (
    "[itemprop~=articleBody]", ".field--name-body", ".entry-content", ".article-body", ".article__body", ".post-content", ".node__content",
    ".article-content", ".article-text", ".story-body", ".press-release-body", ".text-formatted", ".rich-text", ".field-name-body",
)  # fmt: skip
WHOLES = ("article", "main", "[role=main]", "#content", "#main", "body")
PARAGRAPHS = ("p", "ul", "ol", "blockquote", "table", "h2", "h3", "h4", "dl")
SHORTEST = 25  # characters, below which an element by its class alone is not taken for the text


def root_of(tree: LexborHTMLParser) -> LexborNode | None:
    """The part of the page that is about one article."""
    for selector in WHOLES:
        found = tree.css(selector)
        if len(found) == 1 or (found and selector in ("main", "body")):
            return found[0]
    return tree.body


def without_surroundings(root: LexborNode) -> None:
    for node in root.css(AROUND):
        node.decompose()
    for node in root.css("[class], [id]"):
        named = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        if BESIDE.search(named) and node.tag not in ("body", "main", "article", "p"):
            node.decompose()


def text_of(root: LexborNode, headline: str) -> LexborNode:
    """The element that holds the text, without the headline and what stands above it."""
    for selector in TEXTS:
        found = root.css(selector)
        if len(found) == 1 and len(found[0].text().strip()) >= SHORTEST:
            return found[0]
    text = _densest(root)
    for node in text.css("h1, header, time, [itemprop~=headline], [itemprop~=datePublished]"):
        if node.tag != "header" or " ".join(node.text().split()).startswith(headline[:50]):
            _remove(node)
    return text


def _remove(node: LexborNode) -> None:
    """With the paragraph around it if that says nothing else."""
    words, around = node.text().strip(), node.parent
    alone = around is not None and around.tag in ("p", "div", "span") and around.text().strip() == words
    (around if alone and around is not None else node).decompose()


def _densest(root: LexborNode) -> LexborNode:
    """The innermost element with at least half of all words that stand in paragraphs."""
    found, words = root, _words_in_paragraphs(root)
    while inner := next((child for child in found.iter() if 2 * _words_in_paragraphs(child) > words), None):
        if inner.tag in PARAGRAPHS:
            break
        found = inner
    return found


def _words_in_paragraphs(node: LexborNode) -> int:
    return sum(len(paragraph.text()) for paragraph in node.css("p, li, blockquote, td"))
