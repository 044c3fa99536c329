"""PostgreSQL's own proof that no two editions of a release in one language are public at one instant.

SQLite has no exclusion constraints; its trigger is in `releases.record.guards`.
"""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

ADD = """
ALTER TABLE releases_edition ADD CONSTRAINT releases_edition_one_at_an_instant EXCLUDE USING gist (
    release_id WITH =, language WITH =, tstzrange(live_from, live_until, '[)') WITH &&
) WHERE (state = 'released')
"""
DROP = "ALTER TABLE releases_edition DROP CONSTRAINT releases_edition_one_at_an_instant"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("releases", "0001_initial")]

    operations = [BtreeGistExtension(), migrations.RunPython(add, drop)]
