"""What the text already says: names, habits of the archive, dateline, contacts; each with evidence that its reader may see."""

import datetime
import json

import numpy as np
import pytest
from django.core.management import call_command
from django.test import Client, TestCase
from django.urls import reverse

from releases import steps
from releases.models import Edition, User
from releases.steps import StepRefused, erasing, suggesting
from releases.tagging import learned
from releases.tagging.features import Said
from releases.tagging.model import Example, learn, micro_f1
from releases.tagging.names import names_in
from releases.tagging.suggestions import Suggestions, dates_in, suggestions_for
from releases.tests.making import (
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_meeting,
    make_scheduled_edition,
    make_structure,
    make_user,
)
from taxonomy import snapshot

VOTING = ["ballot papers were counted", "observers visited polling stations", "voters queued at polling stations"]
POLICING = ["police officers were trained", "the academy taught investigators", "patrols met community officers"]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def anna(db) -> User:
    return make_user(username="anna", roles=["Author"])


def draft_by(person: User, **overrides) -> Edition:
    edition = make_edition(**overrides)
    steps.record_save(edition, person, created=True)
    return edition


def offered(found: Suggestions) -> dict[str, set[str]]:
    terms: dict[str, set[str]] = {}
    for suggested in found.terms:
        terms.setdefault(suggested.part.name, set()).add(suggested.term.name)
    return terms


# Names


@pytest.mark.django_db
def test_names_and_former_names_are_found_in_any_inflection_and_short_ones_in_capitals():
    moldova, state = make_country("Moldova"), make_country("US")
    snapshot.current.cache_clear() if hasattr(snapshot.current, "cache_clear") else None

    def found(text: str, language: str = "en") -> set[str]:
        return set(names_in(text, language, snapshot.current()))

    assert found("The head of Moldova's parliament told us.") == {f"countries:{moldova.pk}"}
    assert found("A US delegation") == {f"countries:{state.pk}"}


def test_names_are_offered_without_an_archive_with_the_sentence_that_has_them(anna):
    make_country("Moldova")
    make_meeting("Summit meetings")
    draft = draft_by(anna, body="<p>It met. The parliament of Moldova spoke at the Summit meeting.</p><p>It left.</p>")

    found = suggestions_for(draft, anna)

    assert offered(found) == {"countries": {"Moldova"}, "meetings": {"Summit meetings"}}
    assert {one.sentence for one in found.terms} == {"The parliament of Moldova spoke at the Summit meeting."}
    assert {(one.chance, one.named) for one in found.terms} == {(None, True)}


# Habits


@pytest.fixture
def archive(db):
    """Sixty public releases about two fields."""
    elections, police = make_field("Elections"), make_field("Policing")
    for number in range(60):
        sentences, field = ((VOTING, elections), (POLICING, police))[number % 2]
        body = f"<p>{sentences[number // 2 % 3].capitalize()}. {sentences[number // 3 % 3].capitalize()}.</p>"
        day = datetime.date(2019, 1, 1) + datetime.timedelta(days=number)
        make_live_edition(headline=f"News {number}", lead="", body=body, date=day, fields_of_work=[field])
    return elections, police


def test_habits_of_the_archive_are_offered_with_a_chance_a_sentence_and_three_similar_releases(archive, anna, capsys):
    call_command("learn_tags")
    draft = draft_by(anna, headline="Day", lead="", body="<p>It rained. Voters queued at the polling stations.</p>")

    (suggested,) = suggestions_for(draft, anna).terms

    assert "Learned 2 terms from 60 public releases of 2019-01-01 to 2019-03-01" in capsys.readouterr().out
    assert (suggested.part.name, suggested.term.name) == ("fields_of_work", "Elections")
    assert suggested.sentence == "Voters queued at the polling stations."
    assert (suggested.named, (suggested.percent or 0) > 50) == (False, True)
    assert [list(like.fields_of_work.all()) for like in suggested.likes] == [[archive[0]]] * 3


