from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases.models.index import SearchEntry
from releases.search import consistency


class Command(BaseCommand):
    help = "Compare the search index with every text, word by word, and the counts behind the lists with the database."

    def handle(self, *args: Any, **options: Any) -> None:
        if found := list(consistency.problems()):
            raise CommandError("\n".join(found))
        self.stdout.write(f"The index matches the texts of {SearchEntry.objects.count()} editions.")
