"""Write a .env for development, with a new secret key, readable by its owner only."""

import os
import secrets
import sys

path = sys.argv[1]
descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
with os.fdopen(descriptor, "w") as file:
    file.write(f"SECRET_KEY={secrets.token_urlsafe(50)}\n")
    file.write("ALLOWED_HOSTS=localhost,127.0.0.1,[::1]\n")
