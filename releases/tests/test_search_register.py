"""The register never diverges from the database: at any instant, after any step, in any order of commits."""

import datetime
import random
import threading
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from releases import steps
from releases.lists import register
from releases.lists.selection import Asked, Selection
from releases.models import Edition, EditionCountry, EditionFieldOfWork, Release
from releases.search import bits
from releases.site import facets
from releases.tests.making import (
    make_country,
    make_edition,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_user,
)
from taxonomy import snapshot

HOUR = datetime.timedelta(hours=1)
TICK = datetime.timedelta(microseconds=1)


def microseconds(moment: datetime.datetime) -> int:
    return (moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)) // TICK


def plain_counts(editions) -> dict[str, Counter]:
    """Counted edition by edition."""
    vocabularies = snapshot.current()
    found: dict[str, Counter] = {name: Counter() for name in ("type", "language", "year", "field", "country")}
    for edition in editions:
        found["type"][edition.type] += 1
        found["language"][edition.language] += 1
        found["year"][str(edition.date.year)] += 1
        for name, vocabulary, links in (
            ("field", vocabularies.fields_of_work, EditionFieldOfWork),
            ("country", vocabularies.countries, EditionCountry),
        ):
            carried = set(links._default_manager.filter(content_object=edition).values_list("tag", flat=True))
            found[name].update(str(term.pk) for term in vocabulary if vocabulary.below(term) & carried)
    return found


def counts_at(asked: Asked, moment: datetime.datetime) -> dict[str, dict[str, int]]:
    vocabularies = snapshot.current()
    selection = Selection(asked, vocabularies, (register.read(), microseconds(moment)))
    named = {"field": vocabularies.fields_of_work, "country": vocabularies.countries}
    found = facets.counts(selection, named)
    found["language"].pop("all")
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(2))
def test_counts_are_those_of_plain_counting_at_every_bound(seed):
    chance = random.Random(seed)
    parent = make_field("Media")
    fields = [parent, make_field("Laws", parent=parent), make_field("Pluralism", parent=parent)]
    countries = [make_country("Moldova"), make_country("Malta")]
    now = timezone.now()
    for number in range(16):
        begins = now + chance.randint(-30, 30) * HOUR
        ends = begins + chance.randint(1, 40) * HOUR if chance.random() < 0.6 else None
        make_live_edition(
            headline=f"Council {number}" if number % 3 else "Office",
            language=chance.choice(["en", "fr", "ru"]),
            type=chance.choice(["news", "speech"]),
            date=datetime.date(2000 + number % 4, 1, 1),
            fields_of_work=chance.sample(fields, chance.randint(0, 3)),
            countries=chance.sample(countries, chance.randint(0, 2)),
            live_from=begins,
            live_until=ends,
        )
    bounds = [
        at for edition in Edition.objects.all() for at in (edition.live_from, edition.live_until) if at and at > now
    ]

    for at in [moment for bound in bounds for moment in (bound - TICK, bound, bound + TICK)]:
        listed = Edition.objects.listed(at)
        assert counts_at(Asked(), at) == plain_counts(listed)
        with_word = [edition for edition in listed if "Council" in edition.headline]
        of_words = counts_at(Asked("council", "all"), at)
        assert of_words["type"] == plain_counts(with_word)["type"]
        assert of_words["field"] == plain_counts(with_word)["field"]


def agrees() -> bool:
    kept, now = register.current()
    return not register.differs(kept, register.read(), now)


@pytest.mark.django_db(transaction=True)
def test_register_follows_every_step():
    user, in_an_hour = make_user(), timezone.now() + HOUR
    field = make_field("Media")
    register.forget()
    assert agrees()

    edition = make_edition(headline="First", fields_of_work=[field])
    taken = [
        lambda: steps.place_on_record(edition, timezone.now() - HOUR),
        lambda: make_live_edition(headline="Second", language="fr", fields_of_work=[field], release=edition.release),
        lambda: make_scheduled_edition(headline="Third", at=in_an_hour),
        lambda: steps.reschedule(Edition.objects.get(headline="Third"), user, in_an_hour + HOUR),
        lambda: steps.unschedule(Edition.objects.get(headline="Third"), user),
        lambda: steps.withdraw(Edition.objects.get(headline="Second"), user, "Called off."),
        lambda: steps.remove(Edition.objects.get(headline="First"), user, "A mistake."),
    ]
    for step in taken:
        step()
        assert agrees()


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_rolled_back_is_not_remembered():
    make_live_edition(headline="There")
    register.current()

    with transaction.atomic():
        make_live_edition(headline="Gone again")
        inside, _ = register.current()
        transaction.set_rollback(True)

    assert len(inside.newest_first) == 2
    assert agrees()
    assert len(register.current()[0].newest_first) == 1


@pytest.mark.django_db(transaction=True)
def test_transaction_that_began_early_and_ended_late_is_not_missed():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time.")
    make_live_edition(headline="Before")
    began, looked = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                make_live_edition(headline="Slow")
                began.set()
                looked.wait(timeout=20)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    began.wait(timeout=20)
    make_live_edition(headline="Quick")
    assert len(register.current()[0].newest_first) == 2
    looked.set()
    thread.join()

    assert len(register.current()[0].newest_first) == 3
    assert agrees()


@pytest.mark.django_db(transaction=True)
def test_another_database_under_a_running_process_is_noticed():
    """As after a restore: the marks start over."""
    make_live_edition(headline="Before")
    register.current()
    call_command("flush", interactive=False, verbosity=0)
    make_live_edition(headline="After", release=Release.objects.create())

    assert agrees()


@pytest.mark.django_db(transaction=True)
def test_edition_appears_and_disappears_at_its_second_with_nothing_run_in_between(client):
    client.get("/releases/?q=leaving+OR+coming")  # warms up
    soon = timezone.now() + datetime.timedelta(seconds=4)
    make_live_edition(headline="Leaving", live_until=soon)
    make_scheduled_edition(headline="Coming", at=soon)
    before = client.get("/releases/?q=leaving+OR+coming").content.decode()

    threading.Event().wait(max(0, (soon - timezone.now()).total_seconds()) + 0.01)
    after = client.get("/releases/?q=leaving+OR+coming").content.decode()

    assert ("Leaving</mark>" in before, "Coming</mark>" in before) == (True, False)
    assert ("Leaving</mark>" in after, "Coming</mark>" in after) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_terms_that_an_edition_carried_once_are_forgotten_when_it_carries_others():
    """A scheduled edition is sent back, gets another field of work, and is scheduled again: the first must no longer find it."""
    before, after = make_field("Media"), make_field("Elections")
    edition = make_scheduled_edition(fields_of_work=[before])
    register.forget()
    register.current()

    user = make_user()
    steps.unschedule(edition, user)
    steps.send_back(edition, user, "Another field.")
    edition.fields_of_work.through.objects.filter(content_object=edition).update(tag=after)
    steps.submit(edition, user)
    steps.approve(edition, make_user())
    steps.schedule(edition, make_user(), timezone.now() + HOUR)

    kept, _now = register.current()
    carried = {term: edition.pk in bits.positions(kept.carrying("field", [term.pk])) for term in (before, after)}
    assert carried == {before: False, after: True}
    assert agrees()
