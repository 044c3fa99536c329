"""The page of a release that is put together from kept pieces is always what rendering it again would give."""

import datetime
import time

import pytest
from django.test import Client

from releases import steps
from releases.models import Edition, EditionPiece, LegacyAddress
from releases.models.clock import database_time
from releases.steps import erasing
from releases.tests.making import (
    corrected,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_user,
)
from taxonomy.tests.making import change_term

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def edition() -> Edition:
    """Its page was asked for before, so that its pieces are kept."""
    edition = make_live_edition(headline="A figure of 57", fields_of_work=[make_field("Elections")])
    assert "A figure of 57" in page_of(edition)
    assert EditionPiece.objects.filter(edition=edition).exists()
    return edition


def page_of(edition: Edition) -> str:
    return Client().get(edition.get_absolute_url()).content.decode()


def rendered(edition: Edition) -> str:
    EditionPiece.objects.all().delete()
    return page_of(edition)


def test_kept_page_is_what_the_template_gives(edition):
    first, second = Client().get(edition.get_absolute_url()), Client().get(edition.get_absolute_url())

    assert second.content.decode() == rendered(edition)
    assert first.headers == second.headers


def test_newer_release_with_a_term_in_common_is_on_the_page_at_once(edition):
    make_live_edition(headline="Observers arrive", fields_of_work=list(edition.fields_of_work.all()))

    kept = page_of(edition)

    assert kept.count("Observers arrive") == 2  # related, and the newer one in the list
    assert kept == rendered(edition)


def test_withdrawn_release_is_no_longer_linked(edition):
    other = make_live_edition(headline="Observers arrive", fields_of_work=list(edition.fields_of_work.all()))
    assert "Observers arrive" in page_of(edition)

    steps.withdraw(other, make_user(), "It was put off.")

    assert "Observers arrive" not in page_of(edition)


def test_correction_takes_the_place_of_the_text_at_once(edition, admin_user):
    correction = corrected(edition, admin_user)

    kept = page_of(correction)

    assert correction.change_note in kept
    assert kept == rendered(correction)


def test_withdrawal_and_removal_take_effect_at_once(edition):
    steps.remove(edition, make_user(), "It named persons.")

    answer = Client().get(edition.get_absolute_url())

    assert answer.status_code == 410
    assert "A figure of 57" not in answer.content.decode()


def test_translation_is_linked_from_its_first_second_and_not_before(edition):
    at = database_time() + datetime.timedelta(seconds=3)
    make_scheduled_edition(language="fr", headline="Le chiffre", release=edition.release, at=at)
    before = page_of(edition)

    while database_time() < at:
        time.sleep(0.05)
    after = page_of(edition)

    assert "le-chiffre" not in before
    assert "le-chiffre" in after
    assert after == page_of(edition) == rendered(edition)


def test_renamed_term_has_its_new_name_at_once(edition):
    change_term(edition.fields_of_work.get(), name="Free elections")

    assert "Free elections" in page_of(edition)
    assert page_of(edition) == rendered(edition)


def test_link_to_a_former_address_leads_home_once_its_release_is_public(edition):
    quoting = make_live_edition(headline="A quotation", body='<p><a href="https://former.example/node/7">Here</a></p>')
    assert page_of(quoting) == page_of(quoting)

    LegacyAddress.objects.create(release=edition.release, language="en", path="/node/7", host="former.example")

    assert f'<a href="{edition.get_absolute_url()}">Here</a>' in page_of(quoting)


def test_piece_of_another_version_is_not_used_and_replaced(edition):
    EditionPiece.objects.update(version="another", content='{"parts": ["stale"]}')

    assert "stale" not in page_of(edition)
    assert not EditionPiece.objects.filter(version="another").exists()


def test_words_that_were_erased_are_in_no_piece(edition):
    erasure = erasing.propose(make_user(), ["figure"], "A person asked for it.")
    erasing.carry_out(erasure, make_user())

    assert not EditionPiece.objects.filter(content__contains="figure").exists()
    for _ in range(2):
        answer = Client().get(edition.get_absolute_url(), follow=True).content.decode()
        assert "figure" not in answer
        assert "A person asked for it." in answer


def test_page_is_complete_while_another_writer_keeps_the_database_locked(edition, settings):
    EditionPiece.objects.all().delete()
    from django.db import DatabaseError, connection

    def fail(execute, statement, *rest):
        if "EDITIONPIECE" in statement.upper() and statement.startswith("INSERT"):
            raise DatabaseError("database is locked")
        return execute(statement, *rest)

    with connection.execute_wrapper(fail):
        assert "A figure of 57" in page_of(edition)

    assert not EditionPiece.objects.exists()
