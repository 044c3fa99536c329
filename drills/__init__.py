"""What happens when things break, on real servers of this machine: `python -m drills` lists the drills, `make drills` runs all.

Each starts PostgreSQL and the production server, breaks something under load, prints figures and fails if a promise was
not kept. They take minutes and are not part of `make test`.
"""
