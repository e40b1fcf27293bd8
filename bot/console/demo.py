"""The demonstration's accounts, one for each role, clearly marked and refused everywhere else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import threading
from dataclasses import asdict, dataclass

from sqlalchemy.exc import SQLAlchemyError

from bot.console import codes, passwords
from bot.console.roles import ROLE_NAMES
from bot.records import staff, staff_secrets
from bot.records.engine import Records, Tx
from bot.records.ids import StaffId
from bot.records.staff import HELD_AT, LOCALITY_TEAM, ROLES, Grant
from bot.settings import Settings

log = logging.getLogger("signpost.console")

#: Roman Road Health Centre, and the locality it belongs to.
PLACES = {"practice": "P81709", "locality": "east", "borough": staff.BOROUGH}
WORDS = (
    "acorn",
    "amber",
    "anchor",
    "apple",
    "apron",
    "autumn",
    "badge",
    "bakery",
    "barley",
    "basket",
    "beacon",
    "bridge",
    "bronze",
    "button",
    "candle",
    "canvas",
    "carpet",
    "castle",
    "cedar",
    "cherry",
    "clover",
    "copper",
    "cotton",
    "cradle",
    "daisy",
    "donkey",
    "engine",
    "fabric",
    "falcon",
    "feather",
    "fiddle",
    "garden",
    "ginger",
    "hammer",
    "harbour",
    "hazel",
    "helmet",
    "honey",
    "island",
    "jacket",
    "kettle",
    "ladder",
    "lantern",
    "lemon",
    "marble",
    "meadow",
    "mitten",
    "orchard",
    "paddle",
    "parcel",
    "pebble",
    "pepper",
    "pillow",
    "puddle",
    "ribbon",
    "saddle",
    "silver",
    "teapot",
    "thimble",
    "tunnel",
    "velvet",
    "violet",
    "walnut",
    "willow",
)


class NotADemonstration(RuntimeError):  # noqa: N818  (what is wrong)
    """Demonstration accounts were asked for outside a demonstration."""


@dataclass(frozen=True)
class DemoAccount:
    """One account with everything needed to sign in."""

    username: str
    password: str
    totp_secret: str
    role: str
    name: str
    pin: str

    def as_json(self) -> dict[str, str]:
        """This account as plain JSON values."""
        return asdict(self)


def accounts(settings: Settings) -> tuple[DemoAccount, ...]:
    """One account for each role, the same as long as this home's secret is. Raises NotADemonstration."""
    if not settings.demo:
        raise NotADemonstration("Demonstration accounts exist in a demonstration only.")
    return tuple(_account(settings, role) for role in ROLES)


def create(settings: Settings, records: Records) -> None:
    """Make the accounts, or mend them when the secret has changed. Raises NotADemonstration."""
    for account in accounts(settings):
        with records.reading() as tx:
            known = staff.find(tx, account.username)
            if known is not None and staff_secrets.of(tx, known.id).totp == account.totp_secret:
                continue
        hashes = passwords.hash_secret(account.password), passwords.hash_secret(account.pin)
        with records.begin() as tx:
            _store(tx, settings, account, *hashes)


def create_soon(settings: Settings, records: Records) -> None:
    """Make the accounts while the web starts: hashing takes a second that nobody should wait for."""

    def work() -> None:
        try:
            create(settings, records)
        except SQLAlchemyError as fault:
            log.error("the demonstration accounts cannot be made (%s)", type(fault).__name__)

    threading.Thread(target=work, name="demo accounts", daemon=True).start()


def _account(settings: Settings, role: str) -> DemoAccount:
    def digest(what: str) -> bytes:
        return hmac.new(settings.secret_key.encode(), f"demo {what} {role}".encode(), hashlib.sha256).digest()

    words = [WORDS[byte % len(WORDS)] for byte in digest("password")[:4]]
    pin = next(
        pin
        for start in range(10_000)
        if not passwords.pin_fault(pin := f"{(int.from_bytes(digest('pin')[:4], 'big') + start) % 10_000:04}")
    )
    return DemoAccount(
        username=f"demo.{role.replace('_', '.')}",
        password="-".join(words),
        totp_secret=base64.b32encode(digest("authenticator")[:20]).decode(),
        role=role,
        name=f"{ROLE_NAMES[role]} (demonstration)",
        pin=pin,
    )


def _store(tx: Tx, settings: Settings, account: DemoAccount, password_hash: str, pin_hash: str) -> None:
    now = settings.clock()
    team = account.role == LOCALITY_TEAM
    staff.add(
        tx,
        username=account.username,
        name=account.name,
        grants=[Grant(account.role, PLACES[HELD_AT[account.role]])],
        organisation="Demonstration charity" if team else None,
        sector="charity" if team else None,
        job="Link worker" if team else None,
        demo=True,
        now=now,
    )
    known = staff.find(tx, account.username)
    if known is None or not known.demo:
        return  # a real person's username: never touched
    _give(tx, known.id, account, password_hash, pin_hash, settings)


def _give(
    tx: Tx, staff_id: StaffId, account: DemoAccount, password_hash: str, pin_hash: str, settings: Settings
) -> None:
    now = settings.clock()
    staff_secrets.set_password(tx, staff_id, password_hash, now=now)
    staff_secrets.set_pin(tx, staff_id, pin_hash)
    staff_secrets.set_totp(tx, staff_id, account.totp_secret, step=0, now=now)
    made = [codes.recovery_code(code) or "" for code in codes.new_recovery_codes()]
    staff_secrets.set_recovery_codes(tx, staff_id, made)
