"""Forms, compounds, misspelt words, names with signs, and names of terms: what a query finds beside its words as typed."""

import datetime
from importlib.metadata import version

import pytest
from django.core.management import call_command
from django.utils import timezone

from releases import steps
from releases.models import Edition, SearchLeaf, SearchSegment
from releases.search import consistency, index, rebuild
from releases.search.analysis import ANALYSIS
from releases.tests.making import (
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_user,
)
from releases.tests.newsroom_search import found_in_any_state
from releases.tests.questions import found

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
MENTION = {"lead": "", "date": datetime.date(2024, 1, 1)}


@pytest.mark.parametrize(
    ("language", "query", "headline", "mention"),
    [
        ("en", "stockpile", "Securing stockpiles", "One stockpile, another stockpile, and a stockpile."),
        ("de", "Rückgang", "Rückgänge erwartet", "Ein Rückgang nach dem Rückgang."),
        ("de", "Impfstoff", "Impfstoffbeschaffung beginnt", "Kein Impfstoff. Der Impfstoff. Ein Impfstoff."),
        ("fr", "tribunal", "Les tribunaux reprennent", "Un tribunal et un tribunal."),
        ("ru", "заложник", "Освобождение заложников", "Один заложник и второй заложник."),
    ],
)
def test_headline_with_another_form_comes_before_younger_texts_that_only_mention_the_word(
    language, query, headline, mention
):
    make_live_edition(headline=headline, lead="", date=datetime.date(2004, 1, 1), language=language)
    for number in range(3):
        make_live_edition(headline=f"Nr. {number}", body=f"<p>{mention}</p>", language=language, **MENTION)

    assert found(query, language=language)[0] == headline
    assert len(found(query, language=language)) == 4


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Impfstoff", {"Impfstoffbeschaffung beginnt", "Grippeimpfstoffe im Lager"}),
        ("Beschaffung", {"Impfstoffbeschaffung beginnt"}),
        ("Lager", {"Grippeimpfstoffe im Lager"}),
        ('"Impfstoff"', set()),
        ("Grippe", {"Grippeimpfstoffe im Lager"}),
        ("Stoff", {"Grippeimpfstoffe im Lager"}),
        ("Beschaffung Impfstoff", {"Impfstoffbeschaffung beginnt"}),
    ],
)
def test_german_compound_is_found_by_its_first_and_its_last_part(query, expected):
    make_live_edition(headline="Impfstoffbeschaffung beginnt", lead="", language="de")
    make_live_edition(headline="Grippeimpfstoffe im Lager", lead="", language="de")

    assert set(found(query, language="de")) == expected


@pytest.mark.parametrize(
    ("language", "word"), [("es", "voces"), ("es", "presidencia"), ("fr", "payer"), ("en", "identify"), ("en", "mh17")]
)
def test_word_is_found_by_every_beginning_also_where_its_stem_has_other_letters(language, word):
    make_live_edition(headline=f"Say {word}", lead="", language=language)
    make_live_edition(headline="Something else entirely", lead="", language=language)

    for length in range(3, len(word) + 1):
        assert found(f"{word[:length]}*", language=language) == [f"Say {word}"]


def test_other_languages_have_no_compounds():
    make_live_edition(headline="The newsletters", lead="")

    assert found("news") == found("letters") == []


@pytest.mark.parametrize(
    "typed", ["reconcilation", "reconcilliation", "recnociliation", "reconciliatiom", "econciliation"]
)
def test_one_wrong_letter_finds_what_was_meant(typed):
    make_live_edition(headline="Reconciliation begins")
    make_live_edition(headline="Talks begin")

    assert found(typed) == ["Reconciliation begins"]
    assert found(f"{typed} begins") == ["Reconciliation begins"]
    assert found(typed, language="all") == ["Reconciliation begins"]


def test_word_that_occurs_is_not_corrected():
    make_live_edition(headline="Causal talks")
    make_live_edition(headline="Casual talks")

    assert found("causal") == ["Causal talks"]
    assert found('"casuall"') == []


@pytest.mark.parametrize("hide", ["draft", "scheduled", "ended"])
def test_unlisted_text_corrects_nothing_and_is_found_by_no_compound(hide):
    values = {"headline": "Grippeimpfstoff im Lager", "language": "de", "lead": ""}
    match hide:
        case "draft":
            make_edition(**values)
        case "scheduled":
            make_scheduled_edition(**values)
        case "ended":
            make_live_edition(**values, live_from=timezone.now() - 2 * HOUR, live_until=timezone.now() - HOUR)

    assert found("Impfstoff", language="de") == found("Grippeimpfstof", language="de") == []


