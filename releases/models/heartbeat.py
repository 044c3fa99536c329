from django.db import models


class Heartbeat(models.Model):
    """A single row: when a worker last did something, by the database's clock."""

    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
