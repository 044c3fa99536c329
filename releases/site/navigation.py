"""The site's navigation: the sections and what they consist of. Single countries, fields and meetings are on the pages of
their vocabularies, so that a page does not carry a hundred links that have nothing to do with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from taxonomy.models import Country, Page, Structure, Term
from taxonomy.snapshot import Vocabularies


@dataclass
class Entry:
    """A link; `below` holds those of its panel."""

    label: str
    url: str
    below: list["Entry"] = field(default_factory=list)


def navigation(vocabularies: Vocabularies) -> list[Entry]:
    """The top-level entries in order. Plain pages that the organisation lacks are left out."""
    sections = [
        our_work(vocabularies),
        Entry(_("Meetings and conferences"), vocabulary_url("meetings")),
        plain_page(vocabularies, "partnerships"),
        countries(),
        structures(vocabularies),
        plain_page(vocabularies, "about-us"),
    ]
    return [section for section in sections if section is not None]


def menus(vocabularies: Vocabularies) -> str:
    """The navigation as HTML for every page, rendered once per language until the vocabularies change."""
    key = "menus", get_language()
    if key not in vocabularies.made:
        vocabularies.made[key] = render_to_string("_menus.html", {"navigation": navigation(vocabularies)})
    return vocabularies.made[key]


def footer(vocabularies: Vocabularies) -> str:
    """The end of every page, likewise."""
    key = "footer", get_language()
    if key not in vocabularies.made:
        context = {"indexes": indexes(), "pages": vocabularies.pages}
        vocabularies.made[key] = render_to_string("_footer.html", context)
    return vocabularies.made[key]


def indexes() -> list[tuple[str, str]]:
    """URL segments and names of the vocabularies' index pages."""
    return [
        ("fields-of-work", _("Fields of work")),
        ("countries", _("Countries")),
        ("structures", _("Structures and institutions")),
        ("field-operations", _("Field operations")),
        ("meetings", _("Meetings and conferences")),
    ]


def our_work(vocabularies: Vocabularies) -> Entry:
    below = [
        Entry(_("Fields of work"), vocabulary_url("fields-of-work")),
        Entry(_("Field operations"), vocabulary_url("field-operations")),
        plain_page(vocabularies, "projects"),
    ]
    return Entry(_("Our work"), vocabulary_url("fields-of-work"), below=[entry for entry in below if entry])


def field_operations(vocabularies: Vocabularies) -> list[Entry]:
    operations = [
        structure
        for structure in vocabularies.structures
        if structure.kind == Structure.Kind.FIELD_OPERATION and not structure.closed
    ]
    return entries(operations)


def countries() -> Entry:
    url = vocabulary_url("countries")
    groups = [Entry(str(group.label), f"{url}#{group.value}") for group in Country.Group]
    return Entry(_("Countries"), url, below=groups)


def structures(vocabularies: Vocabularies) -> Entry:
    organizational = plain_page(vocabularies, "organizational-structure")
    return Entry(
        _("Structures and institutions"),
        vocabulary_url("structures"),
        below=[*entries(vocabularies.structures.roots()), *([organizational] if organizational else [])],
    )


def plain_page(vocabularies: Vocabularies, slug: str) -> Entry | None:
    page: Page | None = vocabularies.page(slug)
    return Entry(page.label, page.get_absolute_url()) if page else None


def entries(terms: Iterable[Term]) -> list[Entry]:
    return [Entry(term.label, term.get_absolute_url()) for term in terms]


def vocabulary_url(segment: str) -> str:
    return reverse("vocabulary", args=[segment])
