"""What is said to a callback. No database here: these run in threads, and what came out is written down by `work`."""

import hashlib
import hmac
import secrets
from enum import Enum
from urllib.parse import urlencode

from releases.models import HubRequest, HubSubscription
from releases.site.hub import connections, topics
from releases.site.hub.topics import Content

NO_LONGER = 410


class Outcome(Enum):
    DONE = "done"
    REFUSED = "refused"  # by the callback, which is not asked again
    FAILED = "failed"  # for now


def verify(request: HubRequest) -> Outcome:
    """Whether whoever answers at the callback wants it; nobody can subscribe somebody else."""
    challenge = secrets.token_urlsafe(32)
    asked = {
        "hub.mode": "subscribe" if request.subscribes else "unsubscribe",
        "hub.topic": request.topic,
        "hub.challenge": challenge,
    }
    if request.subscribes:
        asked["hub.lease_seconds"] = str(int(request.lease.total_seconds()))
    joint = "&" if "?" in request.callback else "?"
    try:
        reply = connections.ask("GET", f"{request.callback}{joint}{urlencode(asked)}")
    except connections.CallError:
        return Outcome.FAILED
    if reply.is_success:
        return Outcome.DONE if reply.body == challenge.encode() else Outcome.REFUSED
    return Outcome.FAILED if reply.status >= 500 else Outcome.REFUSED


def deliver(subscription: HubSubscription, content: Content) -> Outcome:
    headers = {"Content-Type": content.media_type, "Link": topics.links(subscription.topic.address)}
    if subscription.secret:
        signed = hmac.new(subscription.secret.encode(), content.body, hashlib.sha256).hexdigest()
        headers["X-Hub-Signature"] = f"sha256={signed}"
    try:
        reply = connections.ask("POST", subscription.callback, content.body, headers)
    except connections.CallError:
        return Outcome.FAILED
    if reply.status == NO_LONGER:
        return Outcome.REFUSED
    return Outcome.DONE if reply.is_success else Outcome.FAILED
