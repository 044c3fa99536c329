from django.conf import settings
from django.http import HttpRequest


def second_factor(request: HttpRequest) -> dict[str, str]:
    """For the page of signing in, which says so where no second factor is asked for."""
    return {"second_factor": settings.SECOND_FACTOR}
