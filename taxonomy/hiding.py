"""What hides an element: its tag, an attribute, its class, or declarations of its style. Asks no tree."""

import re
from collections.abc import Iterator, Mapping

# Browsers display none of their contents: what is deleted, and what is meant for browsers that lack something.
UNSEEN_TAGS = frozenset({
    "del", "template", "xml", "noscript", "noframes", "noembed", "iframe", "video", "audio", "canvas", "datalist", "title", "w:del",
})  # fmt: skip
# Classes by which systems hide text everywhere, with style sheets that do not come along; and Word's for deletions and comments.
UNSEEN_CLASSES = {
    "msodel": "del", "trackchangetextdeletion": "del", "trackchangetextdeletionmarker": "del", "msocommentreference": "comment", "msocomtxt": "comment", "msocomanchor": "comment", "screen-reader-text": "class",
    "sr-only": "class", "visually-hidden": "class", "element-invisible": "class", "element-hidden": "class", "d-none": "class",
}  # fmt: skip
ZERO = r"[-+]?0*\.?0+(?:px|pt|em|rem|ex|ch|cm|mm|in|pc|%)?"
FAR_AWAY = r"-\d{3,}(?:\.\d+)?(?:px|pt|em|rem|%)?"
# Declarations that hide by themselves.
HIDING = {
    "display": re.compile(r"none"),
    "mso-hide": re.compile(r"all"),
    "mso-element": re.compile(r"comment(?:-list)?"),
    "visibility": re.compile(r"hidden|collapse"),
    "content-visibility": re.compile(r"hidden"),
    "font-size": re.compile(ZERO),
    "opacity": re.compile(r"0*\.?0+%?"),
    "color": re.compile(r"transparent|rgba\(.*,\s*0*\.?0+%?\)|#[0-9a-f]{3}0|#[0-9a-f]{6}00"),
    "clip": re.compile(rf"rect\((?:\s*(?:{ZERO}|1px)\s*,?){{4}}\)"),
    "clip-path": re.compile(r"inset\((?:50|100)%\)|circle\(0.*\)"),
    "text-indent": re.compile(FAR_AWAY),
    "left": re.compile(FAR_AWAY),
    "right": re.compile(FAR_AWAY),
    "top": re.compile(FAR_AWAY),
    "margin-left": re.compile(FAR_AWAY),
    "transform": re.compile(r"scale\(0*\.?0+\)"),
    "zoom": re.compile(ZERO),
}
# Declarations that hide only if overflow is clipped.
HIDING_WHERE_CUT_OFF = {name: re.compile(ZERO) for name in ("width", "height", "max-width", "max-height")}
# Properties that a descendant can override.
OVERRIDABLE = frozenset({"font-size", "visibility", "color"})
LONGEST_STYLE = 2000  # characters of declarations; nobody writes longer ones by hand
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
WHITE, BLACK = "#ffffff", "#000000"
COLORS = {"white": WHITE, "rgb(255, 255, 255)": WHITE, "rgb(255,255,255)": WHITE, "black": BLACK, "rgb(0, 0, 0)": BLACK, "rgb(0,0,0)": BLACK}  # fmt: skip

Attributes = Mapping[str, str | None]


def way_of_hiding(tag: str, attributes: Attributes) -> str:
    """What hides the element by itself; empty if nothing does."""
    if tag in UNSEEN_TAGS or (tag == "dialog" and "open" not in attributes):
        return tag
    if "hidden" in attributes:
        return "hidden"
    for name in (attributes.get("class") or "").lower().split():
        if way := UNSEEN_CLASSES.get(name):
            return way
    return hidden_by(attributes.get("style") or "")


def hidden_by(style: str) -> str:
    """The property that hides; empty if none does. Of several declarations of a property, the last one counts."""
    said = declared(style)
    for name, value in said.items():
        if (pattern := HIDING.get(name)) and pattern.fullmatch(value):
            return name
    if said.get("overflow", "").split()[:1] in (["hidden"], ["clip"]):
        for name, pattern in HIDING_WHERE_CUT_OFF.items():
            if pattern.fullmatch(said.get(name, "")):
                return name
    return ""


def overrides(style: str, name: str) -> bool:
    """Whether the style sets the property to something that can be seen."""
    value = declared(style).get(name, "")
    return bool(value) and not HIDING[name].fullmatch(value)


def declared(style: str) -> dict[str, str]:
    return dict(_declarations(style)) if style and len(style) <= LONGEST_STYLE else {}


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for declaration in COMMENT.sub("", style).lower().split(";"):
        name, _, value = declaration.partition(":")
        yield name.strip(), " ".join(value.replace("!important", "").split())


def color_of(attributes: Attributes) -> str:
    """The colour that the element gives its text, the same in all notations of white and black; empty if it gives none."""
    return _color(declared(attributes.get("style") or "").get("color") or attributes.get("color") or "")


def ground_of(attributes: Attributes) -> str:
    said = declared(attributes.get("style") or "")
    return _color(said.get("background-color") or said.get("background") or attributes.get("bgcolor") or "")


def _color(value: str) -> str:
    value = value.strip().lower()
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        value = "#" + "".join(figure * 2 for figure in value[1:])
    return COLORS.get(value, value)
