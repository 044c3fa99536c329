"""What readers are sent, as plain text and as HTML, in the language they chose; texts stay in their own."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import Signer
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from releases.alerts.tokens import link_to
from releases.language.instants import in_words
from releases.language.organisation import organisation
from releases.mail.messages import one_line
from releases.models import Alert, Edition, SubscriptionRequest
from releases.site.listing import Listing
from releases.site.sharing import permanent_address
from taxonomy import snapshot

SIGNER = Signer(salt="alert-message")


@dataclass(frozen=True)
class Told:
    """One text as a letter tells it. Of a removed one nothing is told but that it was removed, and why."""

    kind: str
    headline: str
    lead: str
    note: str
    released: str
    address: str
    language: str

    @classmethod
    def of(cls, edition: Edition) -> "Told":
        gone = edition.kind == Edition.Kind.REMOVED
        explained = edition.kind in (*Edition.EXPLAINED, *Edition.UNLISTED)
        return cls(
            kind=edition.get_kind_display().capitalize() if explained else "",
            headline=_("Release %(number)s") % {"number": edition.release_id} if gone else one_line(edition.headline),
            lead="" if edition.kind in Edition.UNLISTED else edition.lead,
            note=edition.change_note if explained else "",
            released=in_words(edition.live_from) if edition.live_from else "",
            address=permanent_address(edition),
            language=translation.get_language() or "" if gone else edition.language,
        )

    @property
    def title(self) -> str:
        return f"{self.kind}: {self.headline}" if self.kind else self.headline


def list_name(query: str) -> str:
    """In words, in the active language, such as “Press releases about Elections”, with the language where it is another one."""
    heading = Listing(QueryDict(query), snapshot.current()).heading
    language = QueryDict(query)["language"]
    if language == translation.get_language():
        return heading
    name = _("All languages") if language == "all" else _(str(dict(settings.LANGUAGES)[language]))
    return f"{heading} ({name})"


def confirmation(request: SubscriptionRequest) -> EmailMultiAlternatives:
    with translation.override(request.language):
        context: dict[str, object] = {
            "list": list_name(request.query),
            "rhythm": request.get_rhythm_display(),
            "address": link_to(request, request.language),
        }
        subject = _("Please confirm: e-mail alerts of %(newsroom)s") % {"newsroom": organisation().newsroom}
        return _message("confirm", subject, request.address, f"confirm-{request.pk}", context)


def letter_about(alerts: list[Alert]) -> EmailMultiAlternatives:
    """About one text, or everything of a reader's day. They are of one reader, and not empty."""
    first = alerts[0]
    subscription = first.subscription
    if subscription is None:
        raise ValueError("an alert without its list")
    with translation.override(subscription.language):
        told = [Told.of(alert.edition) for alert in alerts]
        context: dict[str, object] = {
            "told": told,
            "list": list_name(subscription.query),
            "leave": (leave := link_to(subscription, subscription.language)),
            "manage": link_to(first.reader, subscription.language),
        }
        message = _message("letter", _subject(told), first.reader.address, f"alert-{first.pk}", context)
    # One click in the mailbox ends it (RFC 8058).
    message.extra_headers |= {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return message


def _subject(told: list[Told]) -> str:
    if len(told) == 1:
        return told[0].title
    count = ngettext("%(count)s release", "%(count)s releases", len(told)) % {"count": len(told)}
    return f"{organisation().newsroom}: {count}"


def _message(template: str, subject: str, to: str, name: str, context: dict[str, object]) -> EmailMultiAlternatives:
    """Its Message-ID is the same at each attempt, and signed, so that a bounce can be told from an invention."""
    context = {**context, "organisation": organisation(), "language": translation.get_language(), "subject": subject}
    message = EmailMultiAlternatives(
        subject=one_line(subject),
        body=render_to_string(f"alerts/mail/{template}.txt", context).strip() + "\n",
        # The envelope's; readers see the other.
        from_email=settings.ALERTS_RETURN_TO or None,
        to=[to],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": message_id(name),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Precedence": "list",
        },
    )
    message.attach_alternative(render_to_string(f"alerts/mail/{template}.html", context), "text/html")
    return message


def message_id(name: str) -> str:
    return f"<{SIGNER.sign(name).replace(':', '.')}@{urlsplit(settings.SITE_URL).hostname}>"


def name_in(message_id: str) -> str:
    """What `message_id` was made from. Raises BadSignature for one that is not ours."""
    name, _, signature = message_id.strip().removeprefix("<").partition("@")[0].rpartition(".")
    return SIGNER.unsign(f"{name}:{signature}")
