"""The identifiers of records: opaque random strings that say nothing about a person."""

from __future__ import annotations

from typing import NewType
from uuid import uuid4

PersonId = NewType("PersonId", str)
ConversationId = NewType("ConversationId", str)
EpisodeId = NewType("EpisodeId", str)
InboxId = NewType("InboxId", str)
OutboxId = NewType("OutboxId", str)
TurnId = NewType("TurnId", str)
ReferralId = NewType("ReferralId", str)
FlagId = NewType("FlagId", str)
DueId = NewType("DueId", str)
StaffId = NewType("StaffId", str)
SessionId = NewType("SessionId", str)
PasskeyId = NewType("PasskeyId", str)
AuditId = NewType("AuditId", str)
LeaseToken = NewType("LeaseToken", str)


def new_id() -> str:
    """A fresh opaque id (uuid4), to be wrapped in the type it stands for."""
    return str(uuid4())
