"""Encrypts secrets with the site's secret key; those encrypted with a former key can still be read."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(text: str) -> str:
    return keys().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Raises `cryptography.fernet.InvalidToken` for what was not encrypted here."""
    return keys().decrypt(text.encode()).decode()


def keys() -> MultiFernet:
    return MultiFernet([key_from(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def key_from(secret: str) -> Fernet:
    derived = hashlib.pbkdf2_hmac("sha256", secret.encode(), b"releases.accounts.encryption", 1)
    return Fernet(base64.urlsafe_b64encode(derived))
