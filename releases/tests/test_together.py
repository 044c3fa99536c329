"""Several editions at one instant: all or none, with the reasons for each."""

import datetime

import pytest
from django.utils import timezone, translation

from releases import steps
from releases.models import Edition, RecordEntry
from releases.record.verification import verify
from releases.steps.several import TogetherRefused, blockers_together, release_together
from releases.tests.making import approved, make_edition, make_live_edition, make_user

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
TICK = datetime.timedelta(microseconds=1)


def languages_of_one_release() -> list[Edition]:
    english = approved(make_edition())
    return [english, *(approved(make_edition(release=english.release, language=code)) for code in ("fr", "ru"))]


def test_all_languages_of_a_release_become_public_at_the_same_instant():
    editions = languages_of_one_release()

    at = release_together(editions, make_user())

    assert set(Edition.objects.live()) == set(editions)
    assert set(Edition.objects.values_list("live_from", flat=True)) == {at}
    assert verify().editions == 3


def test_corrections_of_several_releases_take_over_at_the_same_instant():
    editor = make_user()
    before = [make_live_edition(headline=f"Release {number}") for number in range(3)]
    after = [approved(steps.start_next(edition, editor)) for edition in before] + [approved(make_edition())]

    at = release_together(after, editor)

    assert set(Edition.objects.live(at)) == set(after)
    assert set(Edition.objects.live(at - TICK)) == set(before)
    assert set(Edition.objects.live()) == set(after)


def test_several_are_scheduled_for_one_hour():
    editor, due = make_user(), timezone.now() + HOUR
    editions = [*languages_of_one_release(), approved(steps.start_next(make_live_edition(), editor))]

    release_together(editions, editor, due)

    assert set(Edition.objects.live(due)) == set(editions)
    assert not set(Edition.objects.live(due - TICK)) & set(editions)


def test_one_refused_edition_holds_back_all_and_each_reason_is_named():
    editor = make_user()
    ready, draft, empty = approved(make_edition()), make_edition(), make_edition(headline="")
    lines = RecordEntry.objects.count()

    with pytest.raises(TogetherRefused) as refusal:
        release_together([ready, draft, empty], editor)

    assert refusal.value.reasons == {
        draft: ["State of the edition: draft."],
        empty: ["State of the edition: draft."],
    }
    assert not Edition.objects.released().exists()
    assert RecordEntry.objects.count() == lines


def test_hour_that_has_passed_is_refused_for_all():
    editions = languages_of_one_release()

    with pytest.raises(TogetherRefused) as refusal:
        release_together(editions, make_user(), timezone.now() - HOUR)

    assert set(refusal.value.reasons) == set(editions)


def test_each_edition_is_asked_whether_this_person_may():
    editions = languages_of_one_release()
    publisher = make_user(roles=["Publisher"], languages=["en"])

    reasons = blockers_together(editions, publisher)

    assert [edition.language for edition in reasons] == ["fr", "ru"]


@pytest.mark.parametrize(
    ("count", "told"),
    [(1, ""), (2, "Вместе с ещё 1 редакцией."), (4, "Вместе с ещё 3 редакциями.")],
)
def test_record_says_how_many_others_in_the_language_of_who_releases_them(count, told):
    editions = [approved(make_edition()) for _ in range(count)]

    with translation.override("ru"):
        release_together(editions, make_user())

    assert editions[0].record.get(step="release_now").remark == told


def test_edition_that_is_named_twice_is_released_once():
    edition = approved(make_edition())

    release_together([edition, Edition.objects.get(pk=edition.pk)], make_user())

    assert edition.record.filter(step="release_now").count() == 1
