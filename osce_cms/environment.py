"""Reads settings from the environment, strictly: an invalid value stops the start with a sentence that says what to type."""

import base64
import datetime
import os
import shlex
from collections.abc import Callable
from email.utils import formataddr, parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import django
import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

T = TypeVar("T")

DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
CACHE_SCHEMES = ("locmemcache", "dummycache", "rediscache", "redis", "rediss", "filecache")
MAIL_OPTIONS = {
    "EMAIL_HOST": "host",
    "EMAIL_PORT": "port",
    "EMAIL_HOST_USER": "username",
    "EMAIL_HOST_PASSWORD": "password",
    "EMAIL_USE_TLS": "use_tls",
    "EMAIL_USE_SSL": "use_ssl",
    "EMAIL_FILE_PATH": "file_path",
    "EMAIL_TIMEOUT": "timeout",
}
MAIL_TIMEOUT = 20  # seconds; an unresponsive mail server holds up the worker only, and not for long
MAIL_SCHEMES = ("consolemail", "smtp", "smtp+tls", "smtp+ssl", "filemail", "memorymail", "dummymail")


def read_file(path: Path) -> None:
    """Load `NAME=value` lines; variables already in the environment win."""
    if path.is_file():
        environ.Env.read_env(path)


def value(name: str, default: str | None, parse: Callable[[str], T], hint: str) -> T:
    """The setting, parsed. Raises ImproperlyConfigured with the hint if it is missing or invalid."""
    text = os.environ.get(name, default)
    if text is None:
        raise ImproperlyConfigured(f"{name} is not set. {hint}")
    try:
        return parse(text)
    except (ValueError, KeyError, ImproperlyConfigured, ValidationError) as error:
        raise ImproperlyConfigured(f"{name}={shown(name, text)} is not valid. {hint}") from error


def shown(name: str, text: str) -> str:
    """Addresses and keys may contain a password, which must not be logged."""
    return "…" if name.endswith(("_URL", "_KEY", "_KEY_FALLBACKS")) and name != "SITE_URL" else repr(text)


def boolean(text: str) -> bool:
    return {
        "1": True,
        "true": True,
        "on": True,
        "yes": True,
        "0": False,
        "false": False,
        "off": False,
        "no": False,
        "": False,
    }[text.strip().lower()]


def folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise ValueError("no folder")
    return path.resolve()


def secret_key(text: str) -> str:
    if len(text) < 50:
        raise ValueError("too short")
    return text


def secret_keys(text: str) -> list[str]:
    return [secret_key(key) for key in text.split()]


def second_factor(text: str) -> str:
    if text not in ("off", "roles", "all"):
        raise ValueError("unknown")
    return text


def whole_number(text: str) -> int:
    if not text.strip().isdecimal():
        raise ValueError("not a whole number")
    return int(text)


def positive(text: str) -> int:
    number = whole_number(text)
    if not number:
        raise ValueError("none")
    return number


def address(text: str) -> str:
    if text and not text.startswith(("https://", "mailto:", "tel:")):
        raise ValueError("no address")
    if not text.isprintable() or " " in text:
        raise ValueError("more than one line")
    return text


def addresses(text: str) -> list[str]:
    return [address(name) for name in names(text)]


def end_of_day(text: str) -> datetime.datetime | None:
    if not text:
        return None
    return datetime.datetime.combine(datetime.date.fromisoformat(text), datetime.time(23, 59, 59), datetime.UTC)


def names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def pairs(text: str) -> dict[str, str]:
    """Each name with what it stands for."""
    found = {}
    for pair in names(text):
        name, equals, meaning = (part.strip() for part in pair.rpartition("="))
        if not (name and equals and meaning):
            raise ValueError(pair)
        found[name] = meaning
    return found


def unknown_people(text: str) -> str:
    if text not in ("refuse", "create"):
        raise ValueError(text)
    return text


