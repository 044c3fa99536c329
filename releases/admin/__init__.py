"""The newsroom. Importing these modules registers their admin classes."""

from releases.admin import editions, erasures, imports, people, read_only, releases

__all__ = ["editions", "erasures", "imports", "people", "read_only", "releases"]