def test_file_says_what_it_was_trained_on(archive):
    about = learned.learn_from_the_archive()

    with np.load(learned.path(), allow_pickle=False) as held:
        assert json.loads(str(held["about"])) == about
    assert {name: about[name] for name in ("releases", "from", "until", "languages", "terms")} == {
        "releases": 60,
        "from": "2019-01-01",
        "until": "2019-03-01",
        "languages": ["en"],
        "terms": 2,
    }


@pytest.mark.promise(13, 14)
def test_nothing_that_is_limited_or_not_public_is_learned_from_or_shown(archive, anna):
    """The secret field is on drafts, on scheduled and on withdrawn texts alone; the words of these are in no file."""
    secret = make_field("Zeppelins")
    for number in range(8):
        text = {
            "headline": "Markerword zeppelins",
            "body": "<p>Voters queued. Markerword.</p>",
            "fields_of_work": [secret],
        }
        make_edition(**text, limited=bool(number % 2))
        make_scheduled_edition(**text)
        steps.withdraw(make_live_edition(**text), make_user(), "Wrong.")
    learned.learn_from_the_archive()
    now = learned.current()
    assert now
    model = now.model

    assert [word for word in model.words if "marker" in word or "zeppelin" in word] == []
    assert not any(f"fields_of_work:{secret.pk}" in term for term in model.terms)
    draft = draft_by(anna, headline="Day", lead="", body="<p>Voters queued. Markerword.</p>")
    found = suggestions_for(draft, anna)
    assert offered(found) == {"fields_of_work": {"Elections"}}
    public = set(Edition.objects.listed().values_list("pk", flat=True))
    assert {like.pk for one in found.terms for like in one.likes} <= public


@pytest.mark.promise(14)
def test_evidence_is_what_the_person_may_see_when_they_look(archive, anna):
    """Withdrawn since it was learned; and, to a person limited to structures, what is of others."""
    learned.learn_from_the_archive()
    draft = draft_by(anna, headline="Day", lead="", body="<p>Voters queued at the polling stations.</p>")
    before = [like.release_id for like in suggestions_for(draft, anna).terms[0].likes]

    for like in Edition.objects.live().filter(release__in=before):
        steps.withdraw(like, make_user(), "Wrong.")
    after = [like.release_id for like in suggestions_for(draft, anna).terms[0].likes]
    anna.structures.set([make_structure("Mission to Moldova")])

    assert (len(before), len(after)) == (3, 3)
    assert set(before).isdisjoint(after)
    narrow = User.objects.get(pk=anna.pk)
    assert suggestions_for(draft, narrow).terms[0].likes == []


def test_too_small_an_archive_teaches_nothing_and_half_a_file_is_none(db, capsys):
    make_live_edition(fields_of_work=[make_field("Elections")])
    call_command("learn_tags")
    assert "are too few" in capsys.readouterr().out
    assert learned.current() is None

    learned.path().parent.mkdir()
    learned.path().write_bytes(b"half")
    assert learned.current() is None


def test_lawful_erasure_deletes_what_was_learned(archive):
    learned.learn_from_the_archive()

    with TestCase.captureOnCommitCallbacks(execute=True):
        erasing.carry_out(erasing.propose(make_user(), ["Wexberg"], "By order of a court."), make_user())

    assert not learned.path().exists()


def test_chances_are_those_of_what_was_not_seen():
    """Half of the texts with the word carry the term: a model that trusted what it saw would say all or nothing."""
    examples = [
        Example(
            number,
            Said(f"Word{number % 7}", "", "<p>common ballot</p>", "en").features(),
            frozenset({"a"} if number % 2 else {"b"}),
        )
        for number in range(200)
    ]

    chances = learn(examples).chances(examples[0].features)

    assert all(0.35 < chance < 0.65 for chance in chances.values())


@pytest.mark.parametrize(
    ("offers", "expected"), [([{"a"}, {"b"}], 1.0), ([{"a", "b"}, set()], 0.5), ([set(), set()], 0.0)]
)
def test_measure(offers, expected):
    assert micro_f1([frozenset(one) for one in offers], [frozenset({"a"}), frozenset({"b"})]) == expected


# Dateline, contacts, earlier releases


