"""The way out: what the public may read, in formats that others can read. Nothing here shows more than the public pages do."""
