"""Datelines: where and when a text was issued, from its opening, as in “BRUSSELS, 21 January 2004 -”."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from releases.language import dates
from releases.language.dates import WEEKDAYS
from taxonomy.folding import fold

LONGEST = 170  # characters, up to the dash
DASH = re.compile(r"--|[-\u2010-\u2015\u2212]")  # a hyphen or any dash
# The name of an agency or a mission: “(OSCE)”, “(SMM)”, “(OSCE/ODIHR)”, “[ODIHR]”.
AGENCY = re.compile(r"\s*[(\[][A-ZА-ЯЁ][\w/&. -]{1,38}[)\]]")
# “(updated)”, “(aktualisiert um 15 Uhr)”, and the same after a comma.
UPDATED = re.compile(
    r"\s*(?:[(\[]\s*(?:{0})\w*[^)\]]{{0,40}}[)\]]|,\s*(?:{0})\w*$)".format(
        "updat|correct|revis|amend|mise? à jour|corrig|actualis|aktualisier|korrigier|aggiornat|corrett|обновл|уточн|исправл|actualizad|corregid"
    ),
    re.IGNORECASE,
)
ALL_CAPITALS = re.compile(r"^[A-ZА-ЯЁ][A-ZА-ЯЁ/&. -]+$")
NAMES = re.compile(r"[^\W\d_][^\d:!?]{0,100}")
NO_COMMA = re.compile(r"([^\d:!?]{2,100}?)\s+(\d.{2,45})")
IN_BRACKETS = re.compile(r"([^\d:!?]{2,100}?)\s*[(\[](\d.{2,45}?)[)\]]")
# “TIRANA / BRUSSELS – 6 October 2020.”
AFTER_DASH = re.compile(
    r"([^\W\d_][^\d:!?]{0,100}?)\s*(?:--|[-\u2010-\u2015\u2212])\s*((?:(?:le|den|am|il|el)\s+)?\d.{2,40}|[^\W\d_]+\.?\s\d.{2,40})"
)
RANGE_GOES_ON = re.compile(r"\s*\d{1,2}\.?\s+(?:de\s+)?([^\W\d_]+)")
CAPITALS_FIRST = re.compile(r"[^a-zа-яёß-öø-ÿ\d]{3,}(?:(?<=[\s,–—-])[^\W\d_]+\.?\s+)?\d")
FULL_STOP = re.compile(r"\.(?=\s|$)")
DATE_FIRST = re.compile(r"(\d.{2,40}?|[^\W\d_]+\.?\s\d.{2,20}?),\s+([^\W\d_][^\d:!?]{0,100})")
BETWEEN_PLACES = re.compile(r"\s*[/\\;|+•·]\s*|\s+(?:and|et|und|e|ed|y|и|&)\s+|\s+-\s+|\s*[–—]\s*", re.IGNORECASE)
# Lower-case words that occur in place names.
_SMALL_WORDS = (
    "of the de la le les du des del della di da am an der dem den im in sur upon près on near bei und et e ed y i и на под при у "
    "and al el lo los las do dos aux au à zu zur ob a"
)
SMALL_WORDS = frozenset(_SMALL_WORDS.split())
# Words that begin sentences, but not place names.
_NO_PLACE = (
    "on in at by from since until today yesterday tomorrow after before during for as when while also embargo embargoed am im seit "
    "heute gestern bis nach vor il lo gli in da ieri oggi le les depuis en au aux hier aujourd’hui el los desde hoy ayer hasta "
    "в во на с со до от после сегодня вчера question answer note press news release date updated correction"
)
FOLDED_NO_PLACE = frozenset(map(fold, WEEKDAYS | frozenset(_NO_PLACE.split())))

# Places that datelines name in two languages, and one State with “and” in its name. Similarity of sound is no evidence:
# Berlin and Bern are two places.
_NAMES_OF_ONE = """
    pristina prishtine prishtina | mitrovica mitrovice mitrovica | pec peje peja | gnjilane gjilan | prizren | urosevac ferizaj
    djakovica đakovica gjakove gjakova | podujevo podujeve | tetovo tetove tetova | skopje shkup | struga struge | kumanovo kumanove
    bitola manastir | kyiv kiev | kharkiv kharkov | lviv lvov | odesa odessa | luhansk lugansk | dnipro dnepr | chisinau kishinev
    bolzano bozen | biel bienne | brussels bruxelles brussel | geneve genf geneva | fribourg freiburg | sukhumi sokhumi
    nur-sultan astana | komotini gumulcine | subotica szabadka | rijeka fiume | koper capodistria | pula pola | narva narwa
