"""What a query finds: the same on both databases, in each text's own language."""

import pytest

from releases.tests.making import make_country, make_live_edition
from releases.tests.questions import found

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    make_live_edition(
        headline="Observers watch the election", lead="In Chișinău.", body="<p>The Co-operation Council met.</p>"
    )
    make_live_edition(headline="Permanent Council meets", lead="On elections.", body="<p>Ministers met in Łódź.</p>")
    make_live_edition(
        headline="Council of permanent guests", lead="", body="<p>Cooperation is late. Türkiye hosts.</p>"
    )
    make_live_edition(headline="Выборы в Молдове", lead="", body="<p>Наблюдатели из Киева.</p>", language="ru")
    make_live_edition(headline="L’observation des élections", lead="", body="<p>Réunion à Vienne.</p>", language="fr")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("election", {"Observers watch the election", "Permanent Council meets"}),
        ("ELECTIONS", {"Observers watch the election", "Permanent Council meets"}),
        ("election council", {"Observers watch the election", "Permanent Council meets"}),
        ("election -council", set()),
        ("-council election -ministers", set()),
        ("election -łódź", {"Observers watch the election"}),
        ('"permanent council"', {"Permanent Council meets"}),
        ("“permanent council”", {"Permanent Council meets"}),
        ('council -"permanent council"', {"Observers watch the election", "Council of permanent guests"}),
        ('"elections"', {"Permanent Council meets"}),
        ("guests OR ministers", {"Permanent Council meets", "Council of permanent guests"}),
        ("guests | ministers", {"Permanent Council meets", "Council of permanent guests"}),
        ("minist*", {"Permanent Council meets"}),
        ("chisinau", {"Observers watch the election"}),
        ("Kishinev", {"Observers watch the election"}),
        ("lodz", {"Permanent Council meets"}),
        ("cooperation", {"Observers watch the election", "Council of permanent guests"}),
        ("co-operation", {"Observers watch the election", "Council of permanent guests"}),
        ("the council", {"Observers watch the election", "Permanent Council meets", "Council of permanent guests"}),
        ("nowhere", set()),
        ("выборы", set()),
    ],
)
def test_question_finds_what_has_the_words(archive, query, expected):
    assert set(found(query)) == expected


@pytest.mark.parametrize(
    ("query", "language", "expected"),
    [
        ("выборах", "ru", ["Выборы в Молдове"]),
        ("Киев", "ru", ["Выборы в Молдове"]),
        ("Kyiv", "ru", ["Выборы в Молдове"]),
        ("наблюдатель", "ru", ["Выборы в Молдове"]),
        ("élection", "fr", ["L’observation des élections"]),
        ("election", "fr", ["L’observation des élections"]),
        ("réunions", "fr", ["L’observation des élections"]),
        ("Vienna", "fr", ["L’observation des élections"]),
    ],
)
def test_each_text_is_found_in_its_own_language(archive, query, language, expected):
    assert found(query, language=language) == expected


def test_all_languages_are_searched_each_in_its_own(archive):
    assert set(found("election OR выборам", language="all")) == {
        "Observers watch the election",
        "Permanent Council meets",
        "Выборы в Молдове",
        "L’observation des élections",
    }


def test_former_name_of_a_country_finds_the_one_in_use(archive):
    country = make_country("Türkiye")
    country.former_names.create(name="Turkey")

    assert found("turkey") == ["Council of permanent guests"]
    assert found("Turkiye") == ["Council of permanent guests"]


def test_headline_comes_before_lead_and_lead_before_body():
    make_live_edition(headline="One", lead="Nothing here.", body="<p>About a corridor.</p>")
    make_live_edition(headline="Two", lead="About a corridor.", body="<p>Nothing here.</p>")
    make_live_edition(headline="A corridor", lead="Nothing here.", body="<p>Nothing at all.</p>")

    assert found("corridor") == ["A corridor", "Two", "One"]


def test_rare_word_weighs_more_than_a_common_one():
    for number in range(20):
        make_live_edition(headline=f"Meeting {number}", body="<p>A meeting and nothing more.</p>")
    make_live_edition(headline="Other one", body="<p>A meeting on demining.</p>")
    make_live_edition(headline="Demining", body="<p>It went on.</p>")

    assert found("meeting OR demining")[:2] == ["Demining", "Other one"]


def test_where_nothing_has_all_words_the_closest_is_shown(archive):
    assert set(found("permanent council walrus")) == {"Permanent Council meets", "Council of permanent guests"}


def test_unwanted_word_is_never_shown_for_want_of_others(archive):
    assert found("walrus council -permanent") == ["Observers watch the election"]


@pytest.mark.parametrize(
    "texts",
    [
        {"headline": "The Council meets", "lead": "Ministers agree."},
        {"lead": "The Council meets", "body": "<p>Ministers agree.</p>"},
        {"body": "<p>The Council meets</p>", "keywords": ["Ministers"]},
        {"keywords": ["meets"], "places": ["Ministers"], "body": ""},
    ],
)
def test_phrase_does_not_span_two_texts(texts):
    make_live_edition(**{"headline": "One", "lead": "", "body": "<p>Two</p>"} | texts)

    assert found('"meets ministers"') == []
    assert len(found("meets ministers")) == 1


def test_with_a_page_of_whole_matches_what_lacks_a_word_is_not_shown():
    """A page has twenty. With nineteen full matches, those missing one of three words follow."""
    for number in range(19):
        make_live_edition(headline=f"Permanent council walrus {number}")
    make_live_edition(headline="Permanent council alone")

    assert (
        "Permanent council alone"
        in found("permanent council walrus") + found("permanent council walrus", page="1")[19:]
    )
    make_live_edition(headline="Permanent council walrus 19")
    assert len(found("permanent council walrus")) == 20
    assert "Permanent council alone" not in found("permanent council walrus")


def test_of_two_words_neither_is_left_out_where_something_has_both():
    make_live_edition(headline="Permanent council")
    make_live_edition(headline="Permanent guests")

    assert found("permanent council") == ["Permanent council"]
