"""The newsroom of another organisation has no trace of the first one: no page, feed, picture, citation or letter names it of itself."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from releases.language.organisation import Organisation, organisation, read
from releases.tests.public_addresses import every_address
from taxonomy.models import Structure
from taxonomy.tests.making import change_term

# In every language of the interface.
FIRST = re.compile(
    r"\bosce-|\b(OSCE|OSZE|ОБСЕ)\b|Security and Co-operation|sécurité et la coopération|Sicherheit und Zusammenarbeit"
)
NAMES = """
[en]
name = "Lake Commission"
short_name = "LC"
newsroom = "Lake newsroom"
releases = "News of the lake"
seat = "Shoreham"

[fr]
name = "Commission du lac"
short_name = "CL"
newsroom = "Presse du lac"
releases = "Nouvelles du lac"
seat = "Rivage"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "static").mkdir()
    for icon in ("icon.svg", "favicon.ico"):
        (tmp_path / "static" / icon).write_bytes(b"an icon")
    (tmp_path / "organisation.toml").write_text(NAMES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def another(folder, settings) -> dict[str, Organisation]:
    settings.ORGANISATION_FOLDER, settings.ORGANISATION = folder, read(folder)
    return settings.ORGANISATION


@pytest.mark.django_db
def test_no_public_answer_names_the_first_organisation(world, another):
    """But for a vocabulary that does: the mission of the test's world would be called by its full name as a source."""
    for structure in Structure.objects.all():
        change_term(structure, source_name=structure.name)
    answers = {path: Client().get(path) for path in every_address(world)}

    texts = {path: answer.content.decode(errors="ignore") for path, answer in answers.items() if not answer.streaming}
    assert [path for path, text in texts.items() if FIRST.search(text)] == []
    assert "<strong>LC</strong>" in texts["/releases/?"]
    assert "Lake newsroom" in texts["/releases/feed/atom/?"]


@pytest.mark.django_db
def test_newsroom_does_not_name_it(admin_client, another):
    for path in ("/admin/", "/admin/login/", "/admin/releases/edition/", "/admin/releases/edition/add/"):
        assert not FIRST.search(admin_client.get(path, follow=True).content.decode())


def test_no_word_of_the_interface_names_it():
    """Messages and templates hold for any organisation; only the folder with the names knows this one."""
    root = settings.BASE_DIR
    files = [
        *root.glob("locale/*/LC_MESSAGES/django.po"),
        *root.glob("templates/**/*.*"),
        *root.glob("releases/static/**/*.html"),
    ]

    assert [path.name for path in files if FIRST.search(path.read_text(encoding="utf-8"))] == []


def test_page_for_a_site_that_is_down_bears_the_name(another):
    with translation.override("fr"):
        page = render_to_string("503.html")

    assert "Commission du lac" in page
    assert "Presse du lac" in page


def test_language_without_names_is_given_the_english_ones(another):
    assert organisation("fr").seat == "Rivage"
    assert organisation("ru") == another["en"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (NAMES.replace("[en]", "[de]"), "no English names"),
        (NAMES.replace('seat = "Rivage"', ""), "expected exactly"),
        (NAMES.replace('"Rivage"', '" "'), "each name is a text"),
        (NAMES + 'motto = "More"\n', "expected exactly"),
        ("name = ", "Invalid value"),
    ],
)
def test_incomplete_names_are_refused(folder, wrong, reason):
    (folder / "organisation.toml").write_text(wrong, encoding="utf-8")

    with pytest.raises(ValueError, match=reason):
        read(folder)


@pytest.mark.parametrize("lacking", ["organisation.toml", "static/icon.svg", "static/favicon.ico"])
def test_folder_without_one_of_its_files_is_refused(folder, lacking):
    (folder / lacking).unlink()

    with pytest.raises(ValueError, match="there is no"):
        read(folder)
