"""The sample is a newcomer's first impression: it loads, shows every feature, and loads only once."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from releases.models import Edition, RecordEntry, Release, User
from releases.reading.editions import readings
from releases.site.formats.pdf.content import content_of
from releases.site.formats.pdf.typesetter import WAYS, attempt, inputs_of
from releases.site.formats.pdf.typesetting import TEMPLATE
from releases.states import Phase
from taxonomy.snapshot import current

pytestmark = pytest.mark.django_db


def load_demo() -> str:
    told = StringIO()
    call_command("load_demo", stdout=told)
    return told.getvalue()


@pytest.fixture
def sample():
    call_command("load_taxonomy", verbosity=0, stdout=StringIO())
    load_demo()


def test_second_call_changes_nothing(sample):
    before = list(RecordEntry.objects.values_list("pk", flat=True))

    assert "0 created, 0 updated" in load_demo()
    assert list(RecordEntry.objects.values_list("pk", flat=True)) == before


def test_sample_shows_what_the_newsroom_can_do(sample):
    listed = Edition.objects.listed()
    languages = Counter(listed.values_list("release", flat=True))
    now = timezone.now()
    phases = Counter(edition.phase(now) for edition in Edition.objects.all())

    assert len(languages) >= 30
    assert sum(count >= 3 for count in languages.values()) >= 6
    assert sum(count == 6 for count in languages.values()) >= 2
    assert {listed.earliest("date").date.year, listed.latest("date").date.year} == {1994, 2026}
    assert phases[Phase.SCHEDULED] == 2, "one release, in two languages"
    assert Edition.objects.live().filter(kind="correction").count() == 1
    assert Edition.objects.live().filter(kind="withdrawn").count() == 1
    for edition in listed:
        assert edition.sources.exists(), edition
        assert edition.fields_of_work.exists(), edition


def test_each_sample_can_be_read(sample, client):
    for edition in Edition.objects.live():
        prefix = "" if edition.language == "en" else f"/{edition.language}"
        assert client.get(f"{prefix}/releases/{edition.release_id}/{edition.slug}/").status_code == 200


def test_each_sample_is_an_accessible_pdf_file(sample):
    """The typesetter refuses a file that breaks the rules of PDF/UA-1. One process for all of them."""
    for reading in readings(Edition.objects.live(), current()):
        assert attempt(str(TEMPLATE), inputs_of(content_of(reading)), WAYS[0]).startswith(b"%PDF"), reading.edition


def test_nobody_can_log_in_as_the_one_who_took_the_steps(sample):
    for officer in User.objects.all():
        assert not officer.is_active
        assert not officer.is_staff
        assert not officer.has_usable_password()


def test_newsroom_with_other_vocabularies_is_told_so_and_gets_no_part_of_the_sample():
    with pytest.raises(CommandError, match="The sample releases were not loaded"):
        call_command("load_demo", stdout=StringIO(), stderr=StringIO())

    assert not Release.objects.exists()
