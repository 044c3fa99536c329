"""Numbers in cells of tables, in six languages."""

from decimal import Decimal

import pytest

from releases.language.quantities import in_words, is_missing, quantity


@pytest.mark.parametrize(
    ("written", "language", "value", "unit"),
    [
        ("7", "en", "7", ""),
        ("1,234,567.89", "en", "1234567.89", ""),
        ("1.234.567,89", "de", "1234567.89", ""),
        ("1'234’567", "de", None, ""),  # two kinds of apostrophe
        ("1'234'567,5", "de", "1234567.5", ""),
        ("1.234", "it", "1234", ""),
        ("1.234,5", "es", "1234.5", ""),
        ("1\u202f234,5", "fr", "1234.5", ""),
        ("1\u00a0234\u00a0567", "ru", "1234567", ""),
        ("1 234", "en", "1234", ""),
        ("0.123", "en", "0.123", ""),
        ("0,123", "ru", "0.123", ""),
        (".5", "en", "0.5", ""),
        ("−12", "en", "-12", ""),
        ("-12", "en", "-12", ""),
        ("– 12", "en", "-12", ""),
        ("+12", "en", "12", ""),
        ("12,5\u202f%", "fr", "12.5", "%"),
        ("−3%", "en", "-3", "%"),
        ("4 ‰", "de", "4", "‰"),
        ("€ 1.200", "de", "1200", "€"),
        ("-$5", "en", "-5", "$"),
        ("US$1,000", "en", "1000", "US$"),
        ("250 ₽", "ru", "250", "₽"),
        ("12*", "en", "12", ""),
        ("12 **", "en", "12", ""),
        ("12¹", "en", "12", ""),
        ("12 [a]", "en", "12", ""),
        ("12 (1)", "en", "12", ""),
        ("12 %†", "en", "12", "%"),
        ("1\u200b234", "en", "1234", ""),
        ("000", "en", "0", ""),
        ("-0", "en", "0", ""),
        ("123456789012345", "en", "123456789012345", ""),
    ],
)
def test_numbers_are_read_as_their_language_writes_them(written, language, value, unit):
    found = quantity(written, language)

    assert (found and (found.value, found.unit)) == (value and (Decimal(value), unit))


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("0,123", "en"),  # a group after a zero, or a foreign comma
        ("1,23", "en"),
        ("1.23", "de"),
        ("1.234", "fr"),  # neither decimals nor groups there
        ("1.234", "ru"),
        ("1,234.567.8", "en"),
        ("1234,567", "en"),
        ("12–15", "en"),
        ("<5", "en"),
        ("ca. 5", "de"),
        ("NaN", "en"),
        ("inf", "en"),
        ("Infinity", "en"),
        ("1e5", "en"),
        ("0x1F", "en"),
        ("١٢", "en"),
        ("½", "en"),
        ("(5)", "en"),
        ("12 km", "en"),
        ("1234567890123456", "en"),
        ("--5", "en"),
        ("%", "en"),
        ("-", "en"),
        ("", "en"),
    ],
)
def test_what_is_not_wholly_understood_is_no_number(written, language):
    assert quantity(written, language) is None


@pytest.mark.parametrize(
    "written", ["", " ", "–", "—", "-", "…", "..", "n/a", "N.A.", "k. A.", "н/д", "Н. д.", "s/d", "n.d.", "*"]
)
def test_signs_of_missing_numbers(written):
    assert is_missing(written)


@pytest.mark.parametrize("written", ["0", "NaN", "none at all", "5"])
def test_nothing_else_is_missing(written):
    assert not is_missing(written)


@pytest.mark.parametrize("language", ["en", "fr", "de", "it", "ru", "es"])
@pytest.mark.parametrize("value", ["0", "-0.25", "1234", "-1234567.5", "100"])
def test_what_an_axis_says_is_read_back(value, language):
    found = quantity(in_words(Decimal(value), language), language)

    assert found is not None
    assert found.value == Decimal(value)
