"""The site's navigation, built from the vocabularies and the plain pages."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from taxonomy.models import Country, Page, Structure, Term
from taxonomy.snapshot import Vocabularies


@dataclass
class Entry:
    """A link; `below` holds its children, `note` is shown after it."""

    label: str
    url: str
    note: str = ""
    below: list["Entry"] = field(default_factory=list)


def navigation(vocabularies: Vocabularies) -> list[Entry]:
    """The top-level entries in order. Plain pages that the organisation lacks are left out."""
    sections = [
        our_work(vocabularies),
        meetings(vocabularies),
        plain_page(vocabularies, "partnerships"),
        countries(vocabularies),
        structures(vocabularies),
        plain_page(vocabularies, "about-us"),
    ]
    return [section for section in sections if section is not None]


def menus(vocabularies: Vocabularies) -> str:
    """The navigation as HTML for every page, rendered once per language until the vocabularies or the year change."""
    key = "menus", get_language(), localdate().year
    if key not in vocabularies.made:
        vocabularies.made[key] = render_to_string("_menus.html", {"navigation": navigation(vocabularies)})
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
    fields = Entry(
        _("Fields of work"), vocabulary_url("fields-of-work"), below=entries(vocabularies.fields_of_work.roots())
    )
    below = [fields, field_operations(vocabularies), plain_page(vocabularies, "projects")]
    return Entry(_("Our work"), vocabulary_url("fields-of-work"), below=[entry for entry in below if entry])


def field_operations(vocabularies: Vocabularies) -> Entry:
    operations = [
        structure
        for structure in vocabularies.structures
        if structure.kind == Structure.Kind.FIELD_OPERATION and not structure.closed
    ]
    return Entry(_("Field operations"), vocabulary_url("field-operations"), below=entries(operations))


def meetings(vocabularies: Vocabularies) -> Entry:
    return Entry(
        _("Meetings and conferences"), vocabulary_url("meetings"), below=entries(vocabularies.meetings.roots())
    )


def countries(vocabularies: Vocabularies) -> Entry:
    groups = [
        Entry(
            str(group.label),
            f"{vocabulary_url('countries')}#{group.value}",
            below=[country_entry(country, vocabularies) for country in countries_of(group, vocabularies)],
        )
        for group in Country.Group
    ]
    return Entry(_("Countries"), vocabulary_url("countries"), below=groups)


def countries_of(group: Country.Group, vocabularies: Vocabularies) -> list[Country]:
    return [country for country in vocabularies.countries.alphabetical() if country.group == group]


def country_entry(country: Country, vocabularies: Vocabularies) -> Entry:
    """Notes which country holds the chair this year."""
    chair = vocabularies.chair()
    holds = chair is not None and chair.country_id == country.pk
    note = _("Chairpersonship %(year)s") % {"year": chair.year} if chair and holds else ""
    return Entry(country.label, country.get_absolute_url(), note=note)


def structures(vocabularies: Vocabularies) -> Entry:
    below = [structure_entry(structure, vocabularies) for structure in vocabularies.structures.roots()]
    organizational = plain_page(vocabularies, "organizational-structure")
    return Entry(
        _("Structures and institutions"),
        vocabulary_url("structures"),
        below=below + ([organizational] if organizational else []),
    )


def structure_entry(structure: Structure, vocabularies: Vocabularies) -> Entry:
    """Closed activities are listed on their group's page only."""
    closed = structure.kind == Structure.Kind.CLOSED_FIELD_ACTIVITIES
    below = [] if closed else vocabularies.structures.children(structure)
    return Entry(
        structure.label, structure.get_absolute_url(), below=[structure_entry(child, vocabularies) for child in below]
    )


def plain_page(vocabularies: Vocabularies, slug: str) -> Entry | None:
    page: Page | None = vocabularies.page(slug)
    return Entry(page.label, page.get_absolute_url()) if page else None


def entries(terms: Iterable[Term]) -> list[Entry]:
    return [Entry(term.label, term.get_absolute_url()) for term in terms]


def vocabulary_url(segment: str) -> str:
    return reverse("vocabulary", args=[segment])
