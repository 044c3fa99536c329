"""Letters to journalists: links by which they set a password, and word of what was opened to them.

The worker makes and sends them. No letter names a text: mail may be read by others on its way.
"""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases.accounts.letters import absolute, send
from releases.accounts.one_use import Kind, link_in, token_for
from releases.language.instants import in_words
from releases.language.organisation import organisation
from releases.mail.background import after_commit, task
from releases.models import Journalist, Opening
from releases.models.clock import database_time
from releases.room.standing import standing
from releases.states import Phase

INVITATION = Kind(
    "releases.room.invitation",
    timedelta(days=3),
    gettext_lazy("Your access to texts under embargo"),
    "room_invitation",
)
FORGOTTEN = Kind(
    "releases.room.forgotten",
    timedelta(hours=1),
    gettext_lazy("A new password for the room for journalists"),
    "room_forgotten",
)
KINDS = (INVITATION, FORGOTTEN)


def invite(journalist: Journalist) -> None:
    after_commit(send_invitation, journalist.pk)


def send_to_address(email: str) -> None:
    """If an account has it; nobody learns whether one does."""
    after_commit(send_forgotten, email)


def tell_of(openings: list[Opening]) -> None:
    for journalist in sorted({opening.journalist_id for opening in openings}):
        after_commit(send_opened, [opening.pk for opening in openings if opening.journalist_id == journalist])


@task
def send_invitation(journalist: int) -> None:
    _send_link(INVITATION, Journalist.objects.get(pk=journalist))


@task
def send_forgotten(email: str) -> None:
    for journalist in Journalist.objects.accredited().with_address(email):
        _send_link(FORGOTTEN, journalist)


@task
def send_opened(openings: list[int]) -> None:
    """Only of what is still open by now."""
    found = list(Opening.objects.standing().filter(pk__in=openings).select_related("journalist", "edition"))
    if not found:
        return
    journalist = found[0].journalist
    with translation.override(journalist.language):
        told = [
            (absolute(reverse("room-text", args=[opening.key])), opening.edition.get_language_display(), _hour(opening))
            for opening in found
        ]
        context = {"name": journalist.name, "texts": told, "organisation": organisation()}
        send(journalist, _("Opened to you under embargo"), "room_opened", context)


@task
def send_changed(openings: list[int]) -> None:
    """How things stand when it is sent; what became public meanwhile needs no letter."""
    found = Opening.objects.standing().filter(pk__in=openings, journalist__is_active=True)
    now = database_time()
    told = [
        made
        for made in found.select_related("journalist", "edition")
        if made.edition.phase(now) in (Phase.NONE, Phase.SCHEDULED)
    ]
    if not told:
        return
    journalist = told[0].journalist
    with translation.override(journalist.language):
        texts = [
            {
                "address": absolute(reverse("room-text", args=[made.key])),
                "language": made.edition.get_language_display(),
                "standing": standing(made.edition),
                "hour": _hour(made),
            }
            for made in told
        ]
        context = {"name": journalist.name, "texts": texts, "organisation": organisation()}
        send(journalist, _("A change to what was opened to you under embargo"), "room_changed", context)


def _hour(opening: Opening) -> str:
    live_from = opening.edition.live_from
    return in_words(live_from) if live_from else _("the hour is not set yet")


def _send_link(kind: Kind, journalist: Journalist) -> None:
    with translation.override(journalist.language):
        address = absolute(reverse("room-link", args=[token_for(kind, journalist)]))
        context = {
            "name": journalist.name,
            "address": address,
            "site": settings.SITE_URL,
            "organisation": organisation(),
        }
        send(journalist, str(kind.subject), kind.template, context)


def journalist_of(token: str) -> tuple[Journalist | None, bool]:
    """Whose link this is, and whether it still works. A forged token names nobody."""
    found = link_in(token, *KINDS)
    journalist = Journalist.objects.filter(pk=found.key).first() if found else None
    return journalist, bool(journalist and found and found.works_for(journalist))
