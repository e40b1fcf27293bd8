"""Keeps what somebody typed when their session locked meanwhile: sealed into the PIN page, and given back."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from flask import request

from bot.console.site import safe_next
from bot.records.errors import WrongKey
from bot.records.ids import SessionId
from bot.records.keys import Keys

#: Never carried along: secrets, and what belongs to one page view.
LEFT_OUT = ("csrf_token", "password", "new_password", "pin", "code", "held")


@dataclass(frozen=True)
class Held:
    """A form that was sent: where to, and its fields in order."""

    path: str
    fields: tuple[tuple[str, str], ...]


def keep(keys: Keys, session_id: SessionId) -> str:
    """The form of this request, readable by nobody until this session is open again."""
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in LEFT_OUT]
    text = json.dumps({"path": request.path, "fields": fields})
    return base64.urlsafe_b64encode(keys.seal(text, about=_about(session_id))).decode()


def give_back(keys: Keys, session_id: SessionId, kept: str) -> Held | None:
    """What `keep` sealed; None when it is not from this session."""
    try:
        found = json.loads(keys.unseal(base64.urlsafe_b64decode(kept), about=_about(session_id)))
    except (WrongKey, ValueError):
        return None
    return Held(safe_next(found["path"]), tuple((name, value) for name, value in found["fields"]))


def _about(session_id: SessionId) -> str:
    return f"staff_sessions:{session_id}:held"
