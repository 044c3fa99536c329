"""Who has an edition's form open. Only a warning: concurrent saves are merged, never overwritten."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from releases.models.clock import database_time

# Pages report every half minute that they are still open; without script, only once, when loaded.
STILL_THERE = datetime.timedelta(minutes=2)


class PresenceQuerySet(models.QuerySet["Presence"]):
    def still_there(self) -> "PresenceQuerySet":
        return self.filter(seen_at__gt=database_time() - STILL_THERE)


class Presence(models.Model):
    edition = models.ForeignKey("releases.Edition", models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    objects = PresenceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="releases_presence_once")]

    def __str__(self) -> str:
        return f"{self.user}"
