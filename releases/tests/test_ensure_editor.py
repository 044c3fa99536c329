from io import StringIO

import pytest
from django.core.management import call_command

from releases.models import User
from releases.tests.making import make_user

pytestmark = pytest.mark.django_db


def ensure() -> str:
    output = StringIO()
    call_command("ensure_editor", stdout=output)
    return output.getvalue()


def test_first_call_prints_a_password_that_works_and_the_second_makes_nothing(client):
    password = ensure().splitlines()[0].rpartition(" ")[2]

    second = ensure()

    assert client.login(username="editor", password=password)
    assert password not in second
    assert User.objects.count() == 1


def test_newsroom_with_editors_gets_no_other_account():
    make_user(username="anna")

    assert ensure() == "The newsroom at /admin/ has an account already: anna.\n"
