"""Inspecting: everything held about one number, and what is in the queue, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.records import consents, conversations, flags, inbox, outbox, people, referrals
from bot.records.engine import Tx
from bot.records.ids import ConversationId, OutboxId, PersonId
from bot.records.steps import Step
from bot.records.tables import Incoming, Outgoing, OutgoingMark, Signpost, SurveyAnswer, UnmetNeed


def inspect(tx: Tx, number: str) -> dict[str, Any]:
    """Everything held about a number (E.164): also what outlives erasure. `known` is False for a stranger."""
    person_id = people.find(tx, number)
    found: dict[str, Any] = {
        "known": person_id is not None,
        "opted_out": people.opted_out(tx, number),
        "closed": people.closed(tx, number),
        "referrals": [_referral(plan) for plan in referrals.of_number(tx, number)],
        "flags": [_flag(flag) for flag in flags.of_number(tx, number)],
    }
    if person_id is None:
        nothing: dict[str, Any] = {
            "messages": [],
            "signposts": [],
            "unmet_needs": [],
            "survey": [],
            "consent": {},
        }
        return {**found, **nothing, "state": {}}
    return {**found, **_of_person(tx, person_id)}


def queue(tx: Tx) -> dict[str, Any]:
    """Messages waiting for an answer, answers not sent, sends in doubt, and since when the oldest waits."""
    waiting, unsent = inbox.waiting(tx), outbox.unsent(tx)
    times = [moment for moment in (waiting.oldest, unsent.oldest) if moment is not None]
    return {
        "waiting": waiting.count,
        "unsent": unsent.unsent,
        "ambiguous": unsent.ambiguous,
        "oldest": _iso(min(times, default=None)),
        "oldest_waiting": _iso(waiting.oldest),
        "oldest_unsent": _iso(unsent.oldest),
    }


def _of_person(tx: Tx, person_id: PersonId) -> dict[str, Any]:
    contact = people.get(tx, person_id)
    thread = conversations.load(tx, contact.conversation_id)
    return {
        "person": {
            "last_four": contact.last_four,
            "first_seen": _iso(contact.first_seen),
            "last_seen": _iso(contact.last_seen),
            "seen": contact.seen,
            "easy_words": contact.easy_words,
            "deaf": contact.deaf,
            "language": contact.language,
        },
        "conversation": {
            "id": thread.id,
            "mode": thread.mode,
            "practice": thread.practice,
            "locality": thread.locality,
            "launcher": thread.launcher,
            "menus_expire_at": _iso(thread.menus_expire_at),
        },
        "state": thread.state,
        "consent": consents.holding(tx, thread.id),
        "messages": _messages(tx, thread.id),
        **_told(tx, thread.id),
    }


def _messages(tx: Tx, conversation_id: ConversationId) -> list[dict[str, Any]]:
    """Both ways, in order of time."""
    incoming = tx.session.scalars(select(Incoming).where(Incoming.conversation_id == conversation_id))
    outgoing = tx.session.scalars(select(Outgoing).where(Outgoing.conversation_id == conversation_id))
    rows = [(row.received_at, 0, row.position, _incoming(tx, row)) for row in incoming]
    rows += [(row.created_at, 1, row.sequence, _outgoing(tx, row)) for row in outgoing]
    return [document for *_, document in sorted(rows, key=lambda row: row[:3])]


def _incoming(tx: Tx, row: Incoming) -> dict[str, Any]:
    return {
        "direction": "in",
        "text": inbox.body_of(tx, row),
        "at": _iso(row.received_at),
        "media": row.media,
        "status": "handled" if row.handled_at else "waiting",
        "message_id": row.message_id,
    }


def _outgoing(tx: Tx, row: Outgoing) -> dict[str, Any]:
    marks = tx.session.scalars(
        select(OutgoingMark).where(OutgoingMark.outbox_id == row.id).order_by(OutgoingMark.step)
    ).all()
    return {
        "direction": "out",
        "id": OutboxId(row.id),
        "text": outbox.body_of(tx, row),
        "at": _iso(row.created_at),
        "kind": row.kind,
        "segments": row.segments,
        "status": marks[-1].status if marks else "queued",
        "code": marks[-1].code if marks else None,
        "statuses": [{"status": mark.status, "at": _iso(mark.at)} for mark in marks],
        "attempts": row.attempts,
        "carrier_id": row.carrier_id,
    }


def _told(tx: Tx, conversation_id: ConversationId) -> dict[str, Any]:
    signposts = tx.session.scalars(
        select(Signpost).where(Signpost.conversation_id == conversation_id).order_by(Signpost.at)
    )
    unmet = tx.session.scalars(
        select(UnmetNeed).where(UnmetNeed.conversation_id == conversation_id).order_by(UnmetNeed.at)
    )
    survey = tx.session.scalars(
        select(SurveyAnswer).where(SurveyAnswer.conversation_id == conversation_id).order_by(SurveyAnswer.at)
    )
    return {
        "signposts": [
            {"service_id": row.service_id, "needs": row.needs, "at": _iso(row.at), "told": row.told}
            for row in signposts
        ],
        "unmet_needs": [
            {"need": row.need, "locality": row.locality, "reason": row.reason, "at": _iso(row.at)} for row in unmet
        ],
        "survey": [{"answer": row.answer, "at": _iso(row.at)} for row in survey],
    }


def _referral(plan: referrals.Plan) -> dict[str, Any]:
    agreed = asdict(plan.agreed)
    target = plan.agreed.target_date
    return {
        "id": plan.id,
        "team": plan.team,
        "status": plan.status,
        **agreed,
        "target_date": target.isoformat() if target else None,
        "created_at": _iso(plan.created_at),
        "statuses": _steps(plan.steps),
    }


def _flag(flag: flags.RaisedFlag) -> dict[str, Any]:
    return {
        "id": flag.id,
        "owner": flag.owner,
        "response": flag.response,
        "kinds": list(flag.kinds),
        "about": flag.about,
        "rules": list(flag.rules),
        "status": flag.status,
        "due_at": _iso(flag.due_at),
        "created_at": _iso(flag.created_at),
        "statuses": _steps(flag.steps),
    }


def _steps(steps: Iterable[Step]) -> list[dict[str, Any]]:
    return [{"status": step.status, "by": step.by, "at": _iso(step.at)} for step in steps]


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
