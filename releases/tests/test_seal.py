"""The second line of defence: with the triggers lifted, an approved text is changed. It no longer matches its seal and
is not released.
"""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from releases import steps
from releases.models import Contact, Edition, EditionFieldOfWork
from releases.record import guards as record_guards
from releases.steps import StepRefused
from releases.steps.several import TogetherRefused, release_together
from releases.steps.table import moves
from releases.tests.making import approved, make_edition, make_field, make_scheduled_edition, make_user
from taxonomy import guards

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
SENTENCE = "This is not the text that was approved. Send it back and have it approved again."

RELEASES = {
    "release now": lambda edition: steps.release_now(edition, make_user()),
    "schedule": lambda edition: steps.schedule(edition, make_user(), timezone.now() + HOUR),
    "together": lambda edition: release_together([edition], make_user()),
}
FORGERIES = {
    "headline": lambda edition: Edition.objects.filter(pk=edition.pk).update(headline="Forged"),
    "address": lambda edition: Edition.objects.filter(pk=edition.pk).update(slug="forged"),
    "date": lambda edition: Edition.objects.filter(pk=edition.pk).update(date=datetime.date(2030, 1, 1)),
    "term": lambda edition: EditionFieldOfWork.objects.create(content_object=edition, tag=make_field("Forged")),
    "contact": lambda edition: Contact.objects.filter(edition=edition).update(phone="+43 1 514 36"),
    "contact taken away": lambda edition: Contact.objects.filter(edition=edition).delete(),
}


@pytest.mark.parametrize("way", RELEASES)
@pytest.mark.parametrize("forgery", FORGERIES)
@pytest.mark.promise(30)
def test_text_that_was_changed_after_its_approval_is_not_released(way, forgery):
    edition = approved(make_edition(contacts=[{"name": "Press office"}]))
    guards.remove(connection, record_guards.guards(moves()))
    FORGERIES[forgery](edition)

    with pytest.raises((StepRefused, TogetherRefused), match=SENTENCE):
        RELEASES[way](Edition.objects.get(pk=edition.pk))

    assert not Edition.objects.released().exists()


def test_scheduled_text_that_was_changed_is_not_put_on_another_hour():
    edition = make_scheduled_edition()
    guards.remove(connection, record_guards.guards(moves()))
    Edition.objects.filter(pk=edition.pk).update(lead="Forged.")

    with pytest.raises(StepRefused, match=SENTENCE):
        steps.reschedule(Edition.objects.get(pk=edition.pk), make_user(), timezone.now() + 2 * HOUR)


def test_text_that_is_sent_back_and_approved_again_has_a_new_seal_and_is_released():
    edition = approved(make_edition())
    first = edition.seal
    steps.send_back(edition, make_user(), "Please name the town.")
    assert edition.seal == ""
    edition.lead = "The office in Tiraspol opened on Monday."
    edition.save()

    steps.release_now(approved(edition), make_user())

    assert edition.seal not in ("", first)
    assert list(Edition.objects.live()) == [edition]
