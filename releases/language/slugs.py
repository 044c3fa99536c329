"""Slugs: the readable end of an address, made from a headline in any of the organisation's scripts."""

from django.utils.text import slugify

LENGTH = 80
# Reserved: path segments used below a release.
TAKEN = {"history", "timemap"}

# Simplified romanisation of Russian, with letters of related languages.
CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
        "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
        "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "w", "ј": "j", "ќ": "kj", "ѓ": "gj", "џ": "dz",
    }
)  # fmt: skip
LATIN = str.maketrans(
    {"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "’": "", "'": ""}
)


def slug_for(headline: str) -> str:
    """At most 80 ASCII characters, cut between words; scripts that we cannot romanise are kept as they are.

    >>> slug_for("Миссия ОБСЕ в Молдове")
    'missiya-obse-v-moldove'
    """
    romanised = headline.lower().translate(CYRILLIC).translate(LATIN)
    slug = slugify(romanised) or slugify(headline, allow_unicode=True) or "release"
    if slug in TAKEN:
        return f"{slug}-release"
    if len(slug) <= LENGTH:
        return slug
    return slug[: LENGTH + 1].rpartition("-")[0] or slug[:LENGTH]
