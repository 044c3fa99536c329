from django.db import models


class Allowance(models.Model):
    """How often one visitor has used something public within a stretch of time; see `releases.site.allowances`.

    `key` is a keyed digest of the visitor's network, which is itself not stored.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count}"
