from django.conf import settings
from django.http import HttpRequest


def second_factor(request: HttpRequest) -> dict[str, str]:
    """For the page of signing in, which says so where no second factor is asked for, and leads to the single sign-on."""
    return {
        "second_factor": settings.SECOND_FACTOR,
        "single_sign_on": settings.OIDC_NAME if settings.OIDC_SERVER else "",
    }
