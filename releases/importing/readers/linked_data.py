"""What a page says about itself for machines: JSON-LD, Open Graph and other metadata, microdata. Makes no queries."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

ARTICLES = frozenset({
    "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle", "BlogPosting",
    "SpecialAnnouncement", "Report", "PressRelease", "SocialMediaPosting", "LiveBlogPosting", "AdvertiserContentArticle",
})  # fmt: skip
LARGEST = 1_000_000  # characters of one block of JSON-LD
DEEPEST = 20
# The names under which pages state the day of publication, the best first; what is a time of change is not among them.
PUBLISHED = (
    "article:published_time", "article:published", "og:published_time", "datePublished", "dcterms.issued", "dcterms.created", "dc.date.issued",
    "dc.date", "dcterms.date", "publication_date", "publish-date", "pubdate", "date", "sailthru.date", "parsely-pub-date",
)  # fmt: skip


@dataclass
class Said:
    """Values by our names; the first source that states one counts. `is_article`: the page calls itself one."""

    values: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    is_article: bool = False

    def note(self, name: str, value: object) -> None:
        words = _text(value)
        if words and not self.values.get(name):
            self.values[name] = words

    def note_all(self, name: str, values: object) -> None:
        found = [_text(value) for value in (values if isinstance(values, list) else [values])]
        known = self.lists.setdefault(name, [])
        known += [words for words in found if words and words not in known]


def said_by(tree: LexborHTMLParser) -> Said:
    said = Said()
    for article in _articles(tree):
        said.is_article = True
        _from_linked_data(article, said)
    _from_microdata(tree, said)
    _from_metadata(tree, said)
    return said


# JSON-LD


def _articles(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """The first article that the page describes; a list of them describes others."""
    for node in tree.css("script[type='application/ld+json']"):
        written = node.text()
        if len(written) > LARGEST:
            continue
        try:
            data = msgspec.json.decode(written.strip().encode("utf-8", "replace"))
        except (msgspec.MsgspecError, RecursionError):
            continue
        if found := next(_objects(data), None):
            yield found
            return


def _objects(data: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > DEEPEST:
        return
    if isinstance(data, list):
        for part in data:
            yield from _objects(part, depth + 1)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        if ARTICLES & {str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])}:
            yield data
        for key in ("@graph", "mainEntity"):
            yield from _objects(data.get(key), depth + 1)


def _from_linked_data(article: dict[str, Any], said: Said) -> None:
    for name, key in (("headline", "headline"), ("headline", "name"), ("date", "datePublished"), ("language", "inLanguage"), ("lead", "description"), ("text", "articleBody"), ("changed", "dateModified"), ("address", "url"), ("address", "mainEntityOfPage")):  # fmt: skip
        said.note(name, article.get(key))
    keywords = article.get("keywords")
    said.note_all("categories", keywords.split(",") if isinstance(keywords, str) else keywords)
    said.note_all("categories", article.get("articleSection"))
    said.note_all("places", article.get("contentLocation") or article.get("locationCreated"))
    said.note_all("pictures", article.get("image"))


def _text(value: object) -> str:
    """Of a value, or of an object that names something or leads to it."""
    if isinstance(value, dict):
        return next(
            (
                _text(value[key])
                for key in ("name", "url", "contentUrl", "@id", "alternateName", "@value")
                if value.get(key)
            ),
            "",
        )
    if isinstance(value, list):
        return next((words for part in value if (words := _text(part))), "")
    return " ".join(value.split()) if isinstance(value, str) else ""


# Microdata


def _from_microdata(tree: LexborHTMLParser, said: Said) -> None:
    scopes = [node for node in tree.css("[itemscope][itemtype]") if _kind(node) in ARTICLES]
    if len(scopes) != 1:  # several are a list of texts
        return
    said.is_article = True
    for name, property_ in (("headline", "headline"), ("headline", "name"), ("date", "datePublished"), ("language", "inLanguage"), ("lead", "description")):  # fmt: skip
        if node := scopes[0].css_first(f"[itemprop~={property_}]"):
            said.note(name, value_of(node))
    for name, property_ in (
        ("categories", "keywords"),
        ("categories", "articleSection"),
        ("places", "contentLocation"),
    ):
        said.note_all(name, [value_of(node) for node in scopes[0].css(f"[itemprop~={property_}]")])


def _kind(node: LexborNode) -> str:
    return (node.attributes.get("itemtype") or "").rstrip("/").rpartition("/")[2]


def value_of(node: LexborNode) -> str:
    """What a machine reads of an element: its machine form, or else its words."""
    for name in ("content", "datetime"):
        if value := (node.attributes.get(name) or "").strip():
            return value
    return " ".join(node.text().split())


# Metadata


def _from_metadata(tree: LexborHTMLParser, said: Said) -> None:
    stated: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
        name = node.attributes.get("property") or node.attributes.get("name") or node.attributes.get("itemprop") or ""
        stated.setdefault(name.strip().lower(), []).append((node.attributes.get("content") or "").strip())
    said.is_article |= "article" in stated.get("og:type", [])
    for key in PUBLISHED:
        said.note("date", stated.get(key.lower()))
    for name, keys in {
        "headline": ("og:title", "dc.title", "dcterms.title", "twitter:title"),
        "language": ("dc.language", "dcterms.language", "og:locale"),
        "lead": ("og:description", "description", "dc.description"),
        "address": ("og:url",),
        "changed": ("article:modified_time", "og:updated_time"),
    }.items():
        for key in keys:
            said.note(name, stated.get(key))
    said.note_all("categories", stated.get("article:tag", []) + stated.get("article:section", []))
