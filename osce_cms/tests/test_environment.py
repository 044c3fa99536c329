"""An invalid setting stops the start with one sentence that says what to type, and never prints a secret."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from osce_cms import environment
from osce_cms.environment import letters_folder

ROOT = Path(__file__).resolve().parents[2]
KEY = "a-secret-key-of-more-than-fifty-characters-for-this-test-only"


def start(**overrides: str) -> subprocess.CompletedProcess:
    """Load the settings in a separate process with none of this one's environment."""
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": KEY,
        "ALLOWED_HOSTS": "www.example.org",
        "DJANGO_SETTINGS_MODULE": "osce_cms.settings",
    }
    script = "import django; django.setup(); from django.conf import settings; print(settings.ALLOWED_HOSTS)"
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment | overrides,
        capture_output=True,
        text=True,
        check=False,
    )


def test_right_settings_start():
    assert start().stdout.strip() == "['www.example.org']"


@pytest.mark.parametrize(
    ("name", "wrong", "hint"),
    [
        ("SECRET_KEY", "short", "Use at least 50 random characters"),
        ("DEBUG", "perhaps", "Use on or off."),
        ("SITE_URL", "www.example.org", "Give only the scheme and host"),
        ("SITE_URL", "https://www.example.org/path/", "Give only the scheme and host"),
        ("TIME_ZONE", "Europe/Atlantis", "Use an IANA time zone name"),
        ("DATABASE_URL", "mysql://root@127.0.0.1/news", "Use sqlite:///path or postgres://"),
        ("DATABASE_URL", "postgres://127.0.0.1", "Use sqlite:///path or postgres://"),
        ("DATABASE_POOL", "many", "Give a number of connections"),
        ("DATABASE_TIMEOUT", "-1", "Give seconds"),
        ("CACHE_URL", "nowhere", "Use locmemcache:// or redis://"),
        ("EMAIL_URL", "pigeon://roof", "Use consolemail:// or smtp+tls://"),
        ("MAIL_FROM", "the newsroom", "Give an address"),
        ("ALERTS_RETURN_TO", "Bounces <bounces@example.org>", "Give an address"),
        ("MAIL_FROM", "newsroom@example.org\nBcc: all@example.org", "Give an address"),
        ("BEHIND_TLS_PROXY", "maybe", "Use on or off."),
        ("TRUSTED_PROXIES", "1", "List the addresses of proxies"),
    ],
)
def test_wrong_value_stops_the_start_with_a_hint(name, wrong, hint):
    outcome = start(**{name: wrong})

    sentence = outcome.stderr.strip().splitlines()[-1]
    assert outcome.returncode != 0
    assert name in sentence
    assert hint in sentence


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "EMAIL_URL"])
def test_sentence_about_a_wrong_value_does_not_repeat_a_secret(name):
    outcome = start(**{name: "pigeon://user:hunter2@roof"})

    assert outcome.returncode != 0
    assert "hunter2" not in outcome.stderr.splitlines()[-1]


def test_debug_is_off_unless_it_is_asked_for():
    script = "import django; django.setup(); from django.conf import settings; print(settings.DEBUG)"
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": KEY, "ALLOWED_HOSTS": "www.example.org"}

    outcome = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "osce_cms.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.stdout.strip() == "False"


def test_example_file_names_every_setting():
    read = re.findall(r'value\(\s*"([A-Z_]+)"', (ROOT / "osce_cms" / "settings.py").read_text())
    example = (ROOT / ".env.example").read_text()

    assert len(read) > 8
    assert [name for name in read if f"{name}=" not in example] == []


def test_reading_the_settings_leaves_no_trace(tmp_path):
    shutil.copytree(ROOT / "osce_cms", tmp_path / "osce_cms")
    shutil.copytree(ROOT / "releases" / "language", tmp_path / "releases" / "language")

    subprocess.run(
        [sys.executable, "-B", "-c", "import osce_cms.settings"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "SECRET_KEY": KEY, "ALLOWED_HOSTS": "www.example.org"},
        check=True,
    )

    assert {path.name for path in tmp_path.iterdir()} == {"osce_cms", "releases"}
    assert (tmp_path / "osce_cms" / "settings.py").exists()


@pytest.mark.parametrize("url", ["sqlite:///var/db.sqlite3", "postgres://user@127.0.0.1/newsroom"])
def test_settings_are_the_same_whoever_reads_them(url):
    script = "from osce_cms import settings; print(settings.DATABASES, settings.STORAGES, settings.STATIC_ROOT)"
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": KEY, "ALLOWED_HOSTS": "a", "DATABASE_URL": url}

    site, suite = (
        subprocess.run(
            [sys.executable, "-c", line], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        ).stdout
        for line in (script, f"import pytest; {script}")
    )

    assert "CompressedManifestStaticFilesStorage" in site
    assert site == suite


@pytest.mark.parametrize(
    ("address", "expected"),
    [("filemail:///var/letters", Path("/var/letters")), ("consolemail://", None), ("smtp://localhost:25", None)],
)
def test_folder_of_letters_is_that_of_the_setting(address, expected):
    assert letters_folder(address) == expected


def test_letters_are_written_to_the_folder_that_is_shown():
    assert "'/var/letters'" in str(environment.mail("filemail:///var/letters"))