def provider(text: str) -> str:
    """Tokens and secrets go there: encrypted, but for a provider on the same machine."""
    if not text:
        return text
    parts = urlsplit(text)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1")):
        raise ValueError(text)
    return text.rstrip("/")


def signing_key(text: str) -> str:
    if text and len(base64.b64decode(text, validate=True)) != 32:
        raise ValueError("not 32 bytes in Base64")
    return text


def command(text: str) -> str:
    shlex.split(text)  # raises ValueError for quotes that do not close
    return text


def vocabularies(text: str) -> list[str]:
    """Vocabularies by their segment of an address; the models are not loaded yet."""
    chosen = names(text)
    if unknown := set(chosen) - {"fields-of-work", "countries", "structures", "meetings"}:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    return chosen


def site_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("no scheme and host")
    return f"{parts.scheme}://{parts.netloc}"


def networks(text: str) -> list[IPv4Network | IPv6Network]:
    return [ip_network(name) for name in names(text)]


def time_zone(text: str) -> str:
    if not text.strip():
        raise ValueError("empty")
    ZoneInfo(text)
    return text


def log_format(text: str) -> str:
    if text not in ("lines", "json"):
        raise ValueError("unknown")
    return text


def rate(text: str) -> float:
    if not (found := float(text)) > 0 or found > 10_000:  # also false for NaN
        raise ValueError("not a rate")
    return found


def silence(text: str) -> str:
    return {"consent": "consent", "objection": "objection"}[text]


def hour(text: str) -> int:
    if (found := whole_number(text)) > 23:
        raise ValueError("not an hour")
    return found


def database(text: str) -> dict[str, Any]:
    _require_scheme(text, DATABASE_SCHEMES)
    found = environ.Env.db_url_config(text)
    if not found.get("NAME"):
        raise ValueError("no name")
    return found


def surrogate_keys(text: str) -> str:
    return {"": "", "surrogate-key": "Surrogate-Key", "xkey": "xkey", "cache-tag": "Cache-Tag"}[text.strip().lower()]


def urls(text: str) -> list[str]:
    for url in text.split():
        _require_scheme(url, ("http", "https"))
    return text.split()


def replicas(text: str) -> list[dict[str, Any]]:
    for url in text.split():
        _require_scheme(url, ("postgres", "postgresql"))
    return [database(url) for url in text.split()]


def cache(text: str) -> dict[str, Any]:
    _require_scheme(text, CACHE_SCHEMES)
    return environ.Env.cache_url_config(text)


def mail(text: str) -> dict[str, Any]:
    """The settings for mail, in the form this version of Django expects; from 6.1 on they are one dictionary."""
    _require_scheme(text, MAIL_SCHEMES)
    config = environ.Env.email_url_config(text)
    if text.startswith("smtp"):
        config["EMAIL_TIMEOUT"] = MAIL_TIMEOUT
    if folder := letters_folder(text):
        config["EMAIL_FILE_PATH"] = str(folder)  # the library drops the slash at its beginning
    if django.VERSION < (6, 1):
        return config
    options = {option: config[name] for name, option in MAIL_OPTIONS.items() if config.get(name)}
    return {"MAILERS": {"default": {"BACKEND": config["EMAIL_BACKEND"], "OPTIONS": options}}}


def letters_folder(text: str) -> Path | None:
    """None where letters are sent."""
    return Path(urlsplit(text).path) if text.startswith("filemail:") else None


def sender(text: str) -> str:
    """The sender of all mail: one address, optionally with a name."""
    name, address = parseaddr(text)
    validate_email(address)
    if not text.isprintable():
        raise ValueError("more than one line")
    return formataddr((name, address))


def bare_sender(text: str) -> str:
    """One address without a name, or nothing."""
    if text:
        validate_email(text)
    return text


def _require_scheme(text: str, schemes: tuple[str, ...]) -> None:
    if text.partition("://")[0] not in schemes:
        raise ValueError("unknown scheme")
