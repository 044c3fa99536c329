from typing import Any

from django.core.management.base import BaseCommand, CommandError

from releases.lists import consistency as consistency_of_lists
from releases.models.index import SearchEntry
from releases.search import consistency


class Command(BaseCommand):
    help = "Compare the search index with every text, word by word, and the counts behind the lists with the database."

    def handle(self, *args: Any, **options: Any) -> None:
        if found := [*consistency.problems(), *consistency_of_lists.problems()]:
            raise CommandError("\n".join(found))
        self.stdout.write(f"The index matches the texts of {SearchEntry.objects.count()} editions.")
