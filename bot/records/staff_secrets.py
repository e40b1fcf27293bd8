"""What staff prove themselves with: password and PIN hashes, the authenticator's secret, recovery codes, passkeys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import CursorResult, delete, func, select, update

from bot.records.engine import Tx
from bot.records.errors import UnknownRecord
from bot.records.ids import PasskeyId, StaffId, new_id
from bot.records.tables import StaffPasskey, StaffRecoveryCode, StaffSecrets

RECOVERY = "staff recovery code"


@dataclass(frozen=True)
class Secrets:
    """What one member of staff has set up. `totp` is the authenticator's secret in base32."""

    password_hash: str | None = field(default=None, repr=False)
    password_at: datetime | None = None
    pin_hash: str | None = field(default=None, repr=False)
    totp: str | None = field(default=None, repr=False)
    passkeys: int = 0
    recovery_codes: int = 0

    @property
    def second_factor(self) -> bool:
        """Whether there is something to sign in with beside the password."""
        return self.totp is not None or self.passkeys > 0


@dataclass(frozen=True)
class Passkey:
    """The public half of a passkey. `credential_id` is base64url."""

    id: PasskeyId
    staff_id: StaffId
    credential_id: str
    public_key: bytes = field(repr=False)
    sign_count: int
    name: str
    created_at: datetime
    used_at: datetime | None


def of(tx: Tx, staff_id: StaffId) -> Secrets:
    """What this person has set up; empty when nothing yet."""
    row = tx.session.get(StaffSecrets, staff_id)
    keys = tx.session.scalar(select(func.count()).select_from(StaffPasskey).where(StaffPasskey.staff_id == staff_id))
    codes = tx.session.scalar(
        select(func.count())
        .select_from(StaffRecoveryCode)
        .where(StaffRecoveryCode.staff_id == staff_id, StaffRecoveryCode.used_at.is_(None))
    )
    if row is None:
        return Secrets(passkeys=keys or 0, recovery_codes=codes or 0)
    sealed = row.totp_sealed
    return Secrets(
        password_hash=row.password_hash,
        password_at=row.password_at,
        pin_hash=row.pin_hash,
        totp=None if sealed is None else tx.keys.unseal(sealed, about=_about(staff_id)),
        passkeys=keys or 0,
        recovery_codes=codes or 0,
    )


def set_password(tx: Tx, staff_id: StaffId, password_hash: str, *, now: datetime) -> None:
    """Keep the hash of a new password."""
    row = _row(tx, staff_id)
    row.password_hash, row.password_at = password_hash, now
    tx.session.flush()


def set_pin(tx: Tx, staff_id: StaffId, pin_hash: str) -> None:
    """Keep the hash of the PIN that opens an idle session."""
    _row(tx, staff_id).pin_hash = pin_hash
    tx.session.flush()


def set_totp(tx: Tx, staff_id: StaffId, secret: str, *, step: int, now: datetime) -> None:
    """Keep an authenticator secret (base32) that was just proved with the code of this time step."""
    row = _row(tx, staff_id)
    row.totp_sealed, row.totp_at = tx.keys.seal(secret, about=_about(staff_id)), now
    row.totp_step = step
    tx.session.flush()


def use_totp_step(tx: Tx, staff_id: StaffId, step: int) -> bool:
    """Take this time step of the authenticator; False when it or a later one was taken."""
    statement = (
        update(StaffSecrets)
        .where(StaffSecrets.staff_id == staff_id, StaffSecrets.totp_step < step)
        .values(totp_step=step)
        .execution_options(synchronize_session=False)
    )
    return _one(tx.session.execute(statement))


def set_recovery_codes(tx: Tx, staff_id: StaffId, codes: Iterable[str]) -> None:
    """Keep these codes, by keyed hash, in place of the earlier ones."""
    tx.session.execute(delete(StaffRecoveryCode).where(StaffRecoveryCode.staff_id == staff_id))
    for code in codes:
        hashed = tx.keys.fingerprint(code, purpose=RECOVERY)
        tx.session.add(StaffRecoveryCode(id=new_id(), staff_id=staff_id, code_hash=hashed, used_at=None))
    tx.session.flush()


