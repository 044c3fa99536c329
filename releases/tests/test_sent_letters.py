"""Letters of a developer's site lie in a folder and are shown at an address that exists with DEBUG alone."""

from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.filebased import EmailBackend
from django.test import RequestFactory
from django.urls import resolve

from releases.mail import sent_letters


@pytest.fixture
def folder(tmp_path) -> Path:
    """With two letters in one file, as Django writes what is sent over one connection, and one in another."""
    for subjects in (["First", "Second: Überblick"], ["Third"]):
        connection = EmailBackend(file_path=tmp_path)
        connection.open()
        for subject in subjects:
            letter = EmailMultiAlternatives(subject, f"{subject}: http://127.0.0.1/room/", to=["reader@example.org"])
            letter.attach_alternative(f"<p>{subject} <script>alert(1)</script></p>", "text/html")
            connection.send_messages([letter])
        connection.close()
    return tmp_path


def test_letters_are_read_from_the_files_with_text_and_html(folder):
    found = sent_letters.newest(folder)

    assert {letter.subject for letter in found} == {"First", "Second: Überblick", "Third"}
    second = next(letter for letter in found if letter.subject.startswith("Second"))
    assert (second.to, second.text.strip()) == ("reader@example.org", "Second: Überblick: http://127.0.0.1/room/")
    assert second.html.startswith("<p>Second")


def test_page_shows_them_and_runs_nothing_in_them(folder):
    (pattern,) = sent_letters.addresses(folder, debug=True)

    response = pattern.callback(RequestFactory().get("/letters/"))

    page = response.content.decode()
    assert '<a href="http://127.0.0.1/room/"' in page
    assert "<script>" not in page
    assert "sandbox" in page
    assert response["Cache-Control"] == "no-store"


def test_folder_without_letters_says_so(tmp_path):
    (pattern,) = sent_letters.addresses(tmp_path / "none", debug=True)

    assert "There is none yet." in pattern.callback(RequestFactory().get("/letters/")).content.decode()


def test_address_is_absent_without_debug_and_where_letters_are_sent(folder):
    assert sent_letters.addresses(folder, debug=False) == []
    assert sent_letters.addresses(None, debug=True) == []
    assert resolve("/letters/").url_name == "page"  # of which there is none by this name
