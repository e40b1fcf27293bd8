"""Effects: what actions ask to have written down, applied in the turn's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.records import consents, conversations, people, referrals, search_log, signposts, survey, unmet
from bot.records.engine import Tx
from bot.records.errors import UnknownEffect
from bot.records.ids import ConversationId
from bot.records.referrals import NewReferral

Effect = Mapping[str, Any]
PLACES = ("place", "wrong_place")


def apply(tx: Tx, conversation_id: ConversationId, effects: Sequence[Effect], *, now: datetime) -> None:
    """Write the effects, the place first as the others count by it, then in order.

    UnknownEffect for one that is not in KNOWN or lacks a part.
    """
    for effect in sorted(effects, key=lambda effect: effect.get("do") not in PLACES):
        write = _WRITERS.get(str(effect.get("do")))
        if write is None:
            raise UnknownEffect(f"There is no effect called {effect.get('do')!r}")
        try:
            write(tx, conversation_id, effect, now)
        except KeyError as error:
            raise UnknownEffect(f"The effect {effect['do']!r} lacks {error}") from error


def _referral(tx: Tx, conversation_id: ConversationId, effect: Effect, now: datetime) -> None:
    """needs, services (ids or cards), locality, practice, channel, voicemail, target (ISO date), ...

    The worker adds what never enters Rasa: name, number, time, note.
    """
    target = effect.get("target") or effect.get("target_date")
    channel = effect.get("channel", "call")
    agreed = NewReferral(
        needs=tuple(effect["needs"]),
        services=tuple(effect.get("services", ())),
        behind=effect.get("behind"),
        locality=effect.get("locality"),
        practice=effect.get("practice"),
        channel=channel,
        safe_to_ring=effect.get("safe_to_ring", channel == "call"),
        voicemail=effect.get("voicemail"),
        name=effect.get("name"),
        better_number=effect.get("number") or effect.get("better_number"),
        good_time=effect.get("time") or effect.get("good_time"),
        note=effect.get("note"),
        language=effect.get("language"),
        tell_surgery=effect.get("surgery_told"),
        for_whom=effect.get("for_whom") or "me",
        under16=bool(effect.get("under_16") or effect.get("under16")),
        target_date=date.fromisoformat(target) if target else None,
    )
    referrals.add(tx, conversation_id, agreed, now=now)
    conversations.helped(tx, conversation_id, now=now)


def _call_off(tx: Tx, conversation_id: ConversationId, effect: Effect, now: datetime) -> None:
    """The person said that getting in touch is not safe after all: what nobody has taken yet is cancelled."""
    for plan in referrals.of_conversation(tx, conversation_id):
        if plan.status == referrals.NEW:
            referrals.mark(tx, plan.id, "cancelled", by="patient", now=now)


def _signposts(tx: Tx, conversation_id: ConversationId, effect: Effect, now: datetime) -> None:
    """cards (Card JSON), needs; the locality is the conversation's."""
    signposts.add(
        tx,
        conversation_id,
        cards=effect["cards"],
        needs=effect.get("needs") or [],
        locality=_locality(tx, conversation_id, effect),
        now=now,
    )
    conversations.helped(tx, conversation_id, now=now)


def _unmet_need(tx: Tx, conversation_id: ConversationId, effect: Effect, now: datetime) -> None:
    """need, locality, reason."""
    unmet.add(
        tx,
        conversation_id,
        need=effect["need"],
        locality=_locality(tx, conversation_id, effect),
        reason=effect["reason"],
        now=now,
    )
    conversations.helped(tx, conversation_id, now=now)


def _consent(tx: Tx, conversation_id: ConversationId, effect: Effect, now: datetime) -> None:
    """kind, given."""
    consents.record(tx, conversation_id, kind=effect["kind"], given=bool(effect["given"]), now=now)


def _survey(tx: Tx, conversation_id: ConversationId, effect: Effect, now: datetime) -> None:
    """answer: yes, no or skip."""
    locality = _locality(tx, conversation_id, effect)
    survey.add(tx, conversation_id, answer=effect["answer"], locality=locality, now=now)


def _easy(tx: Tx, conversation_id: ConversationId, effect: Effect, now: datetime) -> None:
    """on."""
    people.set_easy(tx, people.person_of(tx, conversation_id), bool(effect["on"]))


def _access(tx: Tx, conversation_id: ConversationId, effect: Effect, now: datetime) -> None:
    """deaf."""
    people.set_access(tx, people.person_of(tx, conversation_id), deaf=bool(effect["deaf"]))


def _language(tx: Tx, conversation_id: ConversationId, effect: Effect, now: datetime) -> None:
    """code."""
    people.set_language(tx, people.person_of(tx, conversation_id), effect["code"])


def _place(tx: Tx, conversation_id: ConversationId, effect: Effect, now: datetime) -> None:
    """practice, locality; each may be null."""
    practice, locality = effect["practice"], effect["locality"]
    conversations.set_place(tx, conversation_id, practice=practice, locality=locality)


def _wrong_place(tx: Tx, conversation_id: ConversationId, effect: Effect, now: datetime) -> None:
    """What we thought of the person's place was wrong."""
    conversations.set_place(tx, conversation_id, practice=None, locality=None)


def _search(tx: Tx, conversation_id: ConversationId, effect: Effect, now: datetime) -> None:
    """needs, chosen (service ids), unmet (a reason or null)."""
    search_log.add(
        tx,
        conversation_id,
        needs=effect["needs"],
        locality=_locality(tx, conversation_id, effect),
        chosen=effect["chosen"],
        unmet=effect.get("unmet"),
        now=now,
    )


def _locality(tx: Tx, conversation_id: ConversationId, effect: Effect) -> str | None:
    found: str | None = effect.get("locality") or conversations.load(tx, conversation_id).locality
    return found


_WRITERS: dict[str, Callable[[Tx, ConversationId, Effect, datetime], None]] = {
    "referral": _referral,
    "call_off": _call_off,
    "signposts": _signposts,
    "unmet_need": _unmet_need,
    "consent": _consent,
    "survey": _survey,
    "easy": _easy,
    "access": _access,
    "language": _language,
    "place": _place,
    "wrong_place": _wrong_place,
    "search": _search,
}
KNOWN = frozenset(_WRITERS)