"""
NAMES_OF_ONE = [frozenset(names.split()) for line in _NAMES_OF_ONE.splitlines() for names in line.split("|")]
STATE_WITH_AND = re.compile(
    r"bosnia (?:and|ed|y) h?erz?ego?vina|bosnie[ -]et[ -]herzégovine|bosnien und herzegowina|босния и герцеговина",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Dateline:
    places: tuple[str, ...]
    date: str  # ISO 8601; verbatim if no such day exists; empty without a year
    month: int = field(default=0, compare=False)
    day: int = field(default=0, compare=False)

    def agrees_with(self, iso_date: str) -> bool:
        """Whether both can be the same day. A dateline without a day or a year is incomplete, not contradictory."""
        if self.date:
            return self.date == iso_date
        return not self.month or iso_date[5:10] == f"{self.month:02}-{self.day:02}"


def parse(line: str) -> Dateline | None:
    """None if the line does not begin with a dateline."""
    line = line.strip()
    if not line[:1].isalnum():
        return None
    for head in _heads(line):
        if found := _parsed(head):
            return found
    return None


def _heads(line: str) -> Iterator[str]:
    """Possible datelines: the line up to each of its dashes, or all of it."""
    for dash in DASH.finditer(line, 0, LONGEST):
        if dash.start() and not _goes_on(line, dash):
            yield line[: dash.start()].strip()
    if len(line) <= LONGEST:
        yield line
    for stop in reversed(list(FULL_STOP.finditer(line, 0, LONGEST))):  # “1 Dec. 1999.” before “1 Dec.”
        # Without a dash after it, only capitals before its figures tell a dateline from a sentence.
        if CAPITALS_FIRST.match(line[: stop.start()]):
            yield line[: stop.start()].strip()


def _goes_on(line: str, dash: re.Match[str]) -> bool:
    """Whether the dash stands in a range of days: “30 April–2 May 2019”."""
    after = RANGE_GOES_ON.match(line, dash.end())
    return bool(after and dates.month_number(after[1]) and re.search(r"\d", line[: dash.start()]))


def _parsed(head: str) -> Dateline | None:
    bare = UPDATED.sub("", AGENCY.sub("", head)).strip().rstrip(",").strip()
    for names, written in _divisions(bare):
        date = dates.parse(written.removesuffix(".")) if NAMES.fullmatch(names) else None
        if date and (places := _places(names)):
            return Dateline(places, date.iso, date.month, date.day)
    if bare != head and ALL_CAPITALS.match(bare) and (places := _places(bare)):
        return Dateline(places, "")
    return None


def _divisions(text: str) -> Iterator[tuple[str, str]]:
    """Every split into places and date, since both may contain commas (WASHINGTON, D.C.; Monday, 3 May)."""
    for comma in re.finditer(",", text):
        yield text[: comma.start()].strip(), text[comma.end() :].strip()
    if (found := AFTER_DASH.fullmatch(text)) and found[1].isupper():
        yield found[1], found[2]
    if (found := NO_COMMA.fullmatch(text)) and found[1].isupper():
        yield found[1], found[2]
    if found := IN_BRACKETS.fullmatch(text):
        yield found[1], found[2]
    if found := DATE_FIRST.fullmatch(text):
        yield found[2], found[1]


def _places(text: str) -> tuple[str, ...]:
    """The place names, if that is what they are: capitalised words, and lower-case words that occur in names."""
    words = re.findall(r"[^\s/,;|&–—-]+", text)
    if not words or _is_no_place(words[0]) or len(words) > 12:
        return ()
    if not all(word[0].isupper() or word.strip("().") in SMALL_WORDS or not word[0].isalpha() for word in words):
        return ()
    parts = (
        [text] if STATE_WITH_AND.search(text) else [part.strip() for part in BETWEEN_PLACES.split(text) if part.strip()]
    )
    several = [place for part in parts for place in _by_commas(part)]
    # Three names are three places: “STRASBOURG, VIENNA, WARSAW”. Of two the second may be the State of the first.
    return tuple(_two_names_of_one(several if len(several) > 2 and all(map(str.isupper, parts)) else parts))


def _by_commas(text: str) -> list[str]:
    places: list[str] = []
    for name in (name.strip() for name in text.split(",") if name.strip()):
        if places and "." in name:  # “WASHINGTON, D.C.”
            places[-1] = f"{places[-1]}, {name}"
        else:
            places.append(name)
    return places


@lru_cache(maxsize=10_000)
def _is_no_place(word: str) -> bool:
    return fold(word) in FOLDED_NO_PLACE


def _two_names_of_one(parts: list[str]) -> list[str]:
    """“Prishtinë/Priština” is one place in two languages; “VIENNA/KYIV” are two places."""
    places: list[str] = []
    for part in parts:
        if places and _same_place(places[-1].rpartition("/")[2], part):
            places[-1] = f"{places[-1]}/{part}"
        else:
            places.append(part)
    return places


def _same_place(one: str, other: str) -> bool:
    names = {fold(one), fold(other)}
    return len(names) == 1 or any(names <= known for known in NAMES_OF_ONE)
