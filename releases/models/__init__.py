from releases.models.access import NamedPerson
from releases.models.accounts import AccountEvent, GuessCount, OpenSession, SpentCode
from releases.models.alerts import Alert, AlertPosition, Reader, Subscription, SubscriptionRequest
from releases.models.allowance import Allowance
from releases.models.clearance import Clearance, ClearanceWord, Department
from releases.models.comments import Comment
from releases.models.contact import Contact
from releases.models.csp_report import CspReport
from releases.models.edition import Edition, EditionQuerySet
from releases.models.erasure import Erased, Erasure
from releases.models.featured import Featured
from releases.models.files import EditionFile
from releases.models.heartbeat import Heartbeat
from releases.models.hub import HubRequest, HubSubscription, HubTopic
from releases.models.import_run import ImportedName, ImportRun
from releases.models.index import (
    ListingEpoch,
    ListingMark,
    SearchEntry,
    SearchLeaf,
    SearchSegment,
    SearchWord,
)
from releases.models.journalists import Journalist, Outlet, RoomSession
from releases.models.letters import Letter
from releases.models.links import EditionCountry, EditionFieldOfWork, EditionLink, EditionMeeting, EditionSource
from releases.models.people import User
from releases.models.pieces import EditionPiece
from releases.models.presence import Presence
from releases.models.preview import PreviewLink, PreviewOpening
from releases.models.record import RecordEntry, SavedText
from releases.models.release import LegacyAddress, Provenance, Release
from releases.models.room import Opening, RoomEntry, RoomTerms
from releases.models.standard_texts import Boilerplate, ReleaseTemplate, StandardTextVersion, TemplateContact
from releases.models.unanswered import UnansweredSearch
from releases.models.wording import EditionWording

__all__ = [
    "AccountEvent",
    "Alert",
    "AlertPosition",
    "Allowance",
    "Boilerplate",
    "Clearance",
    "ClearanceWord",
    "Comment",
    "Contact",
    "CspReport",
    "Department",
    "Edition",
    "EditionCountry",
    "EditionFieldOfWork",
    "EditionFile",
    "EditionLink",
    "EditionMeeting",
    "EditionPiece",
    "EditionQuerySet",
    "EditionSource",
    "EditionWording",
    "Erased",
    "Erasure",
    "Featured",
    "GuessCount",
    "Heartbeat",
    "HubRequest",
    "HubSubscription",
    "HubTopic",
    "ImportRun",
    "ImportedName",
    "Journalist",
    "LegacyAddress",
    "Letter",
    "ListingEpoch",
    "ListingMark",
    "NamedPerson",
    "OpenSession",
    "Opening",
    "Outlet",
    "Presence",
    "PreviewLink",
    "PreviewOpening",
    "Provenance",
    "Reader",
    "RecordEntry",
    "Release",
    "ReleaseTemplate",
    "RoomEntry",
    "RoomSession",
    "RoomTerms",
    "SavedText",
    "SearchEntry",
    "SearchLeaf",
    "SearchSegment",
    "SearchWord",
    "SpentCode",
    "StandardTextVersion",
    "Subscription",
    "SubscriptionRequest",
    "TemplateContact",
    "UnansweredSearch",
    "User",
]
