"""The wording of mail: plain text in the recipient's language, with a link to the edition."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from releases.language.instants import in_words
from releases.mail.letters import REMINDER, letter_of
from releases.models import Edition
from releases.models.clearance import Clearance, Silence
from releases.models.clock import database_time
from releases.models.comments import Comment
from releases.models.letters import Letter
from releases.models.people import User
from releases.models.record import RecordEntry
from releases.states import Phase, State

PUBLIC = (Phase.LIVE, Phase.SUPERSEDED)


def message_for(letter: Letter) -> EmailMessage:
    """The message to one person. Its Message-ID is the same at each attempt, so that a mailbox can discard duplicates."""
    entry, person, kind = letter.entry, letter.to, REMINDER if letter.reminds else letter_of(letter.entry.step)
    if person is None or kind is None:
        raise ValueError("a letter without a person or a kind")
    with translation.override(person.mail_language or settings.LANGUAGE_CODE):
        what = name_of(entry.edition)
        return EmailMessage(
            subject=one_line(kind.subject % {"what": what}),
            body=render_to_string(f"mail/{kind.name}.txt", told(entry, what)).strip() + "\n",
            to=[person.email],
            headers={
                "Message-ID": f"<letter-{letter.pk}.{entry.hash[:16]}@{urlsplit(settings.SITE_URL).hostname}>",
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
            },
        )


def told(entry: RecordEntry, what: str) -> dict[str, object]:
    edition = entry.edition
    open_to_all = may_be_named(edition)
    return {
        "who": one_line(name_of_person(entry.by)),
        "what": what,
        "language": edition.get_language_display(),
        "at": in_words(entry.at),
        "step": entry.step,
        "live_from": in_words(edition.live_from) if edition.live_from else "",
        "remark": quoted(entry.remark) if open_to_all else "",
        "passage": passage_of(entry) if open_to_all else "",
        **clearance_of(entry),
        "moved_on": State(edition.state).label if edition.state != entry.state_after else "",
        "address": settings.SITE_URL + reverse("admin:releases_edition_change", args=[edition.pk]),
        "public_address": public_address(edition),
        "settings_address": settings.SITE_URL + reverse("admin:letters"),
    }


def passage_of(entry: RecordEntry) -> str:
    """The words of the text that a comment is about."""
    comment = Comment.objects.filter(entry=entry).select_related("thread").first()
    return quoted((comment.thread or comment).quotation) if comment else ""


def clearance_of(entry: RecordEntry) -> dict[str, object]:
    """Until when a word is asked for, and what silence will mean."""
    clearance = Clearance.objects.filter(entry=entry).first()
    if clearance is None:
        return {}
    return {"due_at": in_words(clearance.due_at), "silence_consents": clearance.silence == Silence.CONSENT}


def name_of(edition: Edition) -> str:
    """The headline; if access is limited to named people, only the number, since mail may be read by others on its way."""
    if may_be_named(edition):
        return _("“%(headline)s”") % {"headline": one_line(edition.headline)}
    return _("release %(number)s") % {"number": edition.release_id}


def may_be_named(edition: Edition) -> bool:
    return not edition.limited or edition.phase(database_time()) in PUBLIC


def public_address(edition: Edition) -> str:
    if edition.phase(database_time()) is not Phase.LIVE:
        return ""
    with translation.override(edition.language):
        return settings.SITE_URL + edition.get_absolute_url()


def name_of_person(person: User | None) -> str:
    return (person.get_full_name() or person.get_username()) if person else ""


def one_line(text: str) -> str:
    """Without line breaks and other control characters, which could end a header, or one of our sentences, and start another."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).split())


def quoted(text: str) -> str:
    """Quoted line by line, so that nothing in it can pass for our own words."""
    return "\n".join(f"> {one_line(line)}" for line in text.strip().splitlines())
