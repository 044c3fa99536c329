"""The newsroom. Importing a module registers what it holds."""

from releases.admin import editions, imports, people, read_only, releases

__all__ = ["editions", "imports", "people", "read_only", "releases"]
