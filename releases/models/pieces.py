"""What was rendered of an edition: kept, since the edition never changes once it is public."""

from django.db import models

from releases.models.edition import Edition


class EditionPiece(models.Model):
    """One piece in one language of the page. Only readers of `Edition.objects.live()` and `listed()` get to it, by a join.

    It counts only as long as its version is that of the code, the vocabularies and the texts beside it; the next reader
    replaces it. The constraint would let a reader wait for whoever has locked the edition.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="pieces", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    version = models.CharField(max_length=300)
    content = models.TextField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["edition", "kind", "language"], name="releases_piece_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.edition_id}:{self.language}"
