"""What is found and what replacing makes of it, for the server and for the browser alike."""

import unicodedata

NO_BREAK, SOFT = "\u00a0", "\u00ad"

# Text, words, case, whole words, and what is found.
PLACES = [
    ("The OSCE met. osce", "osce", False, False, ["OSCE", "osce"]),
    ("The OSCE met. osce", "osce", True, False, ["osce"]),
    ("in Wien, Wiener, ein Wien", "Wien", True, True, ["Wien", "Wien"]),
    ("l’OSCE et l'OSCE", "OSCE", True, True, ["OSCE", "OSCE"]),
    ("Die Straße, die STRASSE, ẞ", "strasse", False, False, ["Straße", "STRASSE"]),
    ("Die Straße", "Strasse", True, False, []),
    ("Maße", "mas", False, False, []),  # half a letter is none
    ("Ещё раз, ЕЩЁ, еще", "ещё", False, False, ["Ещё", "ЕЩЁ"]),
    (unicodedata.normalize("NFD", "Ещё раз"), "ещё", False, True, [unicodedata.normalize("NFD", "Ещё")]),
    ("café", unicodedata.normalize("NFD", "café"), True, True, ["café"]),
    ("cafe\u0301s", "cafe", True, False, []),  # its last letter has a mark
    (f"5{NO_BREAK}May, 5 May, 5\u202fMay", f"5{NO_BREAK}May", True, False, [f"5{NO_BREAK}May", "5 May", "5\u202fMay"]),
    (f"Organi{SOFT}sation", "organisation", False, True, [f"Organi{SOFT}sation"]),
    ("aaaa", "aa", True, False, ["aa", "aa"]),
    ("niño, NIÑO, nino", "niño", False, False, ["niño", "NIÑO"]),
    ("a.b axb", "a.b", True, False, ["a.b"]),
    ("anything", "", False, False, []),
]

# The text, what is sought without regard to case, what is put there, and the text afterwards.
REPLACED = [
    ("<p>The osce. The OSCE.</p>", "osce", "UNO", "<p>The UNO. The UNO.</p>"),
    (
        "<p>The <strong>OSCE</strong> mission</p>",
        "osce mission",
        "OSCE Office",
        "<p>The <strong>OSCE</strong> Office</p>",
    ),
    (
        '<p>see <a href="https://example.org/">our page</a>.</p>',
        "see our page",
        "visit our site",
        '<p>visit <a href="https://example.org/">our site</a>.</p>',
    ),
    ("<p>a<em>b</em>c</p>", "abc", "aXc", "<p>a<em>X</em>c</p>"),
    ("<p>One</p><p>two</p>", "one two", "three", "<p>One</p><p>two</p>"),
    ("<p>in <em>Vienna</em></p>", " in", " on", "<p>in <em>Vienna</em></p>"),
    ("<p>R&amp;D &lt;now&gt;</p>", "r&d", "A&B", "<p>A&amp;B &lt;now&gt;</p>"),
    (f"<p>5{NO_BREAK}May</p>".replace(NO_BREAK, "&nbsp;"), "5 may", "5 June", "<p>5&nbsp;June</p>"),
    ("<ul><li><p>Wien</p></li></ul>", "wien", "Vienna", "<ul><li><p>Vienna</p></li></ul>"),
    ("<p>a <strong>whole</strong> word</p>", "whole ", "", "<p>a word</p>"),
]
