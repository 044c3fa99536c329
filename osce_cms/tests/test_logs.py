"""Every test of the suite fails if a log holds words of texts, a password or a token (`conftest.py`); these show that it would."""

import logging

import pytest
from django.conf import settings
from django.core import signing

from osce_cms.tests.log_watch import LogWatch
from releases.tests import signing_in

log = logging.getLogger("releases.tests")


@pytest.fixture
def own_watch():
    """Beside that of the suite, which must not see what is logged here on purpose."""
    watch = LogWatch()
    log.addHandler(watch)
    log.propagate = False
    yield watch
    log.propagate = True
    log.removeHandler(watch)


def quoted(headline: str) -> None:
    try:
        raise ValueError(f"Failing row contains ({headline})")
    except ValueError:
        log.exception("It failed")


@pytest.mark.parametrize(
    "secret",
    [
        "the headline is Mission opens an office",
        signing_in.PASSWORD,
        signing_in.SECRET,
        signing.dumps([1, "state"], salt="a"),
        "/preview/abcdefghijklmnopqrstuvwxyz/",
        "pbkdf2_sha256$1000000$salt$hash",
        settings.SECRET_KEY,
    ],
    ids=["headline", "password", "app", "link", "preview", "hash", "key"],
)
@pytest.mark.promise(16)
def test_what_must_not_be_logged_is_noticed_in_whatever_test(own_watch, secret):
    log.error("It failed: %s", secret)

    assert len(own_watch.told) == 1


def test_number_or_type_of_an_error_is_no_secret(own_watch):
    quoted("Mission opens an office")
    log.warning("Edition 42 could not be indexed at 2026-11-28T10:00:00.000")

    assert own_watch.told == []


def test_watch_of_the_suite_is_where_all_logs_arrive(log_watch):
    assert log_watch in logging.getLogger().handlers
    apart = {name for name, each in logging.Logger.manager.loggerDict.items() if not getattr(each, "propagate", True)}
    assert apart == {"django.server"}  # of the developer's server
