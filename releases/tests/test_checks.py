"""Editorial checks: what warns an editor, and what blocks submission."""

import datetime
from typing import Any

import pytest

from releases import steps
from releases.models import EditionFile
from releases.review.checks import CheckedText, Finding, Severity, findings
from releases.review.findings import findings_in
from releases.steps import StepRefused, table
from releases.tests.making import make_country, make_edition, make_field, make_live_edition, make_user


def text(**overrides) -> CheckedText:
    values: dict[str, Any] = {
        "headline": "Mission opens an office",
        "lead": "",
        "body": "<p>The office opened on Monday.</p>",
        "date": "1999-05-03",
        "places": ("Chisinau",),
        "has_field_of_work": True,
    }
    return CheckedText(**values | overrides)


def found(**overrides) -> list[tuple[str, str]]:
    return [(finding.field, finding.severity.value) for finding in findings(text(**overrides))]


def test_nothing_is_found_in_a_text_that_is_in_order():
    body = "<p>CHISINAU, 3 May 1999 – It opened.</p><h2>Work</h2><h3>Staff</h3><p><a href='/about-us/'>About us</a></p>"

    assert findings(text(body=body)) == []


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({"headline": "H" * 111}, ("headline", "warn")),
        ({"lead": "L" * 301}, ("lead", "warn")),
        ({"has_field_of_work": False}, ("fields_of_work", "warn")),
        ({"body": "<p>CHISINAU, 4 May 1999 – It opened.</p>"}, ("date", "warn")),
        ({"body": "<p>CHISINAU, 4 May – It opened.</p>"}, ("date", "warn")),
        ({"body": "<p>MOSCOW, 3 May 1999 – It opened.</p>"}, ("places", "warn")),
        ({"body": "<h3>Work</h3><p>It opened.</p>"}, ("body", "warn")),
        ({"body": "<h2>Work</h2><h4>Staff</h4>"}, ("body", "warn")),
        ({"body": "<p>Read it <a href='/about-us/'>here</a>.</p>"}, ("body", "warn")),
        ({"body": "<p><a href='/about-us/'>En savoir plus…</a></p>"}, ("body", "warn")),
        ({"body": "<p><a href='/about-us/'>Подробнее »</a></p>"}, ("body", "warn")),
        ({"body": "<p>It opens on <s>Monday</s> Tuesday.</p>"}, ("body", "warn")),
        ({"untagged_countries": ("Moldova",)}, ("countries", "warn")),
        ({"broken_links": ("/nowhere/",)}, ("body", "block")),
        ({"silent_pictures": ("office.jpg",)}, ("files", "block")),
        ({"placeholders": (("lead", "[date]"),)}, ("lead", "block")),
        ({"outdated_passages": ("Notes to editors",)}, ("body", "warn")),
    ],
)
def test_each_fault_is_found_alone(overrides, expected):
    assert found(**overrides) == [expected]


@pytest.mark.parametrize(
    "body",
    [
        "<p>CHISINAU, 3 May – It opened.</p>",
        "<p>VIENNA/CHISINAU, 3 May 1999 – It opened.</p>",
        "<p>The office opened on 4 May 1999.</p>",
    ],
)
def test_dateline_that_can_be_true_is_no_fault(body):
    assert findings(text(body=body, places=("Vienna, Austria", "Chisinau"))) == []


def test_finding_names_what_it_is_about():
    body = "<p>MOSCOW, 4 May 1999 – It opened.</p>"

    assert findings(text(body=body)) == [
        Finding(Severity.WARN, "date", "The dateline says 1999-05-04, but the date is 1999-05-03."),
        Finding(Severity.WARN, "places", "The dateline names MOSCOW, but the places are Chisinau."),
    ]


# With a database


def sentences(edition) -> list[str]:
    return [finding.sentence for finding in findings_in(edition) if finding.field != "fields_of_work"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "headline", "named"),
    [
        ("en", "Mission to Moldova opens an office", ["Moldova"]),
        ("en", "Mission opens an office in Chisinau", []),
        ("en", "US and Georgia sign; it is up to us", ["Georgia", "United States"]),
        ("en", "Georgian experts visit us", []),
        ("ru", "Открыто бюро в Молдове", ["Moldova"]),
    ],
)
def test_country_in_the_headline_is_among_the_countries(language, headline, named):
    make_country("Moldova", names={"ru": "Молдова"}), make_country("Georgia")
    make_country("United States").former_names.create(name="US", slug="us", language="en")
    edition = make_edition(language=language, headline=headline)

    assert sorted(sentences(edition)) == [
        f"The headline names {name}, which is not listed under countries." for name in named
    ]


@pytest.mark.django_db
def test_country_that_is_tagged_is_no_fault():
    edition = make_edition(headline="Mission to Moldova opens an office", countries=[make_country("Moldova")])

    assert sentences(edition) == []


