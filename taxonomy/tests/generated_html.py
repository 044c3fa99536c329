"""HTML that nobody would write: wrongly nested, unclosed, with hidden text here and there."""

from hypothesis import strategies as st

TEXTS = st.sampled_from(["a", " ", "\xa0", "&nbsp;", "é", "&amp;", "<", ">", "–", "\n", "Word ", "{{x}}"])
TAGS = st.sampled_from(
    [
        "p",
        "b",
        "i",
        "ul",
        "li",
        "h1",
        "h5",
        "div",
        "span",
        "a",
        "table",
        "tr",
        "td",
        "del",
        "s",
        "pre",
        "dl",
        "dt",
        "dd",
        "sup",
        "br",
    ]
)
STYLES = st.sampled_from(
    [
        "",
        ' style="display:none"',
        " hidden",
        ' style="font-size:0"',
        ' style="color:red"',
        ' href="/x"',
        ' lang="fr"',
        " dir=rtl",
        ' href="#y"',
        ' name="y"',
        ' href="#%79" id="z"',
        ' id="y"',
    ]
)
HTML = st.recursive(
    TEXTS,
    lambda inner: st.builds(
        lambda tag, style, parts, closed: f"<{tag}{style}>{''.join(parts)}{f'</{tag}>' if closed else ''}",
        TAGS, STYLES, st.lists(inner, max_size=4), st.booleans(),
    ),
    max_leaves=12,
)  # fmt: skip
