"""What a phone shows: the texts of one number both ways, in order, with what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.messages import segments
from bot.records import inbox, outbox, people
from bot.records import statuses as st
from bot.records.engine import Records, Tx
from bot.records.ids import ConversationId
from bot.records.tables import Incoming, Outgoing, OutgoingMark

LONDON = ZoneInfo("Europe/London")
MOST_TEXTS = 200

#: The plain word for each status, and how it looks: on its way, done, in doubt or lost.
Look = Literal["going", "done", "doubt", "lost"]
STATUS_WORDS: dict[str, tuple[str, Look]] = {
    st.QUEUED: ("Waiting to be sent", "going"),
    st.SENDING: ("Sending", "going"),
    st.RETRY: ("Network busy, trying again", "going"),
    st.AMBIGUOUS: ("Not known if sent", "doubt"),
    st.SENT: ("Sent", "going"),
    st.DELIVERED: ("Delivered", "done"),
    st.UNDELIVERED: ("Not delivered", "lost"),
    st.FAILED: ("Refused by the network", "lost"),
    st.CANCELLED: ("Not sent", "lost"),
}


@dataclass(frozen=True)
class Bubble:
    """One text on the phone. `version` changes with anything that is shown."""

    id: str
    mine: bool  # written on this phone, by the patient
    text: str
    pictures: int
    at: datetime
    segments: int
    status: str
    look: Look

    @property
    def version(self) -> str:
        return f"{self.status}|{len(self.text)}"

    @property
    def local(self) -> datetime:
        return self.at.astimezone(LONDON)

    @property
    def cost(self) -> str:
        return "1 segment" if self.segments == 1 else f"{self.segments} segments"


@dataclass(frozen=True)
class Thread:
    """A phone's texts, oldest first, and whether an answer is still being worked on."""

    bubbles: tuple[Bubble, ...]
    answering: bool


def read(records: Records, number: str) -> Thread:
    """The newest texts of an E.164 number; an empty thread for one that never texted."""
    with records.reading() as tx:
        person = people.find(tx, number)
        if person is None:
            return Thread((), answering=False)
        conversation = people.conversation_of(tx, person)
        theirs, answering = _incoming(tx, conversation)
        ours = _outgoing(tx, conversation)
    both = sorted([*theirs, *ours], key=lambda placed: placed[0])
    return Thread(tuple(bubble for _, bubble in both)[-MOST_TEXTS:], answering)


_Placed = tuple[tuple[datetime, int, int], Bubble]


def _incoming(tx: Tx, conversation: ConversationId) -> tuple[list[_Placed], bool]:
    rows = tx.session.scalars(
        select(Incoming)
        .where(Incoming.conversation_id == conversation)
        .order_by(Incoming.position.desc())
        .limit(MOST_TEXTS)
    ).all()
    placed: list[_Placed] = []
    for row in rows:
        text = inbox.body_of(tx, row) or ""
        status = "Read by Signpost" if row.handled_at else "Received by Signpost"
        bubble = Bubble(
            id=f"in-{row.id}",
            mine=True,
            text=text,
            pictures=row.media,
            at=row.received_at,
            segments=segments.count(text).segments,
            status=status,
            look="done" if row.handled_at else "going",
        )
        placed.append(((row.received_at, 0, row.position), bubble))
    return placed, any(row.handled_at is None for row in rows)


def _outgoing(tx: Tx, conversation: ConversationId) -> list[_Placed]:
    rows = tx.session.scalars(
        select(Outgoing)
        .where(Outgoing.conversation_id == conversation)
        .order_by(Outgoing.sequence.desc())
        .limit(MOST_TEXTS)
    ).all()
    marks = _latest_marks(tx, [row.id for row in rows])
    placed: list[_Placed] = []
    for row in rows:
        mark = marks.get(row.id)
        words, look = STATUS_WORDS[mark.status if mark else st.QUEUED]
        bubble = Bubble(
            id=f"out-{row.id}",
            mine=False,
            text=outbox.body_of(tx, row) or "(deleted)",
            pictures=0,
            at=row.created_at,
            segments=row.segments,
            status=f"{words} ({mark.code})" if mark and mark.code and look == "lost" else words,
            look=look,
        )
        placed.append(((row.created_at, 1, row.sequence), bubble))
    return placed


def _latest_marks(tx: Tx, outbox_ids: Sequence[str]) -> dict[str, OutgoingMark]:
    rows = tx.session.scalars(
        select(OutgoingMark).where(OutgoingMark.outbox_id.in_(outbox_ids)).order_by(OutgoingMark.step)
    )
    return {row.outbox_id: row for row in rows}  # the last step of each wins
