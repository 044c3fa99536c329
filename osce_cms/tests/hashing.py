"""Passwords of tests."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """Django's own, with a thousandth of its work. What it makes can be checked by any process of the real site."""

    iterations = 1_000
