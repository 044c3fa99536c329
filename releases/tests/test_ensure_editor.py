import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from releases import steps
from releases.admin import role_groups
from releases.models import Edition, User
from releases.tests.making import make_edition, make_scheduled_edition, make_user
from releases.tests.room import accept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _roles():
    """Transactional tests empty the tables that the migration filled."""
    role_groups.apply()


def ensure() -> str:
    output = StringIO()
    call_command("ensure_editor", stdout=output)
    return output.getvalue()


def test_first_call_prints_two_passwords_that_work_and_the_second_makes_nothing(client):
    passwords = re.findall(r"with the password (\S+)", ensure())

    second = ensure()

    assert client.login(username="editor", password=passwords[0])
    assert client.login(username="publisher", password=passwords[1])
    assert not any(password in second for password in passwords)
    assert (
        User.objects.exclude(email="").count() == User.objects.count() == 2
    )  # otherwise no letter would ever be shown


def test_what_one_of_the_two_writes_the_other_approves_and_releases():
    ensure()
    editor, publisher = User.objects.get(username="editor"), User.objects.get(username="publisher")
    edition = make_edition()
    steps.record_save(edition, editor, created=True)

    steps.submit(edition, editor)
    steps.approve(edition, publisher)
    steps.release_now(edition, publisher)

    assert list(Edition.objects.live()) == [edition]


def test_newsroom_with_editors_gets_no_other_account():
    make_user(username="anna")

    assert ensure() == "The newsroom at http://127.0.0.1:8000/admin/ already has an account: anna.\n"


def test_journalist_reads_in_the_room_what_is_due():
    make_scheduled_edition(headline="Mission opens an office")
    User.objects.update(is_staff=False)  # who made it; the first to sign in are yet to come

    told = re.search(r"/room/: (\S+), password (\S+)", ensure())
    assert told
    email, password = told.groups()
    client = Client()
    client.post(reverse("room-sign-in"), {"email": email, "password": password})
    accept(client)

    assert "Mission opens an office" in client.get(reverse("room")).content.decode()


def test_no_journalist_is_made_where_nothing_is_due():
    assert "/room/" not in ensure()
