"""The newsroom through the test client: data for forms, and helpers for responses."""

from html import unescape
from typing import Any


def form_data(**overrides: Any) -> dict[str, Any]:
    """The data a browser posts from an edition's form, without contacts."""
    return {
        "language": "en",
        "type": "press-release",
        "headline": "Mission opens an office",
        "lead": "The office opened on Monday.",
        "body": "<p>The office opened.</p>",
        "date": "1999-05-03",
        "places": "CHISINAU",
        "kind": "original",
        "contacts-TOTAL_FORMS": "0",
        "files-TOTAL_FORMS": "0",
        "files-INITIAL_FORMS": "0",
        "contacts-INITIAL_FORMS": "0",
    } | overrides


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def page_in(response) -> str:
    """The public page inside the frame."""
    return unescape(response.content.decode().split('srcdoc="')[1].split('"></iframe>')[0])
