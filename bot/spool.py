"""Keeps what a carrier handed us while the database is away: sealed files that survive a power cut."""

from __future__ import annotations

import json
import logging
import os
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

log = logging.getLogger(__name__)

NONCE = 12  # bytes, as NIST SP 800-38D recommends for AES-GCM
PURPOSE = b"signpost spool 1"
WAITING, SPOILT = ".sealed", ".spoilt"
#: Enough for days of a borough's texts; beyond it the carrier must be told "not stored".
MOST = 20_000
#: A replay that fails this often in a row waits for the next one.
PATIENCE = 3


class SpoolError(Exception):
    """The spool could not take an entry, so it is stored nowhere."""


class Spool:
    """A folder with one sealed file for each thing waiting.

    One file each, because it then appears whole or not at all, and several processes may add
    and replay at once without a lock. An entry may be replayed twice; the store must not mind,
    and does not: a message is unique by provider and message id, a status only moves forward.
    """

    def __init__(self, folder: Path, number_key: bytes) -> None:
        self._folder = folder
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(number_key)
        self._cipher = AESGCM(derived)

    def add(self, entry: Mapping[str, Any]) -> None:
        """Keep one JSON-shaped entry; on return it is on disk. Raises `SpoolError`."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if sum(1 for _ in self._folder.iterdir()) >= MOST:
                raise SpoolError("the spool is full")
            name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
            nonce = os.urandom(NONCE)
            sealed = nonce + self._cipher.encrypt(nonce, json.dumps(entry).encode(), PURPOSE)
            self._write(name, sealed)
        except OSError as fault:
            raise SpoolError(f"the spool cannot be written ({fault.strerror})") from fault

    def _write(self, name: str, sealed: bytes) -> None:
        draft = self._folder / f"{name}.draft"
        with draft.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self._folder / f"{name}{WAITING}")
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)  # the name itself must survive too
        finally:
            os.close(handle)

    def waiting(self) -> int:
        """How many entries wait."""
        return len(self._files())

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"*{WAITING}")) if self._folder.is_dir() else []

    def replay(self, store: Callable[[Mapping[str, Any]], object]) -> int:
        """Hand each entry to `store`, oldest first, and forget those it took. Returns how many.

        An entry that `store` raises at stays, and so that one bad entry does not hold up the
        others the replay goes on, until `PATIENCE` in a row say that the database is away. The
        last exception is raised at the end. A file that cannot be opened is set aside.
        """
        done, failed = 0, 0
        last: Exception | None = None
        for path in self._files():
            entry = self._open(path)
            if entry is None:
                continue
            try:
                store(entry)
            except Exception as fault:
                last, failed = fault, failed + 1
                if failed >= PATIENCE:
                    break
                continue
            failed = 0
            with suppress(FileNotFoundError):
                path.unlink()
            done += 1
        if last is not None:
            raise last
        return done

    def _open(self, path: Path) -> Mapping[str, Any] | None:
        try:
            sealed = path.read_bytes()
            text = self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], PURPOSE)
            found = json.loads(text)
        except FileNotFoundError:
            return None  # another process has just replayed it
        except (InvalidTag, ValueError):
            log.error("a spool entry cannot be opened and was set aside: %s", path.name)
            with suppress(FileNotFoundError):
                path.rename(path.with_suffix(SPOILT))
            return None
        return found if isinstance(found, dict) else None
