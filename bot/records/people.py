"""People who text: found by number, with their settings, refusals and how often they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from bot.records.engine import Tx
from bot.records.errors import UnknownRecord
from bot.records.ids import ConversationId, PersonId, new_id
from bot.records.number_marks import CLOSED, OPTED_OUT, mark, marks
from bot.records.outbox import cancel_unsent
from bot.records.tables import Conversation, Episode, Incoming, Person

FLOOD_LIMIT, FLOOD_WINDOW = 20, timedelta(minutes=10)


@dataclass(frozen=True)
class Contact:
    """A person as the rest of the service may see them. `number` is E.164, None once erased."""

    id: PersonId
    conversation_id: ConversationId
    number: str | None
    last_four: str
    first_seen: datetime
    last_seen: datetime
    seen: int  # messages received from them
    easy_words: bool
    deaf: bool
    language: str | None
    opted_out: bool
    closed: bool


@dataclass(frozen=True)
class Flood:
    """How many messages came in the window, whether that is too many, and whether it was answered already."""

    count: int
    over: bool
    answered: bool


def find_or_create(tx: Tx, number: str, *, now: datetime) -> PersonId:
    """The person with this number (E.164), made at first sight together with their conversation."""
    number_hash = tx.keys.fingerprint(number)
    found = find(tx, number)
    if found is not None:
        return found
    person_id = new_id()
    values = {
        "id": person_id,
        "number_sealed": tx.keys.seal(number, about=_number_of(person_id)),
        "number_hash": number_hash,
        "last_four": number[-4:],
        "first_seen": now,
        "last_seen": now,
    }
    tx.insert_once(Person, values, unique=("number_hash",))
    person = tx.session.scalars(select(Person).where(Person.number_hash == number_hash)).one()
    conversation = {"id": new_id(), "person_id": person.id, "created_at": now}
    tx.insert_once(Conversation, conversation, unique=("person_id",))
    return PersonId(person.id)


def find(tx: Tx, number: str) -> PersonId | None:
    """The person with this number (E.164), or None."""
    number_hash = tx.keys.fingerprint(number)
    found = tx.session.scalar(select(Person.id).where(Person.number_hash == number_hash))
    return None if found is None else PersonId(found)


def get(tx: Tx, person_id: PersonId) -> Contact:
    """Everything known of a person; UnknownRecord when there is none."""
    person, conversation_id = row(tx, person_id), conversation_of(tx, person_id)
    marked = marks(tx, person.number_hash) if person.number_hash else {}
    return Contact(
        id=person_id,
        conversation_id=conversation_id,
        number=number_of(tx, person_id),
        last_four=person.last_four or "",
        first_seen=person.first_seen,
        last_seen=person.last_seen,
        seen=person.seen,
        easy_words=person.easy_words,
        deaf=person.deaf,
        language=person.language,
        opted_out=marked.get(OPTED_OUT, False),
        closed=marked.get(CLOSED, False),
    )


def number_of(tx: Tx, person_id: PersonId) -> str | None:
    """The number (E.164), or None once erased."""
    sealed = row(tx, person_id).number_sealed
    return None if sealed is None else tx.keys.unseal(sealed, about=_number_of(person_id))


def conversation_of(tx: Tx, person_id: PersonId) -> ConversationId:
    """The person's one conversation."""
    found = tx.session.scalar(select(Conversation.id).where(Conversation.person_id == person_id))
    if found is None:
        raise UnknownRecord("No person has this id")
    return ConversationId(found)


def person_of(tx: Tx, conversation_id: ConversationId) -> PersonId:
    """Whose conversation it is."""
    found = tx.session.scalar(select(Conversation.person_id).where(Conversation.id == conversation_id))
    if found is None:
        raise UnknownRecord("No conversation has this id")
    return PersonId(found)


def opt_out(tx: Tx, person_id: PersonId, *, now: datetime, why: str = "asked") -> None:
    """No more texts to this number: what is unsent is cancelled too, except danger answers."""
    mark(tx, _hash_of(tx, person_id), OPTED_OUT, on=True, why=why, now=now)
    cancel_unsent(tx, conversation_of(tx, person_id), now=now)


