from django.db import models


class UnansweredSearch(models.Model):
    """Words that found nothing on the public site, with how many ten minutes of a day they were asked for in. Nothing is kept of who
    asked. See `releases.site.unanswered`.
    """

    LONGEST = 60

    day = models.DateField()
    language = models.CharField(max_length=12)
    words = models.CharField(max_length=LONGEST)
    count = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["day", "language", "words"], name="releases_unanswered_once")]

    def __str__(self) -> str:
        return self.words
