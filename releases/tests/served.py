"""The sample newsroom, served for real under its own address, for programs that ask over HTTP. Nothing here writes, so one filling
serves all tests of a file.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from releases.admin import role_groups


@contextmanager
def sample_site(blocker: Any) -> Iterator[str]:
    """Its address. Whoever asks for it needs `django_db_setup` as well."""
    with blocker.unblock():
        assert "test" in str(connection.settings_dict["NAME"]), "not the newsroom's own database"
        call_command("load_taxonomy", verbosity=0)
        call_command("load_demo", verbosity=0)
        server = LiveServer("127.0.0.1")
        try:
            with override_settings(SITE_URL=server.url):
                yield server.url
        finally:
            server.stop()
            call_command("flush", verbosity=0, interactive=False)
            role_groups.apply()  # as the migration did, for the tests that come after