def opt_in(tx: Tx, person_id: PersonId, *, now: datetime) -> None:
    """Texts are welcome again, and a closed number is tried again (START reopens it at the carrier too)."""
    number_hash = _hash_of(tx, person_id)
    mark(tx, number_hash, OPTED_OUT, on=False, why="asked", now=now)
    mark(tx, number_hash, CLOSED, on=False, why="asked", now=now)


def opted_out(tx: Tx, number: str) -> bool:
    """Whether this number (E.164) asked for no more texts; remembered even after erasure."""
    return marks(tx, tx.keys.fingerprint(number)).get(OPTED_OUT, False)


def close_number(tx: Tx, number: str, *, code: str, now: datetime) -> None:
    """The carrier refuses this number for good (Twilio 21610 and its kind): send nothing more."""
    mark(tx, tx.keys.fingerprint(number), CLOSED, on=True, why=code, now=now)


def closed(tx: Tx, number: str) -> bool:
    """Whether the carrier refuses this number."""
    return marks(tx, tx.keys.fingerprint(number)).get(CLOSED, False)


def set_easy(tx: Tx, person_id: PersonId, on: bool) -> None:
    """Shorter and plainer words for this person, or not."""
    row(tx, person_id).easy_words = on
    tx.session.flush()


def set_access(tx: Tx, person_id: PersonId, *, deaf: bool) -> None:
    """Whether this person cannot use a voice call."""
    row(tx, person_id).deaf = deaf
    tx.session.flush()


def set_language(tx: Tx, person_id: PersonId, code: str | None) -> None:
    """The language (ISO 639 code) that this person asked for."""
    row(tx, person_id).language = code
    tx.session.flush()


def contacts_in(tx: Tx, person_id: PersonId, *, now: datetime, days: int = 90) -> int:
    """How many separate times this person sought help in the last `days`, the present time included.

    A time counts once help, a referral or an unmet need was recorded in it; the newest counts anyway.
    """
    conversation_id = conversation_of(tx, person_id)
    newest = select(func.max(Episode.started_at)).where(Episode.conversation_id == conversation_id)
    return tx.session.scalar(
        select(func.count())
        .select_from(Episode)
        .where(Episode.conversation_id == conversation_id, Episode.last_at > now - timedelta(days=days))
        .where(or_(Episode.helped_at.is_not(None), Episode.started_at == newest.scalar_subquery()))
    ) or 0  # fmt: skip


def flood(
    tx: Tx,
    person_id: PersonId,
    *,
    now: datetime,
    limit: int = FLOOD_LIMIT,
    window: timedelta = FLOOD_WINDOW,
) -> Flood:
    """Whether more than `limit` messages came from this person within `window`."""
    count = tx.session.scalar(
        select(func.count())
        .select_from(Incoming)
        .where(Incoming.conversation_id == conversation_of(tx, person_id))
        .where(Incoming.received_at > now - window)
    )
    answered = row(tx, person_id).flood_answered_at
    return Flood(
        count=count or 0,
        over=(count or 0) > limit,
        answered=answered is not None and answered > now - window,
    )


def flood_answered(tx: Tx, person_id: PersonId, *, now: datetime) -> None:
    """Remember that the flood was answered, once."""
    row(tx, person_id).flood_answered_at = now
    tx.session.flush()


def row(tx: Tx, person_id: PersonId) -> Person:
    """The person's row, for the other modules of the records."""
    person = tx.session.get(Person, person_id)
    if person is None:
        raise UnknownRecord("No person has this id")
    return person


def _number_of(person_id: str) -> str:
    return f"people:{person_id}:number"


def _hash_of(tx: Tx, person_id: PersonId) -> str:
    number_hash = row(tx, person_id).number_hash
    if number_hash is None:
        raise UnknownRecord("This person was erased")
    return number_hash
