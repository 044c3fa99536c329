"""Puts ten thousand hostile or nonsensical queries to the list and to the suggestions: none may break a page or take a
second.

DATABASE_URL=… python -m benchmarks.questions [NUMBER]
"""

import os
import sys
import time

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from releases.tests.questions import questions


def main(number: int = 10_000) -> int:
    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost")
    client.raise_request_exception = False
    slowest, broken = (0.0, ""), []
    for asked, question in enumerate(questions(number, seed=7)):
        begun = time.process_time()
        response = client.get(
            ("/releases/", "/releases/suggest/")[asked % 4 == 3], {"q": question.encode("utf-8", "surrogatepass")}
        )
        slowest = max(slowest, (time.process_time() - begun, question))
        if response.status_code not in (200, 302, 400):
            broken.append((response.status_code, question))
    sys.stdout.write(
        f"{number:,} questions: {len(broken)} broke a page {broken[:3]!r}; the slowest took {slowest[0]:.2f} s of the processor ({slowest[1]!r}).\n"
    )
    return 1 if broken or slowest[0] > 1 else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
