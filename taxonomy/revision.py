"""A token that changes with any change to a vocabulary, by whatever path: form, command, `update()` or raw SQL.

Every page needs every vocabulary (navigation, filters, labels), a few hundred rows that change a few times a month. So
they are cached, and each request reads this one token to learn whether the cache is valid. The token is random, not a
counter: after a rollback, a counter could reach the same value again with other content.
"""

from django.apps import apps
from django.db import models

from taxonomy.guards import Guard


class Revision(models.Model):
    """A single row, written by the triggers below."""

    token = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.token


def current_token() -> str | None:
    """None before the first term exists."""
    return Revision.objects.values_list("token", flat=True).first()


FUNCTION = """
CREATE OR REPLACE FUNCTION taxonomy_revise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO taxonomy_revision (id, token) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET token = excluded.token;
    RETURN NULL;
END $$
"""


def guards() -> list[Guard]:
    """One trigger per table and kind of event; SQLite has no triggers for several events."""
    return [
        Guard(
            name=(name := f"{table}_revise_{event.lower()}"),
            table=table,
            postgresql=(
                FUNCTION,
                f"CREATE TRIGGER {name} AFTER {event} ON {table} EXECUTE FUNCTION taxonomy_revise()",
            ),
            sqlite=(
                f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN "
                "INSERT OR REPLACE INTO taxonomy_revision (id, token) VALUES (1, hex(randomblob(16))); END",
            ),
        )
        for table in watched_tables()
        for event in ("INSERT", "UPDATE", "DELETE")
    ]


def watched_tables() -> list[str]:
    models_of_the_app = apps.get_app_config("taxonomy").get_models()
    return [model._meta.db_table for model in models_of_the_app if model is not Revision]
