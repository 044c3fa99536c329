"""Puts what happens to an account into its log, and tells its owner what they should know."""

from allauth.account.signals import password_changed, password_reset
from allauth.mfa import signals as factor_signals
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import m2m_changed
from django.http import HttpRequest

from releases.accounts import freshness, sessions
from releases.accounts.browsers import browser_of
from releases.accounts.letters import tell
from releases.models import AccountEvent, User
from releases.site.senders import address_of

Kind = AccountEvent.Kind
TOLD = (
    Kind.CONNECTED,
    Kind.NEW_BROWSER,
    Kind.FACTOR_ADDED,
    Kind.FACTOR_REMOVED,
    Kind.CODES_RENEWED,
    Kind.PASSWORD_CHANGED,
    Kind.PASSWORD_RESET,
    Kind.CLONED_KEY,
)


def note(request: HttpRequest, user: User | None, kind: str, *, by: User | None = None, detail: str = "") -> None:
    event = AccountEvent.note(user, kind, by=by, detail=detail or browser_of(request), address=address_of(request))
    if kind in TOLD:
        tell(event)


def connect() -> None:
    """Listens to Django and allauth, which do these things in their own code."""
    user_logged_in.connect(signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="accounts.signed_out")
    password_changed.connect(changed_password, dispatch_uid="accounts.changed_password")
    password_reset.connect(reset_password, dispatch_uid="accounts.reset_password")
    factor_signals.authenticator_added.connect(added_factor, dispatch_uid="accounts.added_factor")
    factor_signals.authenticator_removed.connect(removed_factor, dispatch_uid="accounts.removed_factor")
    factor_signals.authenticator_reset.connect(renewed_codes, dispatch_uid="accounts.renewed_codes")
    factor_signals.authenticator_used.connect(used_factor, dispatch_uid="accounts.used_factor")
    factor_signals.authentication_failed.connect(failed_factor, dispatch_uid="accounts.failed_factor")
    for through in (User.groups.through, User.user_permissions.through):
        m2m_changed.connect(changed_roles, sender=through, dispatch_uid=f"accounts.{through.__name__}")


def signed_in(request: HttpRequest, user: User, **kwargs: object) -> None:
    freshness.prove(request)
    sessions.begin(request, user)
    note(request, user, Kind.SIGNED_IN)


def signed_out(request: HttpRequest, user: User | None, **kwargs: object) -> None:
    if user:
        sessions.forget(request)


def changed_password(request: HttpRequest, user: User, **kwargs: object) -> None:
    sessions.end_all(user, but=request)
    note(request, user, Kind.PASSWORD_CHANGED)


def reset_password(request: HttpRequest, user: User, **kwargs: object) -> None:
    sessions.end_all(user)
    note(request, user, Kind.PASSWORD_RESET)


def added_factor(request: HttpRequest, user: User, authenticator: object, **kwargs: object) -> None:
    """Sessions that began without the factor end."""
    sessions.end_all(user, but=request)
    note(request, user, Kind.FACTOR_ADDED, detail=str(authenticator))


def removed_factor(request: HttpRequest, user: User, authenticator: object, **kwargs: object) -> None:
    note(request, user, Kind.FACTOR_REMOVED, detail=str(authenticator))


def renewed_codes(request: HttpRequest, user: User, **kwargs: object) -> None:
    note(request, user, Kind.CODES_RENEWED)


def used_factor(request: HttpRequest, user: User, *, reauthenticated: bool = False, **kwargs: object) -> None:
    if reauthenticated:
        freshness.prove(request)


def failed_factor(request: HttpRequest, user: User, **kwargs: object) -> None:
    note(request, user, Kind.WRONG_CODE)


def changed_roles(instance: object, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: object) -> None:
    """Whoever gains or loses a role signs in again, whichever way it was changed."""
    if action not in ("post_add", "post_remove", "pre_clear") or pk_set == set():
        return
    if isinstance(instance, User):
        sessions.end_all(instance)
    elif reverse:
        people = pk_set if pk_set is not None else set(instance.user_set.values_list("pk", flat=True))  # type: ignore[attr-defined]  # a group or a permission
        for person in User.objects.filter(pk__in=people):
            sessions.end_all(person)
