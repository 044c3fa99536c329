from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

STORAGE = "ALTER TABLE releases_searchleaf ALTER COLUMN data SET STORAGE {}"


def _store(storage: str, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute(STORAGE.format(storage))


def external(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """PostgreSQL would try to compress packed numbers, at a cost to every import and search, and gain a twentieth."""
    _store("EXTERNAL", schema)


def extended(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    _store("EXTENDED", schema)


class Migration(migrations.Migration):
    dependencies = [("releases", "0043_standard_texts")]

    operations = [migrations.RunPython(external, extended)]
