"""Exports: everything the public may read, in formats that others can read, and nothing more than the public pages show."""
