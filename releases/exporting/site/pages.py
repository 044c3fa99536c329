"""Turns a page of the site into a page of the copy: every link leads to a file, and whatever needs a server is removed."""

import re
from collections.abc import Callable
from html import escape

from django.conf import settings
from selectolax.lexbor import LexborHTMLParser, LexborNode

from releases.exporting.site.places import PagePlace, address_within

REFERENCES = (
    ("a[href]", "href"),
    ("link[href]", "href"),
    ("script[src]", "src"),
    ("img[src]", "src"),
    ("source[src]", "src"),
)
ABSOLUTE = (("meta[property='og:image']", "content"), ("meta[property='og:url']", "content"))
NEEDS_A_SERVER = "form, a[href='#filters']"
# Meta elements that stand in for the site's response headers; a file has none.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
STYLE_REFERENCE = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")

# Maps an address of the site to its place in the copy, or to None if the copy does not hold it.
Find = Callable[[str], PagePlace | None]


class Rewritten:
    """The page, and the places that it links to."""

    def __init__(self, content: bytes, page: str, find: Find, about: str, about_words: str) -> None:
        self.leads_to: list[PagePlace] = []
        self._page, self._find, self._about = page, find, about
        tree = LexborHTMLParser(content.decode())
        for node in tree.css(NEEDS_A_SERVER):
            node.decompose()
        for selector, attribute in (*REFERENCES, *ABSOLUTE):
            for node in tree.css(selector):
                self._rewrite(node, attribute)
        html = tree.html or ""
        policy = f'<head><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        before, end, after = html.replace("<head>", policy, 1).rpartition("</footer>")
        note = f'<p class="note"><a href="{about}">{escape(about_words)}</a></p>'
        self.content = f"{before}{note if end else ''}{end}{after}".encode()

    def _rewrite(self, node: LexborNode, attribute: str) -> None:
        reference = node.attributes.get(attribute) or ""
        address = address_within(reference, self._page)
        if address is None:
            return
        place = self._find(address)
        if place is not None:
            self.leads_to.append(place)
            absolute = reference.startswith(settings.SITE_URL)
            fragment = reference.partition("#")[2]
            href = f"{settings.SITE_URL if absolute else ''}{place.href}{f'#{fragment}' if fragment else ''}"
            node.attrs[attribute] = href
        elif node.tag == "a":
            node.attrs[attribute] = self._about
        else:
            node.decompose()  # a feed or a neighbour that the copy does not hold


def redirect_page(target: str, words: str) -> bytes:
    """A page that stands in for a redirect, which a folder of files cannot give."""
    href = escape(target)
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{escape(words)}</title><meta name="robots" content="noindex">'
        f'<link rel="canonical" href="{href}"><meta http-equiv="refresh" content="0; url={href}"></head>'
        f'<body><p><a href="{href}">{escape(words)}</a></p></body></html>\n'
    ).encode()


def style_references(content: bytes, page: str) -> list[str]:
    """Addresses that a style sheet refers to."""
    found = (address_within(reference, page) for reference in STYLE_REFERENCE.findall(content.decode()))
    return [address for address in found if address]
