"""The newsroom. Importing a module registers what it holds."""

from releases.admin import editions, imports, people, records, releases

__all__ = ["editions", "imports", "people", "records", "releases"]
