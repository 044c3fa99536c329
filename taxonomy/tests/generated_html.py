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

# Nearly what a careful editor writes: most of it needs no cleaning.
NEATLY = st.one_of(
    st.sampled_from(
        ["One ", "two", " ", "&amp;", "<strong>three</strong>", "<em>four</em>", "é – «5»", "\u2003", "word " * 30]
    ),
    st.sampled_from(
        [
            "<p>",
            "</strong>",
            "<em> </em>",
            "<br>",
            "&nbsp;",
            "&",
            "\n",
            "\t",
            "\r",
            "\xa0",
            "\u0301",
            "\xad",
            "{{x}}",
            "  ",
        ]
    ),
    st.characters(exclude_categories=["Cs"]),
)
BLOCKS = st.builds(
    "<{0}>{1}</{0}>".format, st.sampled_from(["p", "p", "h2", "h4", "li"]), st.lists(NEATLY, max_size=5).map("".join)
)
NEAT = st.lists(BLOCKS, min_size=1, max_size=4).map("\n".join)
