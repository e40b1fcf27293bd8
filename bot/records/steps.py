"""Steps in the life of a referral or a flag: rows that are added, each naming who did it, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.records.errors import AnonymousAudit, UnknownStatus

SYSTEM = "signpost"  # who did it, when no person did


@dataclass(frozen=True)
class Step:
    """One step: the new status, who set it (a username or SYSTEM), and when."""

    status: str
    by: str
    at: datetime


def check(status: str, by: str, allowed: Iterable[str]) -> None:
    """Refuse a status that is not in the list, and a step that names nobody."""
    if status not in allowed:
        raise UnknownStatus(f"{status!r} is not a step that a record of this kind can take")
    if not by.strip():
        raise AnonymousAudit("A step must name who took it")
