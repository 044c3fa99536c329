"""The logged-in user of the newsroom."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from releases.models import User


def editor_of(request: HttpRequest) -> User:
    """The logged-in user; the admin lets nobody else get this far."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
