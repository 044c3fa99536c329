"""The processes of the site, on listening sockets that `scripts/serve.py` keeps from one generation of them to the next.

Since these are never closed, no connection is refused or dropped while processes end or begin: it waits in the queue. Each
process has one of its own, among which Linux distributes connections; of a single one, whichever process wakes first takes
nearly all. A generation loads the code once and forks; when the next one is ready, it leaves as `leaving` says.
"""

PATIENCE = 10  # seconds for a process to finish what it is doing
QUEUE = 1024  # connections that no process has accepted yet
