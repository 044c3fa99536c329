"""The formats of a release, by the end of its address: `/releases/<number>/<headline>.<ending>`."""

from django.urls import reverse
from django.utils import translation

from releases.models import Edition

NINJS, NEWSML, PDF, TEXT, RIS, BIBTEX, CSL = "ninjs.json", "newsml.xml", "pdf", "txt", "ris", "bib", "csl.json"
MEDIA_TYPES = {
    NINJS: "application/json",
    NEWSML: "application/vnd.iptc.g2.newsitem+xml",
    PDF: "application/pdf",
    TEXT: "text/plain; charset=utf-8",
    RIS: "application/x-research-info-systems",
    BIBTEX: "application/x-bibtex; charset=utf-8",
    CSL: "application/vnd.citationstyles.csl+json",
}
TITLES = {
    NINJS: "ninjs 3.1",
    NEWSML: "NewsML-G2 2.35",
    PDF: "PDF",
    TEXT: "text",
    RIS: "RIS",
    BIBTEX: "BibTeX",
    CSL: "CSL-JSON",
}


def address_of(edition: Edition, ending: str) -> str:
    """In the language of the edition."""
    with translation.override(edition.language):
        return reverse("release-format", args=[edition.release_id, edition.slug, ending])


def alternates(edition: Edition) -> list[tuple[str, str, str]]:
    """Media type, title and address of each format."""
    return [
        (media_type.partition(";")[0], TITLES[ending], address_of(edition, ending))
        for ending, media_type in MEDIA_TYPES.items()
    ]
