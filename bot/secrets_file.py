"""The secrets a demonstration makes for itself once and keeps in its home folder."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def keep(folder: Path, name: str) -> str:
    """The secret called `name` in `folder`, made on the first call and the same ever after.

    The file is readable by its owner only and appears whole or not at all: it is written
    beside its place and linked in, so of two processes starting at once one wins and both
    read the winner's.
    """
    path = folder / name
    with contextlib.suppress(FileNotFoundError):
        found = path.read_text(encoding="ascii").strip()
        if found:
            return found
        path.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    _link_in(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()


def _link_in(path: Path, secret: str) -> None:
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        os.fchmod(handle, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secret + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()
