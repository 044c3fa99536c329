"""The step of a sign-in that asks for the second factor."""

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from releases.accounts.sso.claims import Claims

GIVEN = "second_factor_given"


class SecondFactorStage(AuthenticateStage):
    """Skipped if the code came together with the password, as it must while guessing is slowed down, or if the single sign-on
    has asked for a second factor that the settings accept.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        claims: Claims | None = getattr(request, "claims", None)
        if claims and claims.has_second_factor:
            return False
        given = getattr(request, GIVEN, None)
        if given is not None and given.user_id == self.login.user.pk:
            post_authentication(request, given)
            return False
        return bool(super()._should_handle(request))
