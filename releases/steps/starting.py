"""Starting a draft from a template, and putting a standard passage into one. Each is a save by the person who does it."""

from django.db import models
from django.utils.translation import gettext as _

from releases.models import Boilerplate, Contact, Edition, Release, ReleaseTemplate, TemplateContact, User
from releases.models.carried import carried_terms
from releases.steps.permissions import may_write_in
from releases.steps.taking import StepRefused, lock, one_at_a_time
from releases.steps.writing import record_save, save_checked
from taxonomy import figures, snapshot


def start_from_template(template: ReleaseTemplate, language: str, by: User) -> Edition:
    """A draft of a new release, dated today, with the words of the template as they stand now. Whoever is limited to structures
    gets no source but those: a draft of another's would be hidden from its own author.
    """
    if not (by.has_perm("releases.add_edition") and by.works_in(language)):
        raise StepRefused([_("You do not have permission to take this step.")])
    if not template.in_use or language not in template.languages:
        raise StepRefused([_("There is no such template in this language.")])
    with one_at_a_time():
        edition = Edition.objects.create(
            release=Release.objects.create(),
            language=language,
            type=template.type,
            headline=template.headlines.get(language, "") or template.name,
            lead=template.leads.get(language, ""),
            body=template.bodies.get(language, ""),
        )
        _carry(template, edition, by)
        record_save(edition, by, created=True, remark=_("Started from the template “%(name)s”.") % {"name": template})
    return edition


def _carry(template: ReleaseTemplate, edition: Edition, by: User) -> None:
    """Its terms, as they are called now, and its contacts in this language."""
    vocabularies = snapshot.current()
    for name in ("sources", "fields_of_work"):
        part = carried_terms()[name]
        terms: models.QuerySet[models.Model] = getattr(template, name).order_by("pk")
        current = dict.fromkeys(getattr(vocabularies, part.vocabulary).current(term).pk for term in terms)
        if name == "sources" and by.reach is not None:
            current = {key: None for key in current if key in by.reach}
        part.model._default_manager.bulk_create(
            part.model(content_object=edition, tag_id=key, position=position) for position, key in enumerate(current)
        )
    contacts = template.contacts.filter(language__in=("", edition.language))
    Contact.objects.bulk_create(
        Contact(
            edition=edition,
            position=position,
            **{column: getattr(contact, column) for column in TemplateContact.COPIED},
        )
        for position, contact in enumerate(contacts)
    )


def put_in(edition: Edition, by: User, boilerplate: Boilerplate, after: int | None = None) -> None:
    """The passage as it stands now, after so many blocks of the text, or at its end."""
    passage = boilerplate.texts.get(edition.language, "") if boilerplate.in_use else ""
    with one_at_a_time():
        lock(edition)
        if not may_write_in(edition, by):
            raise StepRefused([_("You can put in a passage only in a draft that you are allowed to edit.")])
        if not passage:
            raise StepRefused([_("There is no such passage in this language.")])
        written = figures.blocks(edition.body)
        place = len(written) if after is None else after
        edition.body = "".join([*written[:place], passage, *written[place:]])
        save_checked(edition)
        record_save(edition, by, created=False, remark=_("Put in: %(name)s.") % {"name": boilerplate})
