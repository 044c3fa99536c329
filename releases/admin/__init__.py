"""The newsroom. Importing a module registers what it holds."""

from releases.admin import editions, people, records

__all__ = ["editions", "people", "records"]
