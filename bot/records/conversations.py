"""Conversations: the state of each dialogue (sealed, opaque), who leads it, and its episodes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select

from bot.records.engine import Tx
from bot.records.errors import UnknownRecord
from bot.records.ids import ConversationId, EpisodeId, PersonId, new_id
from bot.records.tables import Conversation, Episode, Person

Mode = Literal["bot", "human"]
NEW_EPISODE_AFTER = timedelta(hours=24)  # as long as menus live


@dataclass(frozen=True)
class Thread:
    """A conversation as stored. `state` is whatever the dialogue saved, {} at first."""

    id: ConversationId
    person_id: PersonId
    state: dict[str, Any]
    mode: Mode
    practice: str | None
    locality: str | None
    launcher: str | None
    menus_expire_at: datetime | None
    created_at: datetime
    last_in: datetime | None
    last_out: datetime | None


def load(tx: Tx, conversation_id: ConversationId) -> Thread:
    """The conversation; UnknownRecord when there is none."""
    row = _row(tx, conversation_id)
    about = _state_of(conversation_id)
    state = {} if row.state_sealed is None else json.loads(tx.keys.unseal(row.state_sealed, about=about))
    return Thread(
        id=conversation_id,
        person_id=PersonId(row.person_id),
        state=state,
        mode="human" if row.mode == "human" else "bot",
        practice=row.practice,
        locality=row.locality,
        launcher=row.launcher,
        menus_expire_at=row.menus_expire_at,
        created_at=row.created_at,
        last_in=row.last_in,
        last_out=row.last_out,
    )


def save_state(tx: Tx, conversation_id: ConversationId, state: Mapping[str, Any]) -> None:
    """Replace the dialogue's state (anything JSON can hold); of someone just erased, nothing is kept."""
    row = _row(tx, conversation_id)
    if tx.session.get_one(Person, row.person_id).erased_at is not None:
        return
    row.state_sealed = tx.keys.seal(json.dumps(dict(state)), about=_state_of(conversation_id))
    tx.session.flush()


def clear_state(tx: Tx, conversation_id: ConversationId) -> None:
    """Forget where the dialogue was."""
    row = _row(tx, conversation_id)
    row.state_sealed, row.menus_expire_at = None, None
    tx.session.flush()


def set_mode(tx: Tx, conversation_id: ConversationId, mode: Mode) -> None:
    """Who leads: the bot, or a person who took over."""
    _row(tx, conversation_id).mode = mode
    tx.session.flush()


def set_place(tx: Tx, conversation_id: ConversationId, *, practice: str | None, locality: str | None) -> None:
    """The person's surgery and locality, as far as known."""
    row = _row(tx, conversation_id)
    row.practice, row.locality = practice, locality
    tx.session.flush()


def set_launcher(tx: Tx, conversation_id: ConversationId, launcher: str | None) -> None:
    """Who started it: None for the person, else the practice or member of staff."""
    _row(tx, conversation_id).launcher = launcher
    tx.session.flush()


def set_menus_expire_at(tx: Tx, conversation_id: ConversationId, when: datetime | None) -> None:
    """Until when a bare number still answers the last menu."""
    _row(tx, conversation_id).menus_expire_at = when
    tx.session.flush()


def episode(
    tx: Tx, conversation_id: ConversationId, *, now: datetime, after: timedelta = NEW_EPISODE_AFTER
) -> EpisodeId:
    """The episode that `now` falls into: the last one, or a new one after `after` of silence."""
    last = latest_episode(tx, conversation_id)
    if last is not None and last.last_at > now - after:
        last.last_at = max(last.last_at, now)
        tx.session.flush()
        return EpisodeId(last.id)
    fresh = Episode(id=new_id(), conversation_id=conversation_id, started_at=now, last_at=now)
    tx.session.add(fresh)
    tx.session.flush()
    return EpisodeId(fresh.id)


def helped(tx: Tx, conversation_id: ConversationId, *, now: datetime) -> None:
    """Mark the present episode as one in which help was sought."""
    row = tx.session.get_one(Episode, episode(tx, conversation_id, now=now))
    row.helped_at = row.helped_at or now
    tx.session.flush()


def latest_episode(tx: Tx, conversation_id: ConversationId) -> Episode | None:
    """The newest episode's row."""
    return tx.session.scalars(
        select(Episode).where(Episode.conversation_id == conversation_id).order_by(Episode.started_at.desc()).limit(1)
    ).first()


def _row(tx: Tx, conversation_id: ConversationId) -> Conversation:
    row = tx.session.get(Conversation, conversation_id)
    if row is None:
        raise UnknownRecord("No conversation has this id")
    return row


def _state_of(conversation_id: str) -> str:
    return f"conversations:{conversation_id}:state"
