"""What an import does to a text: cleaned, composed, deduplicated; and every change is reported."""

import pytest

from releases.importing.mapped import MappedRecord
from releases.importing.mapping import map_record
from releases.importing.records import SourceRelease
from releases.importing.terms import Resolver
from releases.importing.texts import once, plain, rich
from releases.tests.importing import make_record
from releases.tests.making import make_field, make_structure
from taxonomy import snapshot
from taxonomy.models import FormerStructureName


def mapped(**overrides) -> MappedRecord:
    return map_record(SourceRelease(**make_record(**overrides)), Resolver(snapshot.read(None)))


# Text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Cafe\u0301", "Café"),
        ("co\u00adoperation", "cooperation"),
        ("two  \t spaces\u00a0here", "two spaces here"),
        ("\x93quoted\x94 \x96 dash", "“quoted” – dash"),
        ("one\u200btwo\ufeff\x00", "onetwo"),
        ("<b>Roma</b> &amp; Sinti &lt;b&gt;", "Roma & Sinti <b>"),
    ],
)
def test_line_is_composed_and_spaced(source, text):
    assert plain(source) == text


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("<p>Cafe\u0301</p>", "<p>Café</p>"),
        ("<p>one&nbsp;&nbsp; two</p>", "<p>one two</p>"),
        ("<p>«&nbsp;mot&nbsp;»</p>", "<p>«&nbsp;mot&nbsp;»</p>"),
        ("<p>&nbsp;one&nbsp;</p>", "<p> one </p>"),
        ("<p>\x93quoted\x94</p>", "<p>“quoted”</p>"),
        ('<p>See { HYPERLINK "http://a.example" } there</p>', "<p>See there</p>"),
        ("<p>{{< youtube id >}}One</p>", "<p>One</p>"),
        ("<o:p></o:p><p>One</p>", "<p>One</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("<p>&nbsp;</p>", ""),
        ("<script>x</script>", ""),
    ],
)
def test_text_is_cleaned_of_what_word_processors_and_generators_leave(source, body):
    assert rich(source)[0] == body


def test_text_that_stands_twice_is_kept_once():
    text = "<p>CHISINAU, 3 May 1999 – " + "The office opened on Monday. " * 5 + "</p>"

    body, cleaning = rich(f"{text}\n{text}")

    assert body == rich(text)[0]
    assert str(cleaning) == "a duplicate of the text"


def test_what_was_taken_away_is_counted_by_tag_and_attribute():
    _, cleaning = rich('<p class="x" style="y">One</p><script>a()</script><img src="b"><img src="c"><!-- d -->')

    assert str(cleaning) == "comment ×1, img ×2, script ×1, class= ×1, src= ×2, style= ×1"


@pytest.mark.parametrize("text", ["<p>One</p>", "<p>1 &lt; 2</p>", "<ul><li>One</li></ul>"])
def test_clean_text_is_reported_as_clean(text):
    assert rich(text) == (text, None)


# Datelines


@pytest.mark.django_db
def test_dateline_gives_the_places_that_a_record_lacks_and_stays_in_the_text():
    found = mapped(body="<p><b>CHISINAU/TIRASPOL</b>, 3 May 1999 &ndash; Text.</p>")

    assert found.text.places == ["CHISINAU", "TIRASPOL"]
    assert "CHISINAU" in found.text.body
    assert found.findings == []


@pytest.mark.django_db
def test_dateline_that_disagrees_is_told_and_the_given_date_kept():
    found = mapped(date="1999-05-04", place="GENEVA")

    assert (found.text.date.isoformat(), found.text.places) == ("1999-05-04", ["GENEVA"])
    assert found.findings == [
        ("dateline", "The dateline says 1999-05-03, but the date given is 1999-05-04; the given date was kept.")
    ]


# Terms


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "OSCE Mission to Moldova", "mission to moldova", "mission-to-moldova", "Mission de l’OSCE en Moldavie", "Moldova Mission",
        "OSCE Mission to Moldova (closed)", "OSCE Mission to Moldova (closed in 2019)", "Mission de l’OSCE en Moldavie (fermée)",
        "OSCE Mission to Moldova [former]",
    ],
)  # fmt: skip
def test_term_is_found_by_any_of_its_names_and_with_a_suffix_that_says_closed(name):
    structure = make_structure("Mission to Moldova", source_names={"fr": "Mission de l’OSCE en Moldavie"})
    FormerStructureName.objects.create(term=structure, name="Moldova Mission")

    assert [term.pk for term in mapped(source=name).text.carried["sources"]] == [structure.pk]


@pytest.mark.django_db
def test_several_sources_keep_their_order():
    one, two = make_structure("One"), make_structure("Two")

    assert [term.pk for term in mapped(source=["OSCE Two", "OSCE One"]).text.carried["sources"]] == [two.pk, one.pk]
    assert [term.pk for term in mapped(source="OSCE Two, OSCE One and OSCE Two").text.carried["sources"]] == [
        two.pk,
        one.pk,
    ]


@pytest.mark.django_db
def test_unknown_term_names_the_nearest_known_one():
    make_field("Elections")
    found = mapped(fields_of_work=["Electoins"])

    assert [(unknown.name, unknown.nearest) for unknown in found.unknown] == [("Electoins", "Elections")]


@pytest.mark.django_db
def test_name_as_long_as_a_book_is_refused_at_once():
    found = mapped(fields_of_work=["and, " * 200_000])

    assert found.problems


# Kinds


@pytest.mark.django_db
def test_withdrawn_record_without_an_explanation_gets_a_general_one_in_its_language():
    found = mapped(kind="withdrawn", language="de")

    assert found.text.change_note
    assert [kind for kind, _ in found.findings] == ["guessed"]


@pytest.mark.django_db
def test_text_that_stands_verbatim_is_not_normalised():
    found = mapped(verbatim=True, title="Two  spaces &amp; more", lead=" kept ", body="<p>one&nbsp;&nbsp;two</p>")

    assert (found.text.headline, found.text.lead) == ("Two  spaces &amp; more", " kept ")
    assert found.text.body == "<p>one&nbsp;&nbsp;two</p>"


def paragraph(length: int) -> str:
    """With exactly that many characters including tags, and without repetition."""
    words = "".join(f"{number:03} " for number in range(length))
    return f"<p>{words[: length - 7]}</p>"


@pytest.mark.parametrize(("length", "kept"), [(100, 1), (140, 1), (99, 2)])
def test_second_copy_is_told_by_a_hundred_characters_and_shorter_texts_are_left_as_they_are(length, kept):
    text = paragraph(length)

    assert once(text + text) == text * kept


def test_text_that_only_starts_to_repeat_itself_is_left_as_it_is():
    text = paragraph(140)

    assert once(f"{text}{text}<p>More.</p>") == f"{text}{text}<p>More.</p>"


@pytest.mark.django_db
@pytest.mark.parametrize(("year", "exists"), [(1899, False), (1900, True), (2200, True), (2201, False), (3000, False)])
def test_year_of_a_record_must_be_plausible(year, exists):
    found = mapped(date=f"{year}-05-03")

    assert (
        any(f"'{year}-05-03' lies outside the years 1900 to 2200" in problem for problem in found.problems)
        is not exists
    )
