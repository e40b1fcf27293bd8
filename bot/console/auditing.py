"""The explicit auditor: every act on a record that this site knows, written with who did it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.records import audit
from bot.records.engine import Tx

#: What may be written, and how the audit page words it. A part that does something new adds it here.
ACTS: Mapping[str, str] = {
    "signed_in": "signed in",
    "signed_in_with_recovery_code": "signed in with a recovery code",
    "signed_in_with_passkey": "signed in with a passkey",
    "sign_in_failed": "refused a sign-in",
    "signed_out": "signed out",
    "locked": "locked the screen",
    "unlocked": "opened the lock with the PIN",
    "pin_failed": "got the PIN wrong",
    "session_ended_wrong_tries": "was signed out after too many wrong tries",
    "signed_out_elsewhere": "signed out everywhere else",
    "password_set": "set a password",
    "pin_set": "set a PIN",
    "authenticator_set": "set up an authenticator app",
    "recovery_codes_made": "made new recovery codes",
    "passkey_added": "added a passkey",
    "passkey_removed": "removed a passkey",
    "staff_added": "added an account",
    "staff_disabled": "disabled an account",
    "staff_enabled": "enabled an account",
    "staff_reset": "reset an account",
    "roles_changed": "changed roles",
    "staff_listed": "looked at the list of staff",
    "staff_read": "looked at an account",
    "audit_read": "looked at the audit",
    # Written by other parts of the service.
    "forget": "asked to be forgotten",
}


class UnknownAct(ValueError):  # noqa: N818  (what happened, as in bot/records/errors.py)
    """An act that is not in the list cannot be audited, so it must not be done."""


@dataclass(frozen=True)
class Auditor:
    """Writes what one person does, in the transaction that does it."""

    tx: Tx
    who: str
    now: datetime

    def did(self, what: str, kind: str, record_id: str) -> None:
        """They did `what` to the record `record_id` of this kind. UnknownAct when it is not in ACTS."""
        if what not in ACTS:
            raise UnknownAct(f"{what} is not in bot/console/auditing.py")
        audit.record(self.tx, who=self.who, what=what, record_kind=kind, record_id=record_id, now=self.now)
