"""Passkeys and security keys (WebAuthn): what the browser is asked, and whether its answer is right."""

# The library takes a quarter of a second to import, so it is imported when a passkey is first used.

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.console import sessions
from bot.console.site import Site
from bot.records import staff_secrets, staff_sessions
from bot.records.engine import Tx
from bot.records.ids import StaffId
from bot.records.staff import Colleague
from bot.records.staff_secrets import Passkey

REGISTER, SECOND, ALONE = "passkey register", "passkey second factor", "passkey alone"


class NotThisPasskey(Exception):  # noqa: N818  (what happened)
    """The browser's answer is not a right signature by a passkey we know."""


@dataclass(frozen=True)
class Place:
    """Where passkeys belong: the site's host name, and the addresses it is opened at."""

    host: str
    origins: tuple[str, ...]


def place(site: Site) -> Place:
    """Passkeys need a name: a demonstration at 127.0.0.1 is also at localhost, and they work there."""
    origins = site.settings.public_addresses
    hosts = [urlsplit(origin).hostname or "" for origin in origins]
    named = [host for host in hosts if not host.replace(".", "").isdigit()]
    return Place(named[0] if named else hosts[0], tuple(origins))


def ask_to_register(tx: Tx, site: Site, person: Colleague) -> dict[str, Any]:
    """Options for the browser to make a passkey for this person."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    known = staff_secrets.passkeys(tx, person.id)
    options = generate_registration_options(
        rp_id=place(site).host,
        rp_name="Signpost",
        user_id=person.id.encode(),
        user_name=person.username,
        user_display_name=person.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in known],
    )
    _remember(tx, site, bytes_to_base64url(options.challenge), REGISTER, person.id)
    found: dict[str, Any] = json.loads(options_to_json(options))
    return found


def register(tx: Tx, site: Site, person: Colleague, answer: Any, *, name: str) -> None:
    """Keep the passkey that the browser made. Raises NotThisPasskey."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    challenge = _taken(tx, site, answer, REGISTER, person.id)
    where = place(site)
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=where.host,
            expected_origin=list(where.origins),
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise NotThisPasskey(type(wrong).__name__) from wrong
    kept = staff_secrets.add_passkey(
        tx,
        person.id,
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name,
        now=site.clock(),
    )
    if kept is None:
        raise NotThisPasskey("registered already")


def ask_to_sign(tx: Tx, site: Site, person: StaffId | None) -> dict[str, Any]:
    """Options for the browser to sign in: with one of this person's passkeys, or any that it has."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

    known = staff_secrets.passkeys(tx, person) if person else []
    options = generate_authentication_options(
        rp_id=place(site).host,
        allow_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in known]
        or None,
        # Alone it stands for both factors, so it has to know its owner (a fingerprint or a PIN).
        user_verification=UserVerificationRequirement.PREFERRED if person else UserVerificationRequirement.REQUIRED,
    )
    _remember(tx, site, bytes_to_base64url(options.challenge), SECOND if person else ALONE, person)
    found: dict[str, Any] = json.loads(options_to_json(options))
    return found


def signed(tx: Tx, site: Site, person: StaffId | None, answer: Any) -> Passkey:
    """The passkey that signed. Raises NotThisPasskey."""
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    challenge = _taken(tx, site, answer, SECOND if person else ALONE, person)
    key = staff_secrets.passkey(tx, str(answer.get("id", "")))
    if key is None or (person is not None and key.staff_id != person):
        raise NotThisPasskey("unknown")
    where = place(site)
    try:
        proof = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=where.host,
            expected_origin=list(where.origins),
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=person is None,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise NotThisPasskey(type(wrong).__name__) from wrong
    staff_secrets.passkey_used(tx, key.id, sign_count=proof.new_sign_count, now=site.clock())
    return key


def _remember(tx: Tx, site: Site, challenge: str, purpose: str, person: StaffId | None) -> None:
    now = site.clock()
    until = now + sessions.CHALLENGE_LASTS
    staff_sessions.ask(tx, challenge, purpose=purpose, staff_id=person, expires_at=until, now=now)


def _taken(tx: Tx, site: Site, answer: Any, purpose: str, person: StaffId | None) -> bytes:
    """The challenge that was signed, used up, if it is one of ours for this purpose."""
    from webauthn.helpers import base64url_to_bytes

    try:
        data = json.loads(base64url_to_bytes(answer["response"]["clientDataJSON"]))
        challenge = str(data["challenge"])
        plain = base64url_to_bytes(challenge)
    except (KeyError, TypeError, ValueError) as wrong:
        raise NotThisPasskey("no challenge") from wrong
    if not staff_sessions.take_challenge(tx, challenge, purpose=purpose, staff_id=person, now=site.clock()):
        raise NotThisPasskey("not asked for")
    return plain
