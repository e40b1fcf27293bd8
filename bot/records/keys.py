"""Seal what is private so that a stolen database file says nothing, and find a number without storing it."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.records.errors import WeakKey, WrongKey

SHORTEST_KEY = 16  # bytes; anything shorter can be guessed
NONCE = 12  # bytes, as NIST SP 800-38D recommends for AES-GCM
VERSION = b"\x01"  # so that a later key or cipher can live beside this one


class Keys:
    """The one secret of the records, split into a sealing key and a finding key.

    `number_key` is any secret of at least 16 bytes (setting NUMBER_KEY). Losing it loses
    every number, name and message; changing it makes every person a stranger.
    """

    def __init__(self, number_key: bytes) -> None:
        if len(number_key) < SHORTEST_KEY:
            raise WeakKey(f"The number key must be at least {SHORTEST_KEY} bytes long")
        self._cipher = AESGCM(_derive(number_key, b"signpost records sealing"))
        self._finder = _derive(number_key, b"signpost records finding")

    def seal(self, text: str, *, about: str) -> bytes:
        """Encrypt `text`. `about` names its place (table, row, column), so it cannot be moved to another."""
        nonce = os.urandom(NONCE)
        return VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), about.encode())

    def unseal(self, sealed: bytes, *, about: str) -> str:
        """The text sealed under the same `about`; WrongKey when the key is another or a byte was changed."""
        if sealed[:1] != VERSION:
            raise WrongKey("A sealed value has an unknown form")
        nonce, rest = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
        try:
            return self._cipher.decrypt(nonce, rest, about.encode()).decode()
        except InvalidTag as error:
            raise WrongKey(f"A sealed value cannot be opened ({about.split(':')[0]})") from error

    def fingerprint(self, text: str, *, purpose: str = "number") -> str:
        """A keyed hash (HMAC-SHA256, hex): equal for equal texts, useless without the key."""
        return hmac.new(self._finder, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()

    def __repr__(self) -> str:
        return "Keys(...)"


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)