@pytest.mark.parametrize(
    ("said", "queries"),
    [
        ("The U.S. and others", ["U.S.", "US", "u.s"]),
        ("From C.S.C.E. to OSCE", ["C.S.C.E.", "CSCE"]),
        ("CSCE archive", ["C.S.C.E.", "csce"]),
        ("Lines by AT&T", ["AT&T", "at&t"]),
        ("Open 24/7", ["24/7"]),
        ("The C-in-O speaks", ["C-in-O", "c-in-o"]),
        ("Cybersecurity desk", ["cyber security", "cyber-security"]),
    ],
)
def test_name_with_dots_slashes_hyphens_and_signs_is_found(said, queries):
    make_live_edition(headline=said)
    make_live_edition(headline="Something else entirely")

    for query in queries:
        assert found(query) == [said], query


def test_former_name_with_a_hyphen_finds_the_one_in_use():
    country = make_country("Royaume-Uni")
    country.former_names.create(name="Grande-Bretagne", language="fr")
    make_live_edition(headline="Le Royaume-Uni accueille", language="fr", lead="")

    assert found("Grande-Bretagne", language="fr") == found("Grande Bretagne", language="fr")
    assert found("Grande-Bretagne", language="fr") == ["Le Royaume-Uni accueille"]


def test_release_is_found_by_the_names_of_the_country_and_the_field_it_carries():
    country = make_country("Austria")
    country.former_names.create(name="Ostmark")
    field = make_field("Arms control")
    make_live_edition(headline="Archive opens", countries=[country], fields_of_work=[field])
    make_live_edition(headline="Talks begin")
    make_edition(headline="Draft", countries=[country])

    for query in ("Austria", "ostmark", "arms control", "arms control archive"):
        assert found(query) == ["Archive opens"], query
    assert found("arms") == found('"arms control"') == found("archive -austria -opens") == []


def test_name_of_a_broader_field_finds_what_carries_a_narrower_one():
    broad = make_field("Security")
    make_live_edition(headline="Archive opens", fields_of_work=[make_field("Policing", parent=broad)])

    assert found("security") == ["Archive opens"]


# The version of the stemmer


@pytest.fixture
def of_another_version():
    """An index whose stems an older stemmer made, which left one letter more."""
    make_live_edition(headline="Observers watch the election")
    SearchSegment.objects.update(analysis="4, PyStemmer 2.2.0.3, own rules 2")
    for leaf in SearchLeaf.objects.all():
        leaf.data = bytes(leaf.data).replace(b"elect\tion", b"electi\ton")
        leaf.save()


def test_index_knows_the_version_of_its_stems(of_another_version):
    assert any("another version" in problem for problem in consistency.problems())


def test_word_is_found_in_all_its_forms_also_where_another_version_has_stemmed_it(of_another_version):
    make_live_edition(headline="Nothing but electing")

    for query in ("election", "electing", "elect"):
        assert set(found(query)) == {"Observers watch the election", "Nothing but electing"}
    assert found("elector") == []


def test_index_knows_with_which_version_of_the_stemmer_it_was_made():
    make_live_edition()

    assert all(version("PyStemmer") in segment.analysis for segment in SearchSegment.objects.all())
    assert SearchSegment.objects.exists()


@pytest.mark.parametrize("occasion", ["migrate", "rebuild_search"])
def test_upgrade_of_the_stemmer_makes_the_index_anew(of_another_version, occasion):
    match occasion:
        case "migrate":
            call_command("migrate", verbosity=0)
        case "rebuild_search":
            rebuild.rebuild()

    assert {segment.analysis for segment in SearchSegment.objects.all()} == {ANALYSIS}
    assert not any(b"electi\ton" in bytes(leaf.data) for leaf in SearchLeaf.objects.all())
    assert list(consistency.problems()) == []


# Texts that were entered together and may still change


def test_draft_of_an_import_that_is_changed_is_found_in_the_newsroom_by_its_new_words_alone():
    drafts = [make_edition(headline=f"Draft {number} on demining") for number in range(3)]
    for edition in drafts:
        edition.search_entry.segment.delete()
    index.enter_all(Edition.objects.order_by("pk"))
    drafts[0].headline = "Draft 0 on mediation"
    drafts[0].save()
    steps.record_save(drafts[0], make_user(), created=False)

    assert found_in_any_state("demining") == set(drafts[1:])
    assert found_in_any_state("mediation") == {drafts[0]}
    assert list(consistency.problems()) == []
