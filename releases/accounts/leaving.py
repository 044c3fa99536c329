"""What ends when an account is closed, and what is noted when one changes."""

from django.http import HttpRequest

from releases.accounts import journal, sessions
from releases.models import AccountEvent, PreviewLink, User
from releases.models.clock import Now

Kind = AccountEvent.Kind


def close(request: HttpRequest, user: User, by: User) -> None:
    """Their sessions end, and so do the links that they sent to people outside: opening the account again revives none."""
    sessions.end_all(user)
    journal.note(request, user, Kind.CLOSED, by=by)
    revoked = PreviewLink.objects.filter(created_by=user).alive_if_open().update(revoked_at=Now())
    if revoked:
        journal.note(request, user, Kind.LINKS_REVOKED, by=by, detail=str(revoked))


def reopen(request: HttpRequest, user: User, by: User) -> None:
    sessions.end_all(user)
    journal.note(request, user, Kind.REOPENED, by=by)