@pytest.mark.django_db
def test_link_to_what_readers_cannot_open_stands_in_the_way_of_submitting():
    live, draft, author = make_live_edition(), make_edition(), make_user()
    field = make_field("Elections")
    good = [
        f"/releases/{live.release_id}/",
        "/fr/releases/",
        f"/fields-of-work/{field.slug}/",
        "/",
        "#part",
        "mailto:a@example.org",
    ]
    bad = [
        f"/releases/{draft.release_id}/{draft.slug}/",
        "/fields-of-work/made-up/",
        "/made-up/",
        "/admin/",
        "http://127.0.0.1:8000/made-up",
    ]
    body = "".join(f'<p><a href="{href}">The office</a></p>' for href in (*good, *bad, "https://example.org/made-up"))
    edition = make_edition(body=body)

    with pytest.raises(StepRefused) as refused:
        steps.submit(edition, author)

    assert refused.value.reasons == [f"The link to {href} leads to a page that readers cannot open." for href in bad]


@pytest.mark.django_db
def test_link_to_its_own_release_is_not_broken():
    edition = make_edition()
    edition.body = f'<p><a href="/releases/{edition.release_id}/history/">Earlier texts</a></p>'

    assert sentences(edition) == []


@pytest.mark.django_db
def test_picture_without_words_stands_in_the_way_of_submitting():
    edition = make_edition()
    picture = EditionFile.objects.create(
        edition=edition, name="office.jpg", media_type="image/jpeg", size=1, digest="0" * 64
    )
    EditionFile.objects.create(
        edition=edition, name="office.pdf", media_type="application/pdf", size=1, digest="1" * 64
    )

    assert steps.blockers(edition, table.SUBMIT, make_user()) == ["The picture office.jpg has no alternative text."]

    EditionFile.objects.filter(pk=picture.pk).update(alternative_text="The new office from the street.")
    assert steps.blockers(edition, table.SUBMIT, make_user()) == []


@pytest.mark.django_db
def test_warnings_do_not_block_submission():
    edition = make_edition(date=datetime.date(1999, 6, 1))

    steps.submit(edition, make_user())

    assert edition.state == "submitted"


@pytest.mark.django_db
def test_number_of_queries_does_not_grow_with_the_text(django_assert_num_queries):
    """Revision of the vocabularies, files, fields, countries, legacy addresses, releases, contacts, standard passages."""
    make_field("Elections")
    lives = [make_live_edition() for _ in range(5)]
    edition = make_edition(body="".join(f'<p><a href="/releases/{live.release_id}/">Office</a></p>' for live in lives))
    findings_in(edition)

    with django_assert_num_queries(8):
        findings_in(edition)


@pytest.mark.parametrize(("part", "room"), [("headline", 110), ("lead", 300)])
def test_text_is_too_long_by_one_character_and_the_sentence_says_by_how_much(part, room):
    assert findings(text(**{part: "x" * room})) == []
    (finding,) = findings(text(**{part: "x" * (room + 1)}))
    assert (
        finding.sentence
        == f"The {part} is {room + 1} characters long; lists and news agencies cut it off after {room}."
    )


def test_each_finding_says_what_it_is_about_in_the_order_of_the_form():
    found = findings(
        text(
            headline="H" * 111,
            body="<p>MOSCOW, 4 May 1999 – It opened.</p><h4>Gap</h4><p><a href='/x/'>HERE!</a></p>",
            broken_links=("/x/",), has_field_of_work=False, untagged_countries=("Moldova",), silent_pictures=("a.jpg",),
        )
    )  # fmt: skip

    assert [(finding.severity.value, finding.field, finding.sentence) for finding in found] == [
        ("warn", "headline", "The headline is 111 characters long; lists and news agencies cut it off after 110."),
        ("warn", "date", "The dateline says 1999-05-04, but the date is 1999-05-03."),
        ("warn", "places", "The dateline names MOSCOW, but the places are Chisinau."),
        ("warn", "body", "A heading in the text skips a level; screen readers announce a gap."),
        ("warn", "body", "The link text “HERE!” does not say where it leads."),
        ("block", "body", "The link to /x/ leads to a page that readers cannot open."),
        ("warn", "fields_of_work", "It has no field of work, so readers will not find it by topic."),
        ("warn", "countries", "The headline names Moldova, which is not listed under countries."),
        ("block", "files", "The picture a.jpg has no alternative text."),
    ]


def test_dateline_without_a_year_is_told_by_day_and_month():
    (finding,) = findings(text(body="<p>CHISINAU, 4 May – It opened.</p>"))

    assert finding.sentence == "The dateline says 04.05., but the date is 1999-05-03."


@pytest.mark.parametrize(
    ("body", "gap"),
    [("<h2>a</h2><h3>b</h3><h2>c</h2>", False), ("<h2>a</h2><h3>b</h3><h4>c</h4>", False), ("<h3>a</h3>", True), ("<h2>a</h2><h2>b</h2><h4>c</h4>", True)],
)  # fmt: skip
def test_heading_may_go_down_by_one_level_and_up_by_any(body, gap):
    assert (found(body=body) == [("body", "warn")]) is gap
