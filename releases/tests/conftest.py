"""Fixtures shared by several test files."""

import pytest

from releases.tests import hidden
from releases.tests.public_addresses import World


@pytest.fixture
def world() -> World:
    return hidden.make_world()
