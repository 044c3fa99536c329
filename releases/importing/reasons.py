"""Why records were refused, each reason once: how many it concerns, where the first three are, and what would cure them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from releases.importing.ledger import Told

EXAMPLES = 3
MOST = 500  # reasons that are told apart; more are counted together
OTHERS = "Other reasons; --report lists them."
# What differs from record to record for one and the same reason: quoted values, dates, numbers.
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
VARYING = re.compile(
    rf"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\d{{4}}-\d\d-\d\d[T\d:+.-]*|\d{{1,2}} (?:{_MONTHS}) \d{{4}}|\S+:\d+(?=,)|\d+(?:,\d{{3}})*"
)
UNKNOWN_TERM = re.compile(r"“(?P<name>.*)” is not one of the .*?(?:; the closest match is “(?P<nearest>.*)”)?\.")
CURES = (
    (re.compile(r" can mean .*--date-order"), "--date-order day-first, or month-first, as the source meant it"),
    (re.compile(r"^The (?:date|live_from|live_until|embargo_until) "), "--rejects FILE, and write the dates as 2004-01-21"),
    (re.compile(r"^The language "), "--language CODE, or [values.language] in a mapping file"),
    (re.compile(r"^The (type|kind) "), "[values.type] in a mapping file"),
    (re.compile(r"has no (?:id|title|date|body|language)"), "[columns] or [defaults] in a mapping file, or --rejects FILE to mend them"),
    (re.compile(r"was already used at "), "--rejects FILE, and give each text an id of its own"),
    (re.compile(r"no such text was imported"), "import the original, then the same command again"),
    (re.compile(r"is the same as that of"), "--duplicates keep"),
    (re.compile(r"has also been changed here"), "--on-conflict keep, or --on-conflict edition"),
)  # fmt: skip
MEND = "--rejects FILE, to mend and import them"


@dataclass
class Reason:
    """`sentence` is that of the first record; in a group of several, what differs among them is an ellipsis."""

    sentence: str
    cure: str
    records: int = 0
    examples: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        more = f" and {self.records - len(self.examples):,} more" if self.records > len(self.examples) else ""
        return f"{self.records:,} × {self.sentence}\n    {', '.join(self.examples)}{more}\n    {self.cure}"


def grouped(refused: Iterable[Told]) -> list[Reason]:
    """The most frequent first."""
    reasons: dict[str, Reason] = {}
    for told in refused:
        for problem in told.problems:
            key = general(problem)
            if key not in reasons and len(reasons) >= MOST:
                key, problem = OTHERS, OTHERS
            reason = reasons.setdefault(key, Reason(problem, cure_of(problem)))
            if reason.records and reason.sentence != problem:
                reason.sentence = key
            reason.records += 1
            if len(reason.examples) < EXAMPLES:
                reason.examples.append(told.where)
    return sorted(reasons.values(), key=lambda reason: -reason.records)


def general(problem: str) -> str:
    """The reason without the values of one record. An unknown term is a reason of its own, since each is mapped by itself.

    >>> general("The date '03/05/2010' can mean 5 March 2010 or 3 May 2010.")
    'The date … can mean … or ….'
    """
    return problem if UNKNOWN_TERM.fullmatch(problem) else VARYING.sub("…", problem)


def cure_of(problem: str) -> str:
    """What to type, or where to look."""
    if term := UNKNOWN_TERM.fullmatch(problem):
        return f'--map "{term["name"]}={term["nearest"] or "…"}", or --unknown-terms keep'
    return next((cure for pattern, cure in CURES if pattern.search(problem)), MEND)
