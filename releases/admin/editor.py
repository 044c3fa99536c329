"""Who is at the desk."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from releases.models import User


def editor_of(request: HttpRequest) -> User:
    """Whoever is logged in; the admin lets nobody else as far as here."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
