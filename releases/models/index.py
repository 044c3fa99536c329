"""Tables of the search index (`releases.search`). They represent the content of texts, never who may read them."""

from django.db import models


class SearchSegment(models.Model):
    """The words of some editions, written together: one draft, a batch of an import, or most of a block after merging.

    A block is 65,536 consecutive edition ids, so that an edition takes two bytes within it.
    """

    block = models.PositiveIntegerField()
    editions = models.PositiveIntegerField()
    # By which rules, with the version of the stemmer; see `releases.search.analysis`.
    analysis = models.CharField(max_length=80)
    # Whether all of its editions have been released. The public search reads no other segment.
    released = models.BooleanField()
    # Editions that have been entered again since, and whose words here no longer count: two bytes each.
    outlived = models.BinaryField(default=b"")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["block"], name="releases_segment_block")]

    def __str__(self) -> str:
        return f"{self.block}.{self.pk}"


class SearchLeaf(models.Model):
    """Consecutive words of one segment with their occurrences: editions, weights, counts and positions, as packed integers.

    They are sorted by part (a language for whole texts, or one of the narrower parts), within it as `releases.search.filing`
    files them, and found by the last one of their leaf. Bytes sort alike on both databases; text does not.
    """

    segment = models.ForeignKey(SearchSegment, models.CASCADE, db_constraint=False, db_index=False)
    last = models.BinaryField()
    data = models.BinaryField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["segment", "last"], name="releases_leaf_last")]

    def __str__(self) -> str:
        return f"{self.segment_id}:{bytes(self.last).decode()}"


class SearchWord(models.Model):
    """A word that occurs in the index. Two writers may enter the same word; that does no harm, and neither waits for the other."""

    language = models.CharField(max_length=24)
    word = models.BinaryField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["language", "word"], name="releases_word_word")]

    def __str__(self) -> str:
        return f"{self.language}:{bytes(self.word).decode()}"


class SearchEntry(models.Model):
    """Records that an edition is indexed, and in which segment."""

    edition = models.OneToOneField("releases.Edition", models.CASCADE, primary_key=True, related_name="search_entry")
    segment = models.ForeignKey(SearchSegment, models.CASCADE)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.edition_id}"


class ListingMark(models.Model):
    """Records that an edition was listed, was unlisted, or has new bounds. Written by triggers only; see `releases.lists.marks`."""

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
