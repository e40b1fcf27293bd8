"""Authenticator codes (TOTP) and recovery codes: how they are made, shown and recognised."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

import pyotp

#: RFC 6238: a new code every 30 seconds; one step either way for clocks that are a little off.
STEP_SECONDS = 30
DRIFT = (0, -1, 1)
ISSUER = "Signpost"
RECOVERY_CODES = 8
#: No letters or digits that look alike.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_SIZE, _GROUP = 12, 4


def new_totp_secret() -> str:
    """A fresh authenticator secret, in base32."""
    return pyotp.random_base32()


def matching_step(secret: str, code: str, *, now: datetime) -> int | None:
    """The time step that this code belongs to, or None. `now` is the real time: phones do not follow
    a demonstration's clock."""
    typed = re.sub(r"[\s-]", "", code)
    if not re.fullmatch(r"[0-9]{6}", typed):
        return None
    totp, step = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    found = [step + drift for drift in DRIFT if secrets.compare_digest(totp.generate_otp(step + drift), typed)]
    return found[0] if found else None


def totp_address(secret: str, username: str) -> str:
    """The otpauth: address that an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def grouped(text: str, size: int = 4) -> str:
    """The text in groups, easier to copy by hand."""
    return " ".join(text[at : at + size] for at in range(0, len(text), size))


def new_recovery_codes() -> tuple[str, ...]:
    """Fresh recovery codes, as they are shown: abcd-efgh-jkmn (59 bits each)."""
    return tuple(_one_code() for _ in range(RECOVERY_CODES))


def _one_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_SIZE))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _SIZE, _GROUP))


def recovery_code(typed: str) -> str | None:
    """A recovery code as it is kept, from what was typed; None when it cannot be one."""
    plain = re.sub(r"[\s-]", "", typed).lower()
    return plain if len(plain) == _SIZE and set(plain) <= set(_LETTERS) else None


def qr_svg(address: str) -> str | None:
    """The address as a QR code in SVG, when the library for it is installed."""
    try:
        import segno  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    svg: str = segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff", omitsize=False)
    return svg
