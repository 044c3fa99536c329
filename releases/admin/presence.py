"""Shows who else has the form open: on loading the page, and with script every half minute."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from releases.admin.forms import version_of
from releases.language.numbers import number_in
from releases.models import Edition, Presence, User
from releases.models.clock import Now


def arrive(edition: Edition, user: User) -> None:
    """Record the visit. After a longer silence than an open page allows, it counts as a new one."""
    here = Presence.objects.filter(edition=edition, user=user)
    if not here.still_there().update(seen_at=Now()):
        here.delete()
        Presence.objects.bulk_create([Presence(edition=edition, user=user)], ignore_conflicts=True)


def leave(edition: Edition, user: User) -> None:
    Presence.objects.filter(edition=edition, user=user).delete()


def others_here(edition: Edition, user: User) -> list[str]:
    """A sentence for each of the others."""
    others = Presence.objects.still_there().filter(edition=edition).exclude(user=user)
    return [
        _("%(name)s has had this form open since %(time)s.")
        % {"name": other.user.get_full_name() or other.user.get_username(), "time": clock_time(other)}
        for other in others.select_related("user").order_by("opened_at")
    ]


def clock_time(presence: Presence) -> str:
    return f"{timezone.localtime(presence.opened_at):%H:%M}"


def presence_view(request: HttpRequest, edition: Edition, user: User, *, may_write: bool) -> JsonResponse:
    """Called by a page that is still open, or is closing; reports who else is there and what was saved since."""
    if request.method != "POST" or not may_write:
        raise PermissionDenied
    if request.POST.get("leave"):
        leave(edition, user)
        return JsonResponse({"sentences": []})
    arrive(edition, user)
    return JsonResponse({"sentences": [*others_here(edition, user), *saved_since(edition, request)]})


def saved_since(edition: Edition, request: HttpRequest) -> list[str]:
    """Warns early that a save will be merged with another one."""
    version = number_in(request.POST.get("version"))
    if version is None or version >= version_of(edition):
        return []
    return [
        _(
            "Someone else has saved this edition since you opened it. When you save, their changes and yours will be merged."
        )
    ]
