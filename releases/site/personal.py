"""The addresses of pages made for one person: no cache keeps them, and the person chooses their language, not the address."""

NEWSROOM, ROOM = "/admin/", "/room/"
SIGNED_IN = (NEWSROOM, ROOM)
