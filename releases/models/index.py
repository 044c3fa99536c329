"""Tables of the search index (`releases.search`). They represent the content of texts, never who may read them."""

from django.db import models


class SearchSegment(models.Model):
    """The words of some editions, written together: one draft, a batch of an import, or everything public in a block.

    A block is 65,536 consecutive edition ids, so that an edition takes two bytes within it.
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
    """The occurrences of one word in one segment: editions, weights, counts and positions, as packed integers.

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
    """Records that an edition is indexed, and in which segment."""

    edition = models.OneToOneField("releases.Edition", models.CASCADE, primary_key=True, related_name="search_entry")
    segment = models.ForeignKey(SearchSegment, models.CASCADE)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.edition_id}"


class ListingMark(models.Model):
    """Records that an edition was listed, was unlisted, or has new bounds. Written by triggers only; see `releases.search.marks`."""

    edition_id = models.BigIntegerField(primary_key=True)
    stamp = models.BigIntegerField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.stamp}"


class ListingEpoch(models.Model):
    """A single row. Marks recorded under another token, as after the database was emptied, mean nothing to a running process."""

    token = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.token


class PublicChange(models.Model):
    """The instant at which an edition could first be read here, or ceased to be current. Written only by triggers; see
    `releases.record.changes`.

    `at` is when the public could see the change: its place on the timeline or, if it was recorded later, the time of recording.
    """

    edition_id = models.BigIntegerField()
    ends = models.BooleanField()
    at = models.DateTimeField()
    written_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["edition_id", "ends"], name="releases_change_once")]
        indexes = [
            models.Index(fields=["at", "edition_id", "ends"], name="releases_change_order"),
            models.Index(fields=["written_at"], name="releases_change_written"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {'ends' if self.ends else 'begins'} {self.at}"
