from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def is_complete(plan: object) -> bool:
    """At the end of a `migrate`: whether every table has the form that the code expects, so that what is derived may be made.

    Django sends its signal without a plan when the database was emptied, not migrated.
    """
    if plan is None:
        return False
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
