"""The HTML that readers of a WordPress site saw: shortcodes and blocks, which the site filled in when it showed a page."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from releases.importing import lines
from releases.importing.readers.wordpress_posts import ALTERNATIVE_TEXT, ATTACHMENT, BLOCK, Post, Shelf

NAME = r"[A-Za-z][\w-]{1,60}"
ATTRIBUTES = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")
SHORT_CODE = re.compile(
    rf"(?<!\[)\[(?P<name>{NAME})(?P<said>(?:\s+[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'\]]+)|\s+\"[^\"]*\"|\s+\d+)*)\s*/?\](?!\])"
)
ESCAPED = re.compile(rf"\[(\[/?{NAME}[^\[\]]{{0,500}}\])\]")
CLOSING = re.compile(rf"(?<!\[)\[/({NAME})\](?!\])")
CAPTION = re.compile(r"\[(?:wp_)?caption\b([^\]]*)\](.*?)\[/(?:wp_)?caption\]", re.DOTALL)
PICTURE_OF_CAPTION = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)\s*(.*)", re.DOTALL)
EMBED = re.compile(r"\[embed\b[^\]]*\]\s*(\S+?)\s*\[/embed\]")
EMBEDDED = re.compile(r"(<div class=\"wp-block-embed__wrapper\">)\s*(https?://[^\s<]+)\s*(</div>)")
# Blocks without content of their own, which the site made up anew for every page.
BLOCK_ALONE = re.compile(r"<!--\s*wp:([a-z][\w/-]*)\s*(\{(?:(?!-->).)*?\})?\s*/-->", re.DOTALL)
IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
IMAGE_CLASS = re.compile(r"\bwp-image-(\d+)\b")
BY_NUMBER = re.compile(
    r"""(<a\b[^>]*?\bhref=["'])([^"']*?\?(?:[^"']*&(?:amp;|#0*38;)?)?p=(\d+)(?:&[^"']*)?)(?=[#"'])""", re.IGNORECASE
)
MEDIA = ("audio", "video")
# Without attributes, only these are not words in brackets such as “[sic]”.
BARE = frozenset({"gallery", "playlist", "toc", "contact-form", "sitemap", "audio", "video", "caption", "embed"})
DEEPEST = 5  # reusable blocks within reusable blocks


@dataclass
class WordPressText:
    """`remarks` names what the export does not hold."""

    post: Post
    shelf: Shelf
    home: str = ""
    remarks: list[str] = field(default_factory=list)
    _met: set[str] = field(default_factory=set)  # shortcodes

    def html(self) -> str:
        body = self._with_blocks(self.post.content)
        is_in_blocks = "<!-- wp:" in body
        body = EMBEDDED.sub(lambda found: f"{found[1]}{_link(found[2])}{found[3]}", body)
        body = self._without_short_codes(body)
        if self.home:
            body = BY_NUMBER.sub(lambda found: f"{found[1]}{self.home}?p={found[3]}", body)
        body = IMAGE.sub(self._picture, body)
        return body if is_in_blocks else lines.with_paragraphs(body)

    # Blocks

    def _with_blocks(self, body: str, depth: int = 0) -> str:
        if "<!-- wp:" not in body:
            return body

        def filled(found: re.Match[str]) -> str:
            name, said = found[1].removeprefix("core/"), _settings(found[2])
            if name == "block" and (block := self._block(str(said.get("ref", "")))) and depth < DEEPEST:
                return self._with_blocks(block.content, depth + 1)
            if name not in ("more", "nextpage", "spacer", "separator"):
                number = f" {said['ref']}" if name == "block" and "ref" in said else ""
                self._leave_out(f"The block “{name}{number}”")
            return ""

        return BLOCK_ALONE.sub(filled, body)

    def _block(self, id_: str) -> Post | None:
        block = self.shelf.get(id_)
        return block if block and block.kind == BLOCK and block.status == "publish" else None

    # Shortcodes

    def _without_short_codes(self, body: str) -> str:
        if "[" not in body:
            return body
        body = EMBED.sub(lambda found: f"<p>{_link(found[1])}</p>", CAPTION.sub(_figure_of_caption, body))
        closed = set(CLOSING.findall(body))
        body = SHORT_CODE.sub(lambda found: self._filled(found, closed), body)
        opened = closed & self._met
        body = CLOSING.sub(lambda found: "" if found[1] in opened else found[0], body)
        return ESCAPED.sub(r"\1", body)

    def _filled(self, found: re.Match[str], closed: set[str]) -> str:
        name, said = found["name"], _attributes(found["said"])
        if not found["said"].strip() and name not in BARE | closed:
            return found[0]
        self._met.add(name)
        if name in FILLED and (html_ := FILLED[name](self, said)):
            return html_
        self._leave_out(
            f"The shortcode [{name}]" if name not in closed else f"What the shortcode [{name}] did to its text"
        )
        return ""

    def _gallery(self, said: dict[str, str]) -> str:
        ids = said.get("ids") or said.get("include") or ""
        wanted = [self.shelf.get(id_.strip()) for id_ in ids.split(",") if id_.strip()]
        files = wanted if ids else list(self.shelf.files_of(said.get("id") or self.post.id))
        if missing := sum(file is None for file in files):
            self.remarks.append(f"{missing} pictures of a gallery are not in the export, and were left out.")
        return "".join(figure_of(file) for file in files if file and file.kind == ATTACHMENT and is_picture(file.file))

    def _media(self, said: dict[str, str]) -> str:
        address = next(
            (value for key, value in said.items() if key in ("src", "mp3", "mp4", "m4a", "ogg", "webm", "m4v", "wav")),
            "",
        )
        return f"<p>{_link(address)}</p>" if address else ""

    def _leave_out(self, what: str) -> None:
        sentence = f"{what} is meaningless outside its site, and was left out."
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    # Pictures

    def _picture(self, found: re.Match[str]) -> str:
        """In its full size, and with the alternative text of the library where the post gives none."""
        node = LexborHTMLParser(found[0]).css_first("img")
        if node is None:
            return found[0]
        said = {name: value or "" for name, value in node.attributes.items()}
        number = IMAGE_CLASS.search(said.get("class", ""))
        file = (self.shelf.get(number[1]) if number else None) or self.shelf.file_at(said.get("src", ""))
        if file is None or file.kind != ATTACHMENT or not file.file:
            return found[0]
        said |= {"src": file.file, "alt": said.get("alt", "").strip() or file.said(ALTERNATIVE_TEXT)}
        told = " ".join(f'{name}="{html.escape(value)}"' for name, value in said.items() if name != "srcset")
        return f"<img {told}>"


FILLED: dict[str, Callable[[WordPressText, dict[str, str]], str]] = {
    "gallery": WordPressText._gallery,
    **dict.fromkeys(MEDIA, WordPressText._media),
}


def figure_of(file: Post) -> str:
    caption = f"<figcaption>{file.excerpt}</figcaption>" if file.excerpt else ""
    return f'<figure><img src="{html.escape(file.file)}" alt="{html.escape(file.said(ALTERNATIVE_TEXT))}">{caption}</figure>'


def is_picture(address: str) -> bool:
    return address.lower().rpartition(".")[2] in ("jpg", "jpeg", "png", "webp", "gif")


def _figure_of_caption(found: re.Match[str]) -> str:
    """The caption stands after the picture, or, before 2012, in an attribute."""
    parts = PICTURE_OF_CAPTION.fullmatch(found[2])
    if parts is None:
        return found[2]
    caption = parts[2].strip() or _attributes(found[1]).get("caption", "")
    return f"<figure>{parts[1]}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"


def _attributes(said: str) -> dict[str, str]:
    return {name: html.unescape(next(filter(None, values), "")) for name, *values in ATTRIBUTES.findall(said)}


def _settings(written: str | None) -> dict[str, object]:
    try:
        found = json.loads(written or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _link(address: str) -> str:
    address = html.escape(html.unescape(address))
    return f'<a href="{address}">{address}</a>'