def use_recovery_code(tx: Tx, staff_id: StaffId, code: str, *, now: datetime) -> bool:
    """Take one of the codes; False when it is not one or was used."""
    statement = (
        update(StaffRecoveryCode)
        .where(
            StaffRecoveryCode.staff_id == staff_id,
            StaffRecoveryCode.code_hash == tx.keys.fingerprint(code, purpose=RECOVERY),
            StaffRecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    return _one(tx.session.execute(statement))


def add_passkey(
    tx: Tx, staff_id: StaffId, *, credential_id: str, public_key: bytes, sign_count: int, name: str, now: datetime
) -> PasskeyId | None:
    """Keep a passkey; None when it is registered already."""
    passkey_id = PasskeyId(new_id())
    values = {
        "id": passkey_id,
        "staff_id": staff_id,
        "credential_id": credential_id,
        "public_key": public_key,
        "sign_count": sign_count,
        "name": name,
        "created_at": now,
    }
    return passkey_id if tx.insert_once(StaffPasskey, values, unique=("credential_id",)) else None


def passkeys(tx: Tx, staff_id: StaffId) -> Sequence[Passkey]:
    """This person's passkeys, oldest first."""
    query = select(StaffPasskey).where(StaffPasskey.staff_id == staff_id).order_by(StaffPasskey.created_at)
    return [_passkey(row) for row in tx.session.scalars(query)]


def passkey(tx: Tx, credential_id: str) -> Passkey | None:
    """The passkey with this credential id."""
    row = tx.session.scalars(select(StaffPasskey).where(StaffPasskey.credential_id == credential_id)).first()
    return None if row is None else _passkey(row)


def passkey_used(tx: Tx, passkey_id: PasskeyId, *, sign_count: int, now: datetime) -> None:
    """Remember how often it has signed, so that a copy shows."""
    row = tx.session.get_one(StaffPasskey, passkey_id)
    row.sign_count, row.used_at = sign_count, now
    tx.session.flush()


def remove_passkey(tx: Tx, staff_id: StaffId, passkey_id: PasskeyId) -> None:
    """Take a passkey away; UnknownRecord when it is not this person's."""
    statement = delete(StaffPasskey).where(StaffPasskey.id == passkey_id, StaffPasskey.staff_id == staff_id)
    if not _one(tx.session.execute(statement)):
        raise UnknownRecord("No passkey of this person has this id")


def clear(tx: Tx, staff_id: StaffId) -> None:
    """Take away everything this person could sign in with, for a reset."""
    for table in (StaffRecoveryCode, StaffPasskey, StaffSecrets):
        tx.session.execute(delete(table).where(table.staff_id == staff_id))
    tx.session.expire_all()


def _row(tx: Tx, staff_id: StaffId) -> StaffSecrets:
    tx.insert_once(StaffSecrets, {"staff_id": staff_id, "totp_step": 0}, unique=("staff_id",))
    return tx.session.get_one(StaffSecrets, staff_id, populate_existing=True)


def _about(staff_id: StaffId) -> str:
    return f"staff_secrets:{staff_id}:totp"


def _one(result: object) -> bool:
    assert isinstance(result, CursorResult)  # noqa: S101  (what an UPDATE or DELETE gives)
    return bool(result.rowcount == 1)


def _passkey(row: StaffPasskey) -> Passkey:
    return Passkey(
        id=PasskeyId(row.id),
        staff_id=StaffId(row.staff_id),
        credential_id=row.credential_id,
        public_key=row.public_key,
        sign_count=row.sign_count,
        name=row.name,
        created_at=row.created_at,
        used_at=row.used_at,
    )
