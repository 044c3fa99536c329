"""The newsroom. Importing a module registers what it holds."""

from releases.admin import editions, people, records, releases

__all__ = ["editions", "people", "records", "releases"]
