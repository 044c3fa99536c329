"""How often one network may use something public, counted in the database, and so for all processes together."""

import datetime

from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from releases.models import Allowance
from releases.models.clock import database_time
from releases.site.senders import network_of


def allows(request: HttpRequest, purpose: str, most: int, within: datetime.timedelta) -> bool:
    """Count this use; False if there were more than so many within the current stretch of time."""
    now = database_time()
    stretch = int(now.timestamp() // within.total_seconds())
    key = salted_hmac(f"{purpose}:{stretch}", network_of(request), algorithm="sha256").hexdigest()
    if not Allowance.objects.filter(pk=key).update(count=F("count") + 1):
        Allowance.objects.filter(ends_at__lt=now).delete()
        Allowance.objects.bulk_create([Allowance(key=key, ends_at=now + within)], ignore_conflicts=True)
        Allowance.objects.filter(pk=key).update(count=F("count") + 1)
    return Allowance.objects.get(pk=key).count <= most
