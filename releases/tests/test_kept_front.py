"""The front page put together from kept pieces is always what rendering it again would give."""

import pytest
from django.test import Client
from django.utils import timezone

from releases import steps
from releases.models import Edition
from releases.tests.making import make_field, make_live_edition, make_user
from taxonomy import snapshot
from taxonomy.tests.making import change_term

pytestmark = pytest.mark.django_db


def front(language: str = "") -> str:
    return Client().get(f"{language}/").content.decode()


def rendered(language: str = "") -> str:
    snapshot.current().made.clear()
    return front(language)


def is_the_same_kept_and_rendered(language: str = "") -> bool:
    front(language)
    return front(language) == rendered(language)


@pytest.mark.parametrize("language", ["", "/ru"])
def test_kept_page_is_what_the_template_gives_with_any_number_of_releases(language):
    assert is_the_same_kept_and_rendered(language)

    for number in (1, 2, 6):
        for _ in range(number):
            make_live_edition(
                language=language.strip("/") or "en", type=Edition.Type.MEDIA_ADVISORY, date=timezone.localdate()
            )
        assert is_the_same_kept_and_rendered(language)


def test_numbers_and_names_are_those_of_now():
    field = make_field("Elections")
    edition = make_live_edition(headline="Observers arrive", fields_of_work=[field])
    assert 'Elections</a> <span class="number">1</span>' in front()

    make_live_edition(fields_of_work=[field])
    assert 'Elections</a> <span class="number">2</span>' in front()

    steps.withdraw(edition, make_user(), "It was put off.")
    change_term(field, name="Elections & referendums")
    page = front()
    assert 'Elections &amp; referendums</a> <span class="number">1</span>' in page
    assert "Observers arrive" not in page
    assert page == rendered()