def test_place_and_date_are_offered_from_the_dateline_where_they_differ(anna):
    draft = draft_by(anna, body="<p>CHISINAU, 4 May 1999 – It opened.</p>", places=[])

    found = suggestions_for(draft, anna).dateline
    assert found
    assert (found.places, found.date) == (["Chisinau"], datetime.date(1999, 5, 4))

    suggesting.take_dateline(draft, anna, found.places, found.date)
    assert suggestions_for(Edition.objects.get(pk=draft.pk), anna).dateline is None


def test_contacts_of_releases_of_the_same_sources_are_offered_most_frequent_first(anna):
    mission, council = make_structure("Mission to Moldova"), make_structure("Permanent Council")
    for contacts, source in ((["Ann", "Bob"], mission), (["Bob"], mission), (["Cyd"], council)):
        make_live_edition(sources=[source], contacts=[{"name": name} for name in contacts])
    make_edition(sources=[mission], contacts=[{"name": "Secret"}])
    draft = draft_by(anna, sources=[mission])

    assert [contact.name for contact in suggestions_for(draft, anna).contacts] == ["Bob", "Ann"]


def test_earlier_releases_that_a_sentence_speaks_of_and_the_last_of_the_same_meeting(anna):
    summit = make_meeting("Summit meetings")
    spoken_of = make_live_edition(headline="Mission opens office in Bender", date=datetime.date(1998, 2, 3))
    make_live_edition(headline="Something else altogether", date=datetime.date(1998, 2, 3))
    last = make_live_edition(headline="Leaders meet", date=datetime.date(1998, 11, 1), meetings=[summit])
    make_edition(headline="Mission opens office in secret", date=datetime.date(1998, 2, 3))
    body = "<p>They met.</p><p>The mission opened its office in Bender on 3 February 1998, as announced.</p>"
    draft = draft_by(anna, body=body, meetings=[summit])

    earlier = suggestions_for(draft, anna).earlier

    assert [one.edition for one in earlier] == [spoken_of, last]
    assert earlier[0].sentence.startswith("The mission opened its office")


def test_days_with_their_year_are_read():
    assert dates_in("Between 3 May 1999 and 1 June 2001, not in May.") == [
        datetime.date(1999, 5, 3),
        datetime.date(2001, 6, 1),
    ]


# Taking them


def test_nothing_is_taken_by_itself_and_a_button_takes_it_as_a_save(anna):
    country = make_country("Moldova")
    draft = draft_by(anna, body="<p>CHISINAU, 4 May 1999 – Moldova spoke.</p>")
    client = Client()
    client.force_login(anna)
    page = reverse("admin:releases_edition_change", args=[draft.pk])
    take = reverse("admin:releases_edition_take", args=[draft.pk])

    shown = client.get(page).content.decode()
    assert f'value="countries:{country.pk}"' in shown
    assert list(draft.countries.all()) == []

    for what in (f"countries:{country.pk}", "dateline", f"countries:{country.pk}"):
        client.post(take, {"take": what})

    changed = Edition.objects.get(pk=draft.pk)
    assert (list(changed.countries.all()), changed.places, changed.date) == (
        [country],
        ["Chisinau"],
        datetime.date(1999, 5, 4),
    )
    lines = [(line.step, line.remark) for line in draft.record.order_by("pk")]
    assert lines[1:] == [
        ("edit", "Suggested term taken: Moldova."),
        ("edit", "Place and date taken from the dateline."),
    ]
    assert f'value="countries:{country.pk}"' not in client.get(page).content.decode()


@pytest.mark.promise(14, 32)
def test_contact_of_a_text_that_is_not_public_cannot_be_taken_by_its_number(anna):
    hidden = make_edition(contacts=[{"name": "Secret"}]).contacts.get()
    draft = draft_by(anna)
    client = Client()
    client.force_login(anna)

    client.post(reverse("admin:releases_edition_take", args=[draft.pk]), {"take": f"contact:{hidden.pk}"})

    assert not draft.contacts.exists()


def test_suggestion_is_not_taken_into_a_text_that_one_may_not_write_in(anna):
    draft = draft_by(anna)
    steps.submit(draft, anna)

    with pytest.raises(StepRefused, match="allowed to edit"):
        suggesting.take_dateline(draft, anna, ["Vienna"], None)
