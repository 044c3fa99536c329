"""Takes the second factors of a colleague who lost them, so that they can set up new ones."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from releases.accounts import freshness, journal, sessions
from releases.admin.editor import editor_of
from releases.models import AccountEvent, User


def lost_factors_view(request: HttpRequest, user: User, around: dict[str, object]) -> HttpResponse:
    """A page that says what it will do, and a POST that does it. One's own factors are changed by giving one of them."""
    if user.pk == editor_of(request).pk:
        raise PermissionDenied
    if not freshness.is_fresh(request):
        return freshness.ask_again(request)
    factors = list(Authenticator.objects.filter(user=user).order_by("pk"))
    if request.method != "POST":
        context = {**around, "title": _("Remove the second factors"), "person": user, "factors": factors}
        return TemplateResponse(request, "admin/releases/user/lost_factors.html", context)
    if factors:
        take_away(request, user, factors)
        messages.success(request, _("%(name)s can sign in with the password and set up a new one.") % {"name": user})
    return redirect(reverse("admin:releases_user_change", args=[user.pk]))


@transaction.atomic
def take_away(request: HttpRequest, user: User, factors: list[Authenticator]) -> None:
    """Their sessions end, and the log and a letter tell them."""
    Authenticator.objects.filter(pk__in=[factor.pk for factor in factors]).delete()
    sessions.end_all(user)
    told = ", ".join(str(factor) for factor in factors)
    journal.note(request, user, AccountEvent.Kind.FACTOR_REMOVED, by=editor_of(request), detail=told)
