"""Staff: who works with the records, in which roles and for which place; signing in is not kept here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.records.engine import Tx
from bot.records.ids import StaffId, new_id
from bot.records.tables import StaffMember

ROLES = ("reception", "link_worker", "curator", "board", "safeguarding", "admin")


@dataclass(frozen=True)
class Colleague:
    """A member of staff."""

    id: StaffId
    username: str
    name: str
    roles: tuple[str, ...]
    practice: str | None
    locality: str | None
    active: bool


def add(
    tx: Tx,
    *,
    username: str,
    name: str,
    roles: Sequence[str],
    practice: str | None = None,
    locality: str | None = None,
    now: datetime,
) -> StaffId | None:
    """Add a member of staff; None when the username is taken. ValueError for a role not in ROLES."""
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValueError(f"There is no such role: {', '.join(sorted(unknown))}")
    staff_id = StaffId(new_id())
    values = {
        "id": staff_id,
        "username": username,
        "name": name,
        "roles": list(roles),
        "practice": practice,
        "locality": locality,
        "created_at": now,
    }
    return staff_id if tx.insert_once(StaffMember, values, unique=("username",)) else None


def find(tx: Tx, username: str) -> Colleague | None:
    """The member of staff with this username."""
    row = tx.session.scalars(select(StaffMember).where(StaffMember.username == username)).first()
    if row is None:
        return None
    return Colleague(
        id=StaffId(row.id),
        username=row.username,
        name=row.name,
        roles=tuple(row.roles),
        practice=row.practice,
        locality=row.locality,
        active=row.active,
    )
