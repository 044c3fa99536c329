"""Numbers as tables of six languages write them. What is not wholly understood is no number."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.utils.formats import get_format

MOST_DIGITS = 15
SPACES = re.compile("[ \t\n\r\u00a0\u2007\u2009\u202f]+")
UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
SIGNS = "-\u2011\u2212\u2013"  # hyphens, the minus, and the dash that many type for it
# What groups digits beside spaces and apostrophes, by language; others are asked of Django.
MARKS = {"en": (".", ","), "fr": (",", ""), "de": (",", "."), "it": (",", "."), "ru": (",", ""), "es": (",", ".")}
CURRENCIES = ("US$", "$", "€", "£", "₽", "EUR", "USD", "GBP", "CHF", "RUB")
UNITS = ("%", "‰", *CURRENCIES)
# Behind a number: asterisks, daggers, raised figures, [1], [a], (1), (a).
FOOTNOTE = re.compile(r"(?<=\S)\s*(?:\*{1,3}|[†‡§¹²³⁰⁴-⁹]+|\[\w{1,3}\]|\(\w\))$")
MISSING = frozenset(
    """|-|–|—|−|‑|.|..|...|…|:|/|x|*|•|n/a|n.a.|n. a.|na|n/d|nd|n.d.|n. d.|n.c.|s.o.|k.a.|k. a.|k.a|keine angabe|s/d|s.d.
    |н/д|н.д.|н. д.|нет данных|no data""".replace("\n", "").replace("    |", "|").split("|")
)  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    value: Decimal
    unit: str = ""


def is_missing(written: str) -> bool:
    """Whether it is one of the signs by which tables say that there is no number."""
    return tidy(written).lower() in MISSING


def tidy(written: str) -> str:
    return SPACES.sub(" ", UNSEEN.sub("", written)).strip()


def without_footnote(written: str) -> str:
    """
    >>> without_footnote("1,234 *"), without_footnote("12 [a]"), without_footnote("*")
    ('1,234', '12', '*')
    """
    return FOOTNOTE.sub("", tidy(written))


def quantity(written: str, language: str) -> Quantity | None:
    """None if it is no number, or could be two.

    >>> quantity("1,234", "en"), quantity("1,234", "de"), quantity("−12,5 %", "fr"), quantity("0,123", "en")
    (Quantity(value=Decimal('1234'), unit=''), Quantity(value=Decimal('1.234'), unit=''), Quantity(value=Decimal('-12.5'), unit='%'), None)
    """
    bare, unit = _without_unit(without_footnote(written))
    found = _pattern(language).fullmatch(bare)
    if not found:
        return None
    whole, fraction = re.sub(r"\D", "", found["whole"]), found["fraction"] or ""
    if not 0 < len(whole + fraction) <= MOST_DIGITS:
        return None
    sign = "-" if (found["sign"] or "") in tuple(SIGNS) else ""
    return Quantity(Decimal(f"{sign}{whole or 0}.{fraction or 0}").normalize() + 0, unit)


def _without_unit(written: str) -> tuple[str, str]:
    """One unit, before the number, behind it, or between it and its sign."""
    for unit in UNITS:
        if written.endswith(unit):
            return written.removesuffix(unit).rstrip(), unit
    sign, rest = (written[0], written[1:].lstrip()) if written[:1] in tuple(SIGNS) else ("", written)
    for unit in CURRENCIES:
        if rest.startswith(unit):
            return sign + rest.removeprefix(unit).lstrip(), unit
    return written, ""


@cache
def _pattern(language: str) -> re.Pattern[str]:
    decimal, group = marks_of(language)
    groups = re.escape(f"{group} '’")
    return re.compile(
        rf"(?P<sign>[+{re.escape(SIGNS)}])? ?"
        rf"(?P<whole>[1-9][0-9]{{0,2}}(?P<group>[{groups}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*|[0-9]*)"
        rf"(?:{re.escape(decimal)}(?P<fraction>[0-9]+))?"
    )


def marks_of(language: str) -> tuple[str, str]:
    """What stands before the decimals, and what groups digits beside a space."""
    if found := MARKS.get(language.partition("-")[0]):
        return found
    decimal, group = (str(get_format(name, language)) for name in ("DECIMAL_SEPARATOR", "THOUSAND_SEPARATOR"))
    return decimal, "" if group.isspace() else group


def in_words(value: Decimal, language: str) -> str:
    """As it is written in the language, with a narrow no-break space where that groups by spaces.

    >>> in_words(Decimal("-1234567.50"), "en"), in_words(Decimal("1234.5"), "de"), in_words(Decimal("1234"), "ru")
    ('−1,234,567.5', '1.234,5', '1\\u202f234')
    """
    decimal, group = marks_of(language)
    plain = f"{abs(value):,f}"
    whole, _point, fraction = plain.partition(".")
    fraction = fraction.rstrip("0")
    return (
        ("−" if value < 0 else "")
        + whole.replace(",", group or "\u202f")
        + (f"{decimal}{fraction}" if fraction else "")
    )
