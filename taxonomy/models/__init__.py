from taxonomy.models.pages import Page
from taxonomy.models.terms import FormerName, Term
from taxonomy.models.vocabularies import (
    Chair,
    Country,
    FieldOfWork,
    FormerCountryName,
    FormerFieldOfWorkName,
    FormerMeetingSeriesName,
    FormerStructureName,
    MeetingSeries,
    Structure,
)
from taxonomy.revision import Revision

VOCABULARIES: tuple[type[Term], ...] = (FieldOfWork, Country, Structure, MeetingSeries)

__all__ = [
    "VOCABULARIES",
    "Chair",
    "Country",
    "FieldOfWork",
    "FormerCountryName",
    "FormerFieldOfWorkName",
    "FormerMeetingSeriesName",
    "FormerName",
    "FormerStructureName",
    "MeetingSeries",
    "Page",
    "Revision",
    "Structure",
    "Term",
]
