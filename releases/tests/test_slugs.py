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
