"""Marks a session that began at the provider, and remembers whether the provider asked for a second factor.

Bound to the account, so that nobody who signs in with the same browser later inherits it.
"""

from django.http import HttpRequest

from releases.accounts import freshness
from releases.accounts.sso.claims import Claims

PROVIDED = "provided"


def begin(request: HttpRequest, claims: Claims) -> None:
    """Signing in here is as fresh as what was proved there."""
    request.session[PROVIDED] = {"user": request.user.pk, "factor": claims.has_second_factor}
    freshness.prove(request, claims.proved_at)


def came(request: HttpRequest) -> bool:
    return bool(_mark(request))


def with_factor(request: HttpRequest) -> bool:
    return bool(_mark(request).get("factor"))


def _mark(request: HttpRequest) -> dict[str, object]:
    mark: dict[str, object] = request.session.get(PROVIDED, {})
    return mark if mark.get("user") == request.user.pk else {}
