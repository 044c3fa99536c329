"""Addresses without asking the resolver each time."""

from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def release_address(language: str, number: int, slug: str) -> str:
    """As `Edition.get_absolute_url()` in the language of the edition."""
    before, between, after = _around(language)
    return f"{before}{number}{between}{slug}{after}"


def full(path: str, query: str = "") -> str:
    """With the site's own name, whatever the host of the request."""
    return f"{settings.SITE_URL}{path}{'?' + query if query else ''}"


def address_of(name: str) -> str:
    """The address of a page without parameters, in the active language."""
    return _address_of(name, translation.get_language())


@cache
def _address_of(name: str, language: str) -> str:
    return reverse(name)


@cache
def _around(language: str) -> tuple[str, str, str]:
    with translation.override(language):
        address = reverse("release", args=[0, "x"])
    before, rest = address.split("0", 1)
    between, after = rest.split("x", 1)
    return before, between, after
