from collections.abc import Iterator
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from taxonomy import snapshot
from taxonomy.models import Structure


class User(AbstractUser):
    """A person of the newsroom. Their groups, which are the roles, say what they may do; the fields here say where."""

    languages = models.JSONField(
        _("languages"),
        default=list,
        blank=True,
        help_text=_(
            "The languages this person can write, approve and release in. Leave empty for all. They can read every language."
        ),
    )
    structures = models.ManyToManyField(
        Structure,
        blank=True,
        related_name="+",
        verbose_name=_("structures"),
        help_text=_(
            "The structures whose releases this person can see and work on, including everything under them. Leave empty for all."
        ),
    )
    # Both are set by each person on their own page: `releases.mail.own_letters`.
    letters_off = models.JSONField(default=list, blank=True, editable=False)
    mail_language = models.CharField(max_length=12, blank=True, editable=False)
    # Part of what every session is bound to: a new number ends all of them.
    session_generation = models.PositiveIntegerField(default=0, editable=False)

    # Part of the person's own calendar address: a new number ends the old one.
    calendar_generation = models.PositiveIntegerField(default=0, editable=False)

    def get_session_auth_hash(self) -> str:
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """With these, Django lets a session continue that began before the secret key was changed."""
        for key in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(key)

    def _session_hash(self, key: str) -> str:
        bound = f"{self.password}:{self.session_generation}:{self.is_active}:{self.is_staff}:{self.is_superuser}"
        return salted_hmac("releases.session", bound, secret=key, algorithm="sha256").hexdigest()

    def end_sessions(self) -> None:
        """In every browser, at once."""
        type(self)._default_manager.filter(pk=self.pk).update(session_generation=F("session_generation") + 1)
        self.refresh_from_db(fields=["session_generation"])

    def works_in(self, language: str) -> bool:
        return not self.languages or language in self.languages

    @cached_property
    def reach(self) -> frozenset[int] | None:
        """The ids of the structures whose releases this person sees; None if unlimited."""
        chosen = list(self.structures.values_list("pk", flat=True))
        if not chosen:
            return None
        structures = snapshot.current().structures
        return frozenset().union(*(structures.below(structures.by_id[pk]) for pk in chosen))
