"""The tables of the search index (`releases.search`). They hold what texts say, never whether anybody may read it."""

from django.db import models


class SearchSegment(models.Model):
    """The words of some editions, written at once: one draft, a batch of an import, or all that is public in a block.

    A block is 65,536 consecutive editions, so that an edition is two bytes within it.
    """

    block = models.PositiveIntegerField()
    editions = models.PositiveIntegerField()
    analysis = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["block"], name="releases_segment_block")]

    def __str__(self) -> str:
        return f"{self.block}.{self.pk}"


class SearchPosting(models.Model):
    """Where one word occurs in one segment: the editions, how weighty, how often, and at which places, as packed numbers.

    `part` is a language for whole texts, or one of the narrower parts in `releases.search.analysis`.
    """

    segment = models.ForeignKey(SearchSegment, models.CASCADE, db_constraint=False, db_index=False)
    block = models.PositiveIntegerField()
    part = models.CharField(max_length=24)
    word = models.CharField(max_length=120)
    stem = models.CharField(max_length=120)
    editions = models.BinaryField()
    weights = models.BinaryField()
    times = models.BinaryField()
    places = models.BinaryField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["part", "stem"], name="releases_posting_stem"),
            models.Index(fields=["part", "word"], name="releases_posting_word"),
            models.Index(fields=["segment"], name="releases_posting_segment"),
        ]

    def __str__(self) -> str:
        return f"{self.part}:{self.word}"


class SearchEntry(models.Model):
    """That an edition is in the index, and in which segment."""

    edition = models.OneToOneField("releases.Edition", models.CASCADE, primary_key=True, related_name="search_entry")
    segment = models.ForeignKey(SearchSegment, models.CASCADE)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.edition_id}"


class ListingMark(models.Model):
    """That an edition came into the lists, left them, or got other bounds. Written by triggers alone; see `releases.search.marks`."""

    edition_id = models.BigIntegerField(primary_key=True)
    stamp = models.BigIntegerField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.stamp}"


class ListingEpoch(models.Model):
    """The only row: other marks than those that a process remembers begin with another token."""

    token = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.token
