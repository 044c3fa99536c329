"""The four vocabularies of the organisation, and the chairs by year."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from taxonomy.models.recorded import Recorded
from taxonomy.models.terms import FormerName, Term, in_language


class FieldOfWork(Term):  # type: ignore[django-manager-missing]  # that of the links, in an app it does not know
    segment = "fields-of-work"
    data_file = "fields_of_work"

    class Meta(Term.Meta):
        verbose_name = _("field of work")
        verbose_name_plural = _("fields of work")


class Country(Term):  # type: ignore[django-manager-missing]  # that of the links, in an app it does not know
    segment = "countries"
    data_file = "countries"

    class Group(models.TextChoices):
        PARTICIPATING_STATE = "participating-state", _("Participating States")
        ASIAN_PARTNER = "asian-partner", _("Asian Partners for Co-operation")
        MEDITERRANEAN_PARTNER = "mediterranean-partner", _("Mediterranean Partners for Co-operation")

    code = models.CharField(_("ISO 3166-1 alpha-2 code"), max_length=2, unique=True)
    code3 = models.CharField(_("ISO 3166-1 alpha-3 code"), max_length=3, unique=True)
    group = models.CharField(_("group"), max_length=30, choices=Group)
    since = models.PositiveSmallIntegerField(_("since (year)"), null=True, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("country")
        verbose_name_plural = _("countries")


class Chair(Recorded):
    """The State that held the Chairpersonship in a year.

    A former State (Czechoslovakia, 1992) has names here and no country.
    """

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="chairs", verbose_name=_("country")
    )
    held_by = models.JSONField(_("held by, if the country no longer exists"), default=dict, blank=True)

    class Meta:
        ordering = ("-year",)
        verbose_name = _("chairpersonship")
        verbose_name_plural = _("chairpersonships")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(country__isnull=False) | ~models.Q(held_by={}), name="taxonomy_chair_is_held"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.label}"

    @property
    def label(self) -> str:
        return self.country.label if self.country else in_language(self.held_by, self.held_by.get("en", ""))


class Structure(Term):  # type: ignore[django-manager-missing]  # that of the links, in an app it does not know
    """A structure or institution; its name in the navigation differs from its name as a source."""

    segment = "structures"
    data_file = "structures"
    field_operations_segment = "field-operations"

    class Kind(models.TextChoices):
        CHAIRPERSONSHIP = "chairpersonship", _("Chairpersonship")
        SECRETARIAT = "secretariat", _("Secretariat")
        DEPARTMENT = "department", _("Part of the Secretariat")
        INSTITUTIONS = "institutions", _("Group of institutions")
        INSTITUTION = "institution", _("Institution")
        FIELD_OPERATIONS = "field-operations", _("Group of field operations")
        FIELD_OPERATION = "field-operation", _("Field operation")
        CLOSED_FIELD_ACTIVITIES = "closed-field-activities", _("Group of closed field activities")
        DECISION_MAKING_BODY = "decision-making-body", _("Decision-making body")
        PARLIAMENTARY_ASSEMBLY = "parliamentary-assembly", _("Parliamentary assembly")
        COURT = "court", _("Court")
        MEDIATION = "mediation", _("Mediation format")

    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    source_name = models.CharField(_("source name in English"), max_length=200, unique=True)
    source_names = models.JSONField(_("source names in other languages"), default=dict, blank=True)
    host = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="hosted", verbose_name=_("host country")
    )
    since = models.PositiveSmallIntegerField(_("since (year)"), null=True, blank=True)
    until = models.PositiveSmallIntegerField(_("until (year)"), null=True, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("structure")
        verbose_name_plural = _("structures and institutions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="taxonomy_structure_ends_after_it_began",
            )
        ]

    def get_absolute_url(self) -> str:
        """Field operations have an address of their own, apart from other structures."""
        if self.kind == self.Kind.FIELD_OPERATIONS:
            return reverse("vocabulary", args=[self.field_operations_segment])
        if self.kind == self.Kind.FIELD_OPERATION:
            return reverse("term", args=[self.field_operations_segment, self.slug])
        return super().get_absolute_url()

    @property
    def source_label(self) -> str:
        """The name as a source, in the active language."""
        return in_language(self.source_names, self.source_name)

    def choice_label(self) -> str:
        """Closed structures include their years."""
        return f"{self.path_label()} ({self.since or ''}–{self.until})" if self.closed else self.path_label()

    @property
    def closed(self) -> bool:
        return self.until is not None


class MeetingSeries(Term):  # type: ignore[django-manager-missing]  # that of the links, in an app it does not know
    segment = "meetings"
    data_file = "meetings"

    class Meta(Term.Meta):
        verbose_name = _("meeting series")
        verbose_name_plural = _("meetings and conferences")


class FormerFieldOfWorkName(FormerName):
    term = models.ForeignKey(FieldOfWork, models.CASCADE, related_name="former_names")


class FormerCountryName(FormerName):
    term = models.ForeignKey(Country, models.CASCADE, related_name="former_names")


class FormerStructureName(FormerName):
    term = models.ForeignKey(Structure, models.CASCADE, related_name="former_names")


class FormerMeetingSeriesName(FormerName):
    term = models.ForeignKey(MeetingSeries, models.CASCADE, related_name="former_names")
