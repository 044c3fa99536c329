from taxonomy.models.pages import Page
from taxonomy.models.record import VocabularyEntry
from taxonomy.models.recorded import Recorded
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

# Everything whose changes are on the record of the vocabularies.
RECORDED: tuple[type[Recorded], ...] = (
    FieldOfWork,
    Country,
    Structure,
    MeetingSeries,
    FormerFieldOfWorkName,
    FormerCountryName,
    FormerStructureName,
    FormerMeetingSeriesName,
    Chair,
)
VOCABULARIES: tuple[type[Term], ...] = (FieldOfWork, Country, Structure, MeetingSeries)

__all__ = [
    "RECORDED",
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
    "Recorded",
    "Revision",
    "Structure",
    "Term",
    "VocabularyEntry",
]
