"""Which passwords and PINs are good enough, and how their hashes are made and checked."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

#: NCSC: length instead of complexity, "three random words"; ASVS 6.2.9 asks for at least 64 to be allowed.
SHORTEST, LONGEST = 12, 200
PIN_SHORTEST, PIN_LONGEST = 4, 8
COMMON = Path(__file__).parent / "data" / "common_passwords.txt"

#: OWASP's password storage cheat sheet: argon2id, 19 MiB, 2 passes. Eight web threads may hash at once
#: on a small machine.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_secret(text: str) -> str:
    """The argon2id hash of a password or PIN, with its salt and parameters."""
    return _HASHER.hash(_form(text))


def is_right(hashed: str | None, text: str) -> bool:
    """Whether `text` has this hash. Takes as long when there is no hash, so that time tells nothing."""
    try:
        _HASHER.verify(hashed or _nobodys(), _form(text))
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
    return hashed is not None


def needs_new_hash(hashed: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(hashed)


def password_fault(text: str, *, username: str = "", name: str = "") -> str:
    """What is wrong with a new password, as a sentence; empty when nothing is."""
    if not text:
        return "Enter a password"
    if len(text) < SHORTEST:
        return f"Password must be {SHORTEST} characters or more. Three random words work well"
    if len(text) > LONGEST:
        return f"Password must be {LONGEST} characters or fewer"
    plain = _plain(text)
    if plain in _common() or _without_digits(plain) in _common() or _repeats(plain):
        return "This password is easy to guess. Choose three random words"
    own = {_plain(part) for part in [username, name, *re.split(r"[\s._-]+", f"{username} {name}")]} - {""}
    rest = plain
    for part in sorted((part for part in own if len(part) >= 3), key=len, reverse=True):
        rest = rest.replace(part, "")
    if rest != plain and len(rest) < 8:
        return "Password must not be made from your name or username. Choose three random words"
    return ""


def pin_fault(text: str) -> str:
    """What is wrong with a new PIN, as a sentence; empty when nothing is."""
    if not text:
        return "Enter a PIN"
    if not re.fullmatch(r"[0-9]+", text):
        return "PIN must be numbers only"
    if not PIN_SHORTEST <= len(text) <= PIN_LONGEST:
        return f"PIN must be between {PIN_SHORTEST} and {PIN_LONGEST} numbers"
    steps = {int(b) - int(a) for a, b in pairwise(text)}
    if len(set(text)) < 3 or steps in ({1}, {-1}) or re.fullmatch(r"(19|20)\d\d", text):
        return "This PIN is easy to guess. Avoid the same numbers, numbers in order, and years"
    return ""


def _form(text: str) -> str:
    """The same letters typed on another keyboard give the same bytes (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", text)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _without_digits(plain: str) -> str:
    return plain.rstrip("0123456789")


def _repeats(plain: str) -> bool:
    """Whether it is a short piece over and over, such as "abcabcabcabc"."""
    return any(
        plain == (plain[:size] * (len(plain) // size + 1))[: len(plain)] for size in range(1, min(6, len(plain)))
    )


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    plain = {_plain(line) for line in lines if line and not line.startswith("#")}
    return frozenset(plain | {_without_digits(word) for word in plain} - {""})


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _HASHER.hash("the password of nobody")
