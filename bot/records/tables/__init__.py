"""Every table of the records, so that the migrations see them all."""

from bot.records.tables.base import Base, UtcTime
from bot.records.tables.care import (
    Consent,
    Flag,
    FlagMark,
    Referral,
    ReferralMark,
    Search,
    Signpost,
    SurveyAnswer,
    UnmetNeed,
)
from bot.records.tables.messages import CarrierReport, Incoming, Outgoing, OutgoingMark, Turn
from bot.records.tables.people import Conversation, Episode, NumberMark, Person
from bot.records.tables.running import AuditRow, DueRow, KeyCheck
from bot.records.tables.staff import (
    StaffChallenge,
    StaffDevice,
    StaffGrant,
    StaffGuess,
    StaffLink,
    StaffMember,
    StaffPasskey,
    StaffRecoveryCode,
    StaffSecrets,
    StaffSession,
)

__all__ = [
    "AuditRow",
    "Base",
    "CarrierReport",
    "Consent",
    "Conversation",
    "DueRow",
    "Episode",
    "Flag",
    "FlagMark",
    "Incoming",
    "KeyCheck",
    "NumberMark",
    "Outgoing",
    "OutgoingMark",
    "Person",
    "Referral",
    "ReferralMark",
    "Search",
    "Signpost",
    "StaffChallenge",
    "StaffDevice",
    "StaffGrant",
    "StaffGuess",
    "StaffLink",
    "StaffMember",
    "StaffPasskey",
    "StaffRecoveryCode",
    "StaffSecrets",
    "StaffSession",
    "SurveyAnswer",
    "Turn",
    "UnmetNeed",
    "UtcTime",
]
