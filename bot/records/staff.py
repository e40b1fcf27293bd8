"""Staff: who works with the records, and in which roles at which places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from bot.records.engine import Tx
from bot.records.errors import UnknownRecord
from bot.records.ids import StaffId, new_id
from bot.records.tables import StaffGrant, StaffMember

RECEPTION, MANAGER, LOCALITY_TEAM = "reception", "manager_clinician", "locality_team"
SAFEGUARDING_LEAD, CURATOR, BOARD, ADMINISTRATOR = "safeguarding_lead", "curator", "board", "administrator"
#: Where each role is held: at a practice, in a locality, or for the whole borough.
HELD_AT = {
    RECEPTION: "practice",
    MANAGER: "practice",
    LOCALITY_TEAM: "locality",
    SAFEGUARDING_LEAD: "borough",
    CURATOR: "borough",
    BOARD: "borough",
    ADMINISTRATOR: "borough",
}
ROLES = tuple(HELD_AT)
BOROUGH = ""
SECTORS = ("council", "nhs", "charity")


@dataclass(frozen=True, order=True)
class Grant:
    """One role at one place: an ODS code, a locality, or BOROUGH. ValueError when they do not fit."""

    role: str
    place: str = BOROUGH

    def __post_init__(self) -> None:
        if self.role not in HELD_AT:
            raise ValueError(f"There is no such role: {self.role}")
        if (HELD_AT[self.role] == "borough") != (self.place == BOROUGH):
            where = "for the whole borough" if self.place else f"at a {HELD_AT[self.role]}"
            raise ValueError(f"The role {self.role} is held {where}")


@dataclass(frozen=True)
class Colleague:
    """A member of staff."""

    id: StaffId
    username: str
    name: str
    grants: tuple[Grant, ...]
    organisation: str | None
    sector: str | None
    job: str | None
    demo: bool
    active: bool
    created_at: datetime

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles held anywhere, in the order of ROLES."""
        held = {grant.role for grant in self.grants}
        return tuple(role for role in ROLES if role in held)

    def places(self, *roles: str) -> frozenset[str]:
        """Where one of these roles is held."""
        return frozenset(grant.place for grant in self.grants if grant.role in roles)


def add(
    tx: Tx,
    *,
    username: str,
    name: str,
    grants: Iterable[Grant],
    organisation: str | None = None,
    sector: str | None = None,
    job: str | None = None,
    demo: bool = False,
    now: datetime,
) -> StaffId | None:
    """Add a member of staff; None when the username is taken."""
    staff_id = StaffId(new_id())
    values = {
        "id": staff_id,
        "username": username,
        "name": name,
        "organisation": organisation,
        "sector": sector,
        "job": job,
        "demo": demo,
        "active": True,
        "created_at": now,
    }
    if not tx.insert_once(StaffMember, values, unique=("username",)):
        return None
    set_grants(tx, staff_id, grants)
    return staff_id


def set_grants(tx: Tx, staff_id: StaffId, grants: Iterable[Grant]) -> None:
    """Give exactly these roles at exactly these places."""
    tx.session.execute(delete(StaffGrant).where(StaffGrant.staff_id == staff_id))
    for grant in sorted(set(grants)):
        tx.session.add(StaffGrant(id=new_id(), staff_id=staff_id, role=grant.role, place=grant.place))
    tx.session.flush()


def set_active(tx: Tx, staff_id: StaffId, active: bool) -> None:
    """Let somebody in, or out; UnknownRecord when there is nobody with this id."""
    _row(tx, staff_id).active = active
    tx.session.flush()


def find(tx: Tx, username: str) -> Colleague | None:
    """The member of staff with this username."""
    row = tx.session.scalars(select(StaffMember).where(StaffMember.username == username)).first()
    return None if row is None else _colleague(row, _grants(tx, [row.id]).get(row.id, ()))


def get(tx: Tx, staff_id: StaffId) -> Colleague:
    """The member of staff with this id; UnknownRecord when there is none."""
    row = _row(tx, staff_id)
    return _colleague(row, _grants(tx, [row.id]).get(row.id, ()))


def everybody(tx: Tx) -> list[Colleague]:
    """All staff by name, the disabled ones too; two queries however many they are."""
    rows = tx.session.scalars(select(StaffMember).order_by(func.lower(StaffMember.name), StaffMember.id)).all()
    grants = _grants(tx, None)
    return [_colleague(row, grants.get(row.id, ())) for row in rows]


def administrators(tx: Tx) -> int:
    """How many people can administer, demonstration accounts not counted."""
    query = (
        select(func.count(func.distinct(StaffMember.id)))
        .join(StaffGrant, StaffGrant.staff_id == StaffMember.id)
        .where(StaffGrant.role == ADMINISTRATOR, StaffMember.active, StaffMember.demo.is_(False))
    )
    return tx.session.scalar(query) or 0


def _row(tx: Tx, staff_id: StaffId) -> StaffMember:
    row = tx.session.get(StaffMember, staff_id)
    if row is None:
        raise UnknownRecord("No member of staff has this id")
    return row


def _grants(tx: Tx, of: list[str] | None) -> dict[str, tuple[Grant, ...]]:
    query = select(StaffGrant.staff_id, StaffGrant.role, StaffGrant.place)
    if of is not None:
        query = query.where(StaffGrant.staff_id.in_(of))
    found: dict[str, tuple[Grant, ...]] = {}
    for staff_id, role, place in tx.session.execute(query.order_by(StaffGrant.role, StaffGrant.place)):
        found[staff_id] = (*found.get(staff_id, ()), Grant(role, place))
    return found


def _colleague(row: StaffMember, grants: tuple[Grant, ...]) -> Colleague:
    return Colleague(
        id=StaffId(row.id),
        username=row.username,
        name=row.name,
        grants=grants,
        organisation=row.organisation,
        sector=row.sector,
        job=row.job,
        demo=row.demo,
        active=row.active,
        created_at=row.created_at,
    )
