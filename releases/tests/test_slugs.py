import pytest

from releases.language.slugs import slug_for


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Mission opens an office", "mission-opens-an-office"),
        ("Миссия ОБСЕ в Молдове", "missiya-obse-v-moldove"),
        ("Türkiye, Łódź & Çeşme", "turkiye-lodz-cesme"),
        ("Große Straße", "grosse-strasse"),
        ("The Chair’s visit", "the-chairs-visit"),
        ("مؤتمر", "مؤتمر"),
        ("???", "release"),
    ],
)
def test_slug_is_readable_in_any_script(headline, slug):
    assert slug_for(headline) == slug


def test_long_headline_is_cut_between_words():
    slug = slug_for("co-operation " * 20)

    assert len(slug) <= 80
    assert slug.endswith(("co-operation", "-co"))


def test_one_long_word_is_cut_anywhere():
    assert slug_for("a" * 300) == "a" * 80


@pytest.mark.parametrize("length", [79, 80])
def test_headline_of_eighty_letters_is_not_cut(length):
    headline = "word " * 14 + "x" * (length - 70)

    assert len(slug_for(headline)) == length


def test_word_that_ends_at_the_eightieth_letter_stays_and_the_next_one_goes():
    assert slug_for("a" * 80 + " next") == "a" * 80
    assert slug_for("one " + "a" * 76 + " next") == "one-" + "a" * 76
    assert slug_for("one " + "a" * 77) == "one"


@pytest.mark.parametrize(
    ("headline", "slug"), [("History", "history-release"), ("Timemap", "timemap-release"), ("A history", "a-history")]
)
def test_headline_does_not_take_an_address_that_the_release_uses_itself(headline, slug):
    assert slug_for(headline) == slug
