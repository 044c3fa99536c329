"""Django's backend for PostgreSQL, told how long to wait for a server that does not answer."""
